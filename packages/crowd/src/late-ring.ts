import { DUE, TIMES_SHIFT } from './intents.ts'

const FIRST_ROOM = 1024

/**
 * Who is due already. Answers come in the order of time, so first in, first out is due order. Grows by doubling and is then kept.
 */
export class LateRing {
  count = 0
  readonly #times: Float64Array
  #slots = new Int32Array(FIRST_ROOM)
  #head = 0
  #newestUs = Number.NEGATIVE_INFINITY

  constructor(times: Float64Array) {
    this.#times = times
  }

  /** Enters `slot` with the due time of its record, which is now and never goes back. */
  enter(slot: number): void {
    const dueUs = this.#times[(slot << TIMES_SHIFT) + DUE] as number
    if (dueUs >= this.#newestUs) this.#newestUs = dueUs
    else this.#times[(slot << TIMES_SHIFT) + DUE] = this.#newestUs
    if (this.count === this.#slots.length) this.#grow()
    this.#slots[(this.#head + this.count++) & (this.#slots.length - 1)] = slot
  }

  /** Due time of the first; only while `count` is not 0. */
  headUs(): number {
    return this.#times[((this.#slots[this.#head] as number) << TIMES_SHIFT) + DUE] as number
  }

  pop(): number {
    const slot = this.#slots[this.#head] as number
    this.#head = (this.#head + 1) & (this.#slots.length - 1)
    this.count--
    return slot
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    slots.set(this.#slots.subarray(this.#head))
    slots.set(this.#slots.subarray(0, this.#head), this.#slots.length - this.#head)
    this.#slots = slots
    this.#head = 0
  }
}
