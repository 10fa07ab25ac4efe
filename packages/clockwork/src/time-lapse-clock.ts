import { type Clock, checkFields, type FieldRule, OnrushError, rule } from '@onrush/contracts'
import { EventHeap } from './event-heap.ts'
import { SegmentHistory } from './segment-history.ts'
import { ClockPublisher, SHARED_CLOCK_BYTES } from './shared-clock.ts'
import { sleepOn } from './sleep-on.ts'
import { type WallTimer, wallTimer } from './wall-timer.ts'

/** How a day is pressed into minutes. All times are scenario milliseconds from T0. */
export interface TimeLapseOptions {
  readonly startMs: number
  readonly endMs: number
  /** The speed is exactly 1 up to here; Infinity for the whole run. */
  readonly realUntilMs: number
  /** Planned arrivals per scenario second. Called up to twice per `advance()`, so it must be cheap. */
  readonly plannedRps: (scenarioMs: number) => number
  /** Arrivals per wall second to aim at: beyond `realUntilMs` the speed is clamp(offeredRps ÷ plannedRps, 1, maxSpeed). */
  readonly offeredRps: number
  readonly maxSpeed: number
  readonly wallUs?: WallTimer
  /** From `sharedClockBuffer()`; every `advance()` publishes into it. */
  readonly publish?: SharedArrayBuffer
}

const SEGMENTS = 2 ** 17
const LONGEST_LEAP_US = 5_000

/**
 * Real time at a speed that varies. Owned by one thread, which calls `advance()` on every turn of its loop; between two calls
 * scenario time stands still. Scenario time is continuous and never decreases.
 *
 *   scenario ▲                         ____ endMs
 *            │                     ╱▔▔▔
 *            │            held ╱──╯           speed = clamp(offeredRps ÷ plannedRps, 1, maxSpeed)
 *            │               ╱
 *            │        ___╱▔▔ realUntilMs
 *            │  __╱▔▔▔       speed 1
 *            └──────────────────────────────▶ wall
 */
export class TimeLapseClock implements Clock {
  readonly #options: TimeLapseOptions
  readonly #endUs: number
  readonly #realUntilUs: number
  readonly #timer: WallTimer
  readonly #publisher: ClockPublisher | undefined
  readonly #history = new SegmentHistory(SEGMENTS)
  readonly #sleepers = new EventHeap()
  #nowUs: number
  #lastWallUs: number
  #speed: number
  #heldUs = 0
  /** Whether the newest segment reaches up to the last wall reading, so that it may be carried on. */
  #isContiguous = true

  /** Starts scenario time at `startMs` now. @throws OnrushError ONRUSH_CLOCKWORK_OPTIONS */
  constructor(options: TimeLapseOptions) {
    checkOptions(options)
    this.#options = options
    this.#endUs = options.endMs * 1000
    this.#realUntilUs = options.realUntilMs * 1000
    this.#timer = options.wallUs ?? wallTimer()
    this.#publisher = options.publish && new ClockPublisher(options.publish)
    this.#nowUs = options.startMs * 1000
    this.#lastWallUs = this.#timer()
    this.#speed = this.#speedAt(this.#nowUs)
    this.#history.begin(this.#nowUs, this.#lastWallUs, this.#speed)
    this.#publish()
  }

  /** Scenario time at the last `advance()`, microseconds from T0. */
  get nowUs(): number {
    return this.#nowUs
  }

  /** Scenario seconds per wall second that the plan asks for now: what the next turn will use, unless it would end in a busier stretch. */
  get speed(): number {
    return this.#speed
  }

  /** Wall microseconds during which scenario time was held so far. */
  get heldUs(): number {
    return this.#heldUs
  }

