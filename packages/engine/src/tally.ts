import type { RecorderBank } from '@onrush/measure'
import { EngineGauge, OutcomeCount } from './gauges.ts'
import type { Timeline } from './timeline.ts'

/** The longest time that is told apart, microseconds: more than half an hour. */
export const LongestUs: number = 2 ** 31 - 1

/** Counts what became of arrivals, and records how long they took. Whole microseconds in, so that nothing crosses a call as a float64. */
export class Tally {
  readonly #bank: RecorderBank
  readonly #gauges: Float64Array
  readonly #timeline: Timeline
  /** The longest wait so far of a click due at speed 1. */
  longestWaitUs = 0

  constructor(options: { readonly bank: RecorderBank; readonly gauges: Float64Array; readonly timeline: Timeline }) {
    this.#bank = options.bank
    this.#gauges = options.gauges
    this.#timeline = options.timeline
  }

  /** Records both times of an answer and counts its outcome. Hot. */
  count(op: number, code: number, responseUs: number, serviceUs: number): void {
    const bank = this.#bank
    const outcome = op * OutcomeCount + code
    bank.record(outcome * 2, responseUs)
    bank.record(outcome * 2 + 1, serviceUs)
    const gauges = this.#gauges
    const counter = EngineGauge.outcomes + outcome
    gauges[counter] = (gauges[counter] as number) + 1
    gauges[EngineGauge.answered] = (gauges[EngineGauge.answered] as number) + 1
  }

  /** Charges an arrival that nobody answered at its age. */
  charge(op: number, code: number, ageUs: number, serviceUs: number, dueUs: number): void {
    const wholeUs = Math.min(LongestUs, Math.round(ageUs))
    this.count(op, code, wholeUs, Math.max(0, Math.min(LongestUs, Math.round(serviceUs))))
    if (wholeUs > this.longestWaitUs && dueUs < this.#timeline.endUs) this.noteLongest(wholeUs)
  }

  noteLongest(waitUs: number): void {
    this.longestWaitUs = waitUs
    this.#gauges[EngineGauge.longestWaitUs] = waitUs
  }

  /** An answer that nobody waits for any more. */
  countLate(): void {
    this.#gauges[EngineGauge.lateAnswers] = (this.#gauges[EngineGauge.lateAnswers] as number) + 1
  }
}
