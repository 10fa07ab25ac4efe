import { type Clock, checkFields, rule } from '@onrush/contracts'
import { EventHeap } from './event-heap.ts'
import { sleepOn } from './sleep-on.ts'

/**
 * A discrete-event clock: time stands still until `runUntil` moves it from event to event. One heap of integer microseconds ordered by
 * (time, order of insertion); no promise and no real time inside, so the same calls give the same run on every machine.
 * Wall time is scenario time.
 */
export class VirtualClock implements Clock {
  readonly #events = new EventHeap()
  #nowUs: number
  #isRunning = false

  /** @throws OnrushError ONRUSH_CLOCKWORK_OPTIONS */
  constructor(options: { startMs?: number } = {}) {
    checkFields('ONRUSH_CLOCKWORK_OPTIONS', 'VirtualClock', options, { optional: { startMs: rule.number } })
    this.#nowUs = Math.round((options.startMs ?? 0) * 1000)
  }

  /** Scenario time, whole microseconds from T0. */
  get nowUs(): number {
    return this.#nowUs
  }

  /**
   * Runs `run` at scenario time `us`: after everything that was asked for that time before, rounded up to a whole microsecond, and at the present
   * time when `us` is past. Infinity means never. Returns its undo, safe to call at any time.
   */
  at(us: number, run: () => void): () => void {
    if (Number.isNaN(us)) throw new Error('VirtualClock.at: the time is NaN')
    const atUs = Math.max(Math.ceil(us), this.#nowUs)
    return atUs === Number.POSITIVE_INFINITY ? () => {} : this.#events.add(atUs, run)
  }

  /**
   * Runs the events due up to and including `us` in order, those that they add included, and leaves the clock at `us`. A time in the past runs
   * nothing and moves nothing; Infinity runs until nothing is left and leaves the clock at the last event. An event that throws ends the call
   * with the clock at its time; the events after it stay.
   */
  runUntil(us: number): void {
    if (this.#isRunning) throw new Error('VirtualClock.runUntil was called from one of its own events')
    this.#isRunning = true
    try {
      for (
        let nextUs = this.#events.nextUs();
        nextUs <= us && nextUs !== Number.POSITIVE_INFINITY;
        nextUs = this.#events.nextUs()
      ) {
        this.#nowUs = nextUs
        this.#events.takeFirst()?.()
      }
      if (us !== Number.POSITIVE_INFINITY) this.#nowUs = Math.max(this.#nowUs, Math.floor(us))
    } finally {
      this.#isRunning = false
    }
  }

  /** Time of the next event, or Infinity. */
  nextUs(): number {
    return this.#events.nextUs()
  }

  nowMs(): number {
    return this.#nowUs / 1000
  }

  wallUs(): number {
    return this.#nowUs
  }

  wallOf(scenarioMs: number): number {
    return scenarioMs * 1000
  }

  sleepUntil(atMs: number, signal?: AbortSignal): Promise<void> {
    return sleepOn((run) => this.at(atMs * 1000, run), atMs * 1000 <= this.#nowUs, signal)
  }
}
