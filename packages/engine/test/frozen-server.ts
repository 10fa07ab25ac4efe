import type { ArrivalBatch, BatchTarget, OutcomeBatch, SimulatedTarget } from '@onrush/contracts'
import { OutcomeCode } from '@onrush/contracts'
import type { HandClock } from './stage.ts'

/** One server, first in first out, that does nothing from `fromUs` for `lastsUs`. */
export interface Freeze {
  readonly serviceUs: number
  readonly fromUs: number
  readonly lastsUs: number
}

/** When a request that could begin at `us` begins: not while the server is frozen. */
function thawedUs(us: number, { fromUs, lastsUs }: Freeze): number {
  return us >= fromUs && us < fromUs + lastsUs ? fromUs + lastsUs : us
}

/**
 * The frozen server as a target. It answers at the times that its queue gives. With `refuses` it takes nothing while it is frozen, as
 * a peer whose receive window is full; without, it takes everything and keeps it waiting.
 */
export class FrozenServer implements BatchTarget {
  readonly #freeze: Freeze
  readonly #clock: HandClock
  readonly #refuses: boolean
  readonly #queue: { id: number; doneUs: number }[] = []
  #freeUs = 0

  constructor(freeze: Freeze, clock: HandClock, options: { refuses?: boolean } = {}) {
    this.#freeze = freeze
    this.#clock = clock
    this.#refuses = options.refuses ?? false
  }

  submit(batch: ArrivalBatch, from: number): number {
    const { nowUs } = this.#clock
    if (this.#refuses && thawedUs(nowUs, this.#freeze) !== nowUs) return 0
    for (let i = from; i < batch.count; i++) {
      const arrivesUs = this.#refuses ? nowUs : (batch.dueUs[i] as number)
      this.#freeUs = thawedUs(Math.max(this.#freeUs, arrivesUs), this.#freeze) + this.#freeze.serviceUs
      this.#queue.push({ id: batch.id[i] as number, doneUs: this.#freeUs })
    }
    return batch.count - from
  }

  drain(into: OutcomeBatch): number {
    let count = 0
    while (into.count < into.capacity && this.nextUs() <= this.#clock.nowUs) {
      const { id, doneUs } = this.#queue.shift() as { id: number; doneUs: number }
      const at = into.count++
      into.id[at] = id
      into.code[at] = OutcomeCode.ok
      into.doneUs[at] = doneUs
      into.orderRef[at] = -1
      count++
    }
    return count
  }

  /** When the next answer leaves, microseconds. */
  nextUs: SimulatedTarget['nextUs'] = () => this.#queue[0]?.doneUs ?? Number.POSITIVE_INFINITY
}

/**
 * The closed form, largest first. One click every `everyUs`, the first at 0, `fromUs` on their grid. The j-th click after the freeze begins
 * waits for what is left of it, and then for the j before it and for itself:
 *
 *   response(j) = lastsUs − j · everyUs + (j + 1) · serviceUs       while that is more than serviceUs, the response of all others
 *
 * So a share of lastsUs / (1 − rate/capacity) of the time is slow, evenly from lastsUs down to nothing, and the p-th quantile of a run of
 * `runUs` is lastsUs − (1 − p) · runUs · (1 − rate/capacity), and one service time: for 10 s, 1 s and p95 that is 0.5 s · (1 + rate/capacity).
 */
export function frozenResponsesUs(freeze: Freeze, everyUs: number, count: number): number[] {
  const { serviceUs, fromUs, lastsUs } = freeze
  const responses = Array.from({ length: count }, (_, click) => {
    const j = click - fromUs / everyUs
    return j < 0 ? serviceUs : Math.max(serviceUs, lastsUs - j * everyUs + (j + 1) * serviceUs)
  })
  return responses.sort((a, b) => b - a)
}
