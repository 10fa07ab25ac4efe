import { PairTable } from './pair-table.ts'

const Partitions = 256
/** A key and the order it was given for. */
const EntryWords = 3

/**
 * Finds keys that were used more than once among tens of millions. A hash table of that size costs a trip to memory per key;
 * instead keys are dealt out to 256 lists, each written front to back, and at the end every list is looked through with one
 * table that stays in the processor's cache: bench `audit`.
 */
export class KeyPartitions {
  readonly #lists: Int32Array[]
  readonly #filled = new Int32Array(Partitions)

  /** `expectedKeys`: room to begin with. */
  constructor(options: { expectedKeys: number }) {
    const room = Math.max(16, Math.ceil((options.expectedKeys / Partitions) * 1.1)) * EntryWords
    this.#lists = Array.from({ length: Partitions }, () => new Int32Array(room))
  }

  add(low: number, high: number, orderRef: number): void {
    const partition = (Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 16) & (Partitions - 1)
    const at = this.#filled[partition] as number
    let list = this.#lists[partition] as Int32Array
    if (at === list.length) list = this.#grow(partition)
    list[at] = low
    list[at + 1] = high
    list[at + 2] = orderRef
    this.#filled[partition] = at + EntryWords
  }

  /** Calls `take` with every order whose key an earlier one had, and that earlier one. */
  repeated(take: (earlier: number, later: number) => void): void {
    const longest = this.#filled.reduce((most, filled) => Math.max(most, filled), 0) / EntryWords
    const table = new PairTable({ capacity: longest * 1.5 })
    for (const [partition, list] of this.#lists.entries()) {
      const end = this.#filled[partition] as number
      for (let at = 0; at < end; at += EntryWords) {
        const orderRef = list[at + 2] as number
        const before = table.set(list[at] as number, list[at + 1] as number, orderRef + 1)
        if (before !== 0) take(before - 1, orderRef)
      }
      table.clear()
    }
  }

  #grow(partition: number): Int32Array {
    const old = this.#lists[partition] as Int32Array
    const grown = new Int32Array(old.length * 2)
    grown.set(old)
    this.#lists[partition] = grown
    return grown
  }
}
