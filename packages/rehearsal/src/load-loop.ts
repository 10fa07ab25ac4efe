import { type Engine, EngineGauge } from '@onrush/engine'
import type { RecorderBank } from '@onrush/measure'
import type { IntervalSpans } from './interval-spans.ts'

/** Above speed 1 scenario time is held while more arrivals than this are unanswered … */
const HeldInFlight = 100_000
/** … or due work is older than this … */
const HeldBacklogUs = 5000
/** … or an answer is: what waits in wall time is decided late by that times the speed, which must stay a small share of the time since T0. */
const LateShare = 0.001
const SecondUs = 1_000_000

/** The clock as the load loop drives it. */
export interface DrivenClock {
  readonly nowUs: number
  readonly speed: number
  readonly heldUs: number
  advance(isHeld: boolean): number
  wallUs(): number
}

/** One load thread's loop body: move the clock, fire and collect, and hand an interval of measurements on every second. */
export class LoadLoop {
  readonly #clock: DrivenClock
  readonly #engine: Engine
  readonly #bank: RecorderBank
  readonly #spans: IntervalSpans
  readonly #gauges: Float64Array
  readonly #endUs: number
  readonly #realUntilUs: number
  #isHeld = false
  #rotateAtUs: number
  #rotateAtWallUs: number
  /** The longest that the target can have been behind scenario time above speed 1, scenario microseconds. */
  longestStepUs = 0

  constructor(options: {
    clock: DrivenClock
    engine: Engine
    bank: RecorderBank
    spans: IntervalSpans
    gauges: Float64Array
    realUntilUs: number
    endUs: number
  }) {
    this.#clock = options.clock
    this.#engine = options.engine
    this.#bank = options.bank
    this.#spans = options.spans
    this.#gauges = options.gauges
    this.#endUs = options.endUs
    this.#realUntilUs = options.realUntilUs
    this.#rotateAtUs = (Math.floor(options.clock.nowUs / SecondUs) + 1) * SecondUs
    this.#rotateAtWallUs = options.clock.wallUs() + SecondUs
  }

  /** True when the scenario's end has been reached. */
  get isOver(): boolean {
    return this.#clock.nowUs >= this.#endUs
  }

  /** One turn; true when there was anything to do. */
  turn(): boolean {
    const beforeUs = this.#clock.nowUs
    const nowUs = this.#clock.advance(this.#isHeld)
    const didWork = this.#engine.turn(nowUs)
    this.#isHeld = this.#clock.speed > 1 && this.#isBehind(nowUs)
    if (this.#clock.speed > 1) this.#noteLateness(nowUs - beforeUs)
    this.#show(nowUs)
    // At speed 1 intervals end on whole scenario seconds, so that windows fit them; above it, once per wall second.
    const isDue =
      this.#rotateAtUs <= this.#realUntilUs ? nowUs >= this.#rotateAtUs : this.#clock.wallUs() >= this.#rotateAtWallUs
    if (isDue) this.rotate(nowUs)
    return didWork
  }

  /** After the end: collects what is still under way; true while something is. */
  finish(): boolean {
    const nowUs = this.#clock.nowUs
    this.#engine.settleOnly(nowUs)
    this.#show(nowUs)
    return this.#engine.inFlight > 0
  }

  /** Hands the current interval on; false when the last one has not been fetched yet. */
  rotate(nowUs: number): boolean {
    const gauges = this.#gauges
    const offered = gauges[EngineGauge.offered] as number
    this.#spans.note(nowUs, this.#clock.speed, offered, this.#engine.inFlight)
    if (!this.#bank.rotate()) return false
    this.#spans.advance(nowUs, offered)
    this.#rotateAtUs = (Math.floor(nowUs / SecondUs) + 1) * SecondUs
    this.#rotateAtWallUs = this.#clock.wallUs() + SecondUs
    return true
  }

  /** Scenario time that passed while the oldest answer was under way: so late may the target have noticed a time limit. */
  #noteLateness(stepUs: number): void {
    const latenessUs = stepUs + this.#engine.oldestWaitUs * this.#clock.speed
    if (latenessUs > this.longestStepUs) this.longestStepUs = latenessUs
  }

  #isBehind(nowUs: number): boolean {
    const engine = this.#engine
    if (engine.inFlight > HeldInFlight || engine.backlogUs > HeldBacklogUs) return true
    return engine.oldestWaitUs > Math.max(HeldBacklogUs, (LateShare * nowUs) / this.#clock.speed)
  }

  #show(nowUs: number): void {
    const gauges = this.#gauges
    gauges[EngineGauge.scenarioUs] = nowUs
    gauges[EngineGauge.speed] = this.#clock.speed
    gauges[EngineGauge.heldUs] = this.#clock.heldUs
  }
}