  /**
   * Reads the wall and moves scenario time on by the wall time passed × speed; returns the new scenario time in microseconds.
   *
   * `isHeld` freezes scenario time for this turn where the speed is above 1. There a turn also counts for 5 ms at most: a stall of this thread is
   * held, it must not become a leap. At speed 1 scenario time follows the wall whatever happens, as people do not wait for us.
   */
  advance(isHeld: boolean): number {
    const wallUs = Math.max(this.#timer(), this.#lastWallUs)
    if (this.#nowUs < this.#realUntilUs) this.#advanceReal(wallUs)
    if (this.#lastWallUs < wallUs && this.#nowUs < this.#endUs) this.#advanceFast(wallUs, isHeld)
    this.#lastWallUs = wallUs
    this.#speed = this.#speedAt(this.#nowUs)
    this.#publish()
    while (this.#sleepers.nextUs() <= this.#nowUs) this.#sleepers.takeFirst()?.()
    return this.#nowUs
  }

  /**
   * Wall time in microseconds at which scenario time reached `scenarioUs`: exact within the last 131,072 changes of speed, before them the oldest
   * known, and in the future what the present speed would make it. An instant that was held counts from when it was reached.
   */
  wallOfUs(scenarioUs: number): number {
    return this.#history.wallOf(scenarioUs)
  }

  nowMs(): number {
    return this.#nowUs / 1000
  }

  wallUs(): number {
    return this.#timer()
  }

  wallOf(scenarioMs: number): number {
    return this.#history.wallOf(scenarioMs * 1000)
  }

  /** Resolves in the `advance()` that reaches `atMs`. */
  sleepUntil(atMs: number, signal?: AbortSignal): Promise<void> {
    const atUs = atMs * 1000
    return sleepOn((run) => this.#sleepers.add(atUs, run), atUs <= this.#nowUs, signal)
  }

  /** The part of a turn before `realUntilMs`, which is hit exactly and not by a sum that may fall short of it. */
  #advanceReal(wallUs: number): void {
    const boundaryWallUs = this.#lastWallUs + (this.#realUntilUs - this.#nowUs)
    this.#advanceTo(Math.min(wallUs, boundaryWallUs), 1)
    if (wallUs < boundaryWallUs) return
    this.#nowUs = Math.min(this.#realUntilUs, this.#endUs)
    this.#speed = this.#speedAt(this.#nowUs)
  }

  /** The rest of a turn beyond `realUntilMs`. */
  #advanceFast(wallUs: number, isHeld: boolean): void {
    const passedUs = wallUs - this.#lastWallUs
    let speed = this.#speed
    let playedUs = passedUs
    if (speed > 1) {
      playedUs = isHeld ? 0 : Math.min(passedUs, LONGEST_LEAP_US)
      // A fast turn that would end in a busier stretch runs at that stretch's speed, so that it never runs into it too fast.
      if (playedUs > 0) speed = Math.min(speed, this.#speedAt(this.#nowUs + playedUs * speed))
    }
    if (playedUs > 0) this.#advanceTo(this.#lastWallUs + playedUs, speed)
    if (playedUs < passedUs && this.#nowUs < this.#endUs) {
      this.#heldUs += passedUs - playedUs
      this.#isContiguous = false
    }
  }

  /** Plays the wall from the last reading to `wallUs` at one speed. */
  #advanceTo(wallUs: number, speed: number): void {
    if (!this.#isContiguous || this.#history.newestSpeed() !== speed) {
      this.#history.begin(this.#nowUs, this.#lastWallUs, speed)
      this.#isContiguous = true
    }
    // Counted from the start of the segment, so that thousands of turns add up no rounding.
    let reachedUs = this.#history.scenarioOf(wallUs)
    if (this.#nowUs < this.#realUntilUs && reachedUs > this.#realUntilUs) reachedUs = this.#realUntilUs
    this.#nowUs = Math.max(this.#nowUs, Math.min(reachedUs, this.#endUs))
    this.#lastWallUs = wallUs
  }

  #speedAt(scenarioUs: number): number {
    if (scenarioUs < this.#realUntilUs) return 1
    const { plannedRps, offeredRps, maxSpeed } = this.#options
    const speed = offeredRps / plannedRps(scenarioUs / 1000)
    // In this form no arrivals at all mean the highest speed, and a plan that is not a number means real time.
    return speed > 1 ? Math.min(speed, maxSpeed) : 1
  }

  #publish(): void {
    const limitUs = this.#nowUs < this.#realUntilUs ? Math.min(this.#realUntilUs, this.#endUs) : this.#endUs
    this.#publisher?.publish(this.#nowUs, this.#lastWallUs, this.#speed, limitUs)
  }
}

const functionRule: FieldRule = (value) => (typeof value === 'function' ? undefined : 'a function')
const speedRule: FieldRule = (value) => (typeof value === 'number' && value >= 1 ? undefined : 'a number of at least 1')
const instantRule: FieldRule = (value) => (typeof value === 'number' && !Number.isNaN(value) ? undefined : 'a number')
const bufferRule: FieldRule = (value) =>
  value instanceof SharedArrayBuffer && value.byteLength === SHARED_CLOCK_BYTES ? undefined : 'a sharedClockBuffer()'

function checkOptions(options: TimeLapseOptions): void {
  const code = 'ONRUSH_CLOCKWORK_OPTIONS'
  checkFields(code, 'TimeLapseClock', options, {
    required: {
      startMs: rule.number,
      endMs: rule.number,
      realUntilMs: instantRule,
      plannedRps: functionRule,
      offeredRps: rule.positive,
      maxSpeed: speedRule,
    },
    optional: { wallUs: functionRule, publish: bufferRule },
  })
  if (options.endMs <= options.startMs) {
    throw new OnrushError(
      code,
      `TimeLapseClock: endMs must be above startMs (${options.startMs}), got ${options.endMs}`,
      {
        hint: 'Change endMs in TimeLapseClock.',
      },
    )
  }
}
