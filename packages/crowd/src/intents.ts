/** Where an intent stands. `IN_FLIGHT` is added while a click waits for its answer. */
export const FREE = 0
export const BROWSING = 1
export const BUYING = 2
export const PAYING = 3
export const IN_FLIGHT = 0x80

// One record is 64 bytes, of which the first 48 are used. A large buffer begins 0 or 16 bytes into a page, so these 48 share one cache line:
//
//   0          8        16       24       28      32    36        40          44     45     46       47
//   nominalUs  firstUs  dueUs    shopper  intent  item  orderRef  firstItem   stage  views  attempt  failures
//   └──────── times ─────────┘   └─────────────── words ────────────────┘     └────────── bytes ───────────┘
//
// Everything that one answer needs is one miss away instead of twelve. A free record keeps the next free one in `firstItem`.
export const TIMES_SHIFT = 3
export const NOMINAL = 0
export const FIRST = 1
export const DUE = 2
export const WORDS_SHIFT = 4
export const SHOPPER = 6
export const INTENT = 7
export const ITEM = 8
export const ORDER = 9
export const FIRST_ITEM = 10
export const BYTES_SHIFT = 6
export const STAGE = 44
export const VIEWS = 45
export const ATTEMPT = 46
export const FAILURES = 47

const RECORD_BYTES = 64
const NONE = -1

/** The live intents: a fixed number of records in one buffer. Hot: reads and writes go straight to the three views of it. */
export class Intents {
  readonly capacity: number
  /** Record for a click whose intent found no place; nobody waits for its answer. */
  readonly scratch: number
  readonly times: Float64Array
  readonly words: Int32Array
  readonly bytes: Uint8Array
  #unused = 0
  #freed = NONE
  #live = 0

  constructor(capacity: number) {
    this.capacity = capacity
    this.scratch = capacity
    const buffer = new ArrayBuffer((capacity + 1) * RECORD_BYTES)
    this.times = new Float64Array(buffer)
    this.words = new Int32Array(buffer)
    this.bytes = new Uint8Array(buffer)
  }

  get live(): number {
    return this.#live
  }

  /** A record of one's own, or −1 when all are taken. Fresh records come in ascending order. */
  claim(): number {
    const freed = this.#freed
    if (freed !== NONE) {
      this.#freed = this.words[(freed << WORDS_SHIFT) + FIRST_ITEM] as number
      this.#live++
      return freed
    }
    if (this.#unused === this.capacity) return NONE
    this.#live++
    return this.#unused++
  }

  release(slot: number): void {
    this.bytes[(slot << BYTES_SHIFT) + STAGE] = FREE
    this.words[(slot << WORDS_SHIFT) + FIRST_ITEM] = this.#freed
    this.#freed = slot
    this.#live--
  }
}
