import type { AuditedRecord } from './audit-record.ts'

/** What an order has come to, as the audit sees it; only `reserved` can still move. */
export const Standing = { unknown: 0, reserved: 1, paid: 2, confirmed: 3, released: 4 } as const

/** One order: eight words in one place, so that looking at an order costs one trip to memory. 0 and 1 are its stamp, a float64. */
const Field = { shopper: 2, item: 3, amountFen: 4, intent: 5, life: 6, inFlightFen: 7, words: 8 } as const
const OrderBytes = Field.words * 4
const FirstOrders = 1024
/** `life` is standing, then "captured although released, and not refunded yet", then quantity and method, a byte each. */
const StandingMask = 0x7f
const OwedBit = 0x80

/**
 * All orders of a journal by reference: one book per home shard, because references are dense only within a shard. Points at
 * one order at a time (`find`, `add`), whose fields are then read and changed through the accessors.
 */
export class OrderBooks {
  readonly #shards: number
  readonly #slotsMax: number
  readonly #books: Book[]
  #book: Book
  #at = 0
  #turn = -1
  count = 0

  /**
   * `maxOrders`: references beyond it are not the shop's and are refused, so that damage cannot eat the memory.
   * `expectedOrders`: room to begin with.
   */
  constructor(options: { shards: number; maxOrders: number; expectedOrders: number }) {
    this.#shards = options.shards
    this.#slotsMax = Math.ceil(options.maxOrders / options.shards)
    this.#books = Array.from(
      { length: options.shards },
      () => new Book(Math.ceil(options.expectedOrders / options.shards)),
    )
    this.#book = this.#books[0] as Book
  }

  /** Points at the order of that reference; false when there is none. */
  find(orderRef: number): boolean {
    return this.#point(orderRef) && this.standing !== Standing.unknown
  }

  /** Enters a new order and points at it; false when its reference cannot be one of this shop. The caller has looked for it. */
  add(record: AuditedRecord): boolean {
    const slot = Math.floor(record.orderRef / this.#shards)
    if (record.orderRef < 0 || slot >= this.#slotsMax) return false
    const book = this.#books[record.orderRef % this.#shards] as Book
    book.reserve(slot)
    const at = slot * Field.words
    const { words } = book
    book.floats[at >> 1] = record.stampUs
    words[at + Field.shopper] = record.shopper
    words[at + Field.item] = record.item
    words[at + Field.amountFen] = record.amountFen
    words[at + Field.intent] = record.intent
    words[at + Field.life] = Standing.reserved | (record.quantity << 8) | (record.method << 16)
    words[at + Field.inFlightFen] = 0
    this.#book = book
    this.#at = at
    this.count++
    return true
  }

  /** Before the first `next`: goes back to the beginning. */
  rewind(): void {
    this.#turn = -1
  }

  /** Points at the next order, shard by shard; false when there are no more. */
  next(): boolean {
    for (let shard = Math.max(0, this.#turn % this.#shards); shard < this.#shards; shard++) {
      const { slots } = this.#books[shard] as Book
      const first =
        this.#turn < 0 || this.#turn % this.#shards !== shard ? 0 : Math.floor(this.#turn / this.#shards) + 1
      for (let slot = first; slot < slots; slot++) {
        const orderRef = slot * this.#shards + shard
        if (!this.find(orderRef)) continue
        this.#turn = orderRef
        return true
      }
    }
    return false
  }

  /** The reference of the order that `next` points at. */
  get turn(): number {
    return this.#turn
  }

  get stampUs(): number {
    return this.#book.floats[this.#at >> 1] as number
  }
  get shopper(): number {
    return this.#book.words[this.#at + Field.shopper] as number
  }
  get item(): number {
    return this.#book.words[this.#at + Field.item] as number
  }
  get amountFen(): number {
    return this.#book.words[this.#at + Field.amountFen] as number
  }
  get intent(): number {
    return this.#book.words[this.#at + Field.intent] as number
  }
  get quantity(): number {
    return ((this.#book.words[this.#at + Field.life] as number) >> 8) & 0xff
  }
  get method(): number {
    return ((this.#book.words[this.#at + Field.life] as number) >> 16) & 0xff
  }
  get standing(): number {
    return (this.#book.words[this.#at + Field.life] as number) & StandingMask
  }
  set standing(standing: number) {
    const at = this.#at + Field.life
    this.#book.words[at] = ((this.#book.words[at] as number) & ~StandingMask) | standing
  }
  /** Captured after its release: the shopper is owed a refund. */
  get isOwed(): boolean {
    return ((this.#book.words[this.#at + Field.life] as number) & OwedBit) !== 0
  }
  set isOwed(isOwed: boolean) {
    const at = this.#at + Field.life
    const life = (this.#book.words[at] as number) & ~OwedBit
    this.#book.words[at] = isOwed ? life | OwedBit : life
  }
  /** Debited, and neither captured nor refunded yet. */
  get inFlightFen(): number {
    return this.#book.words[this.#at + Field.inFlightFen] as number
  }
  set inFlightFen(fen: number) {
    this.#book.words[this.#at + Field.inFlightFen] = fen
  }

  #point(orderRef: number): boolean {
    if (orderRef < 0) return false
    const book = this.#books[orderRef % this.#shards] as Book
    const slot = Math.floor(orderRef / this.#shards)
    if (slot >= book.slots) return false
    this.#book = book
    this.#at = slot * Field.words
    return true
  }
}

/** The orders of one shard; words and floats look at the same memory, which is handed over when it grows. */
class Book {
  slots = 0
  words: Int32Array<ArrayBuffer>
  floats: Float64Array

  constructor(room: number) {
    this.words = new Int32Array(Math.max(FirstOrders, room) * Field.words)
    this.floats = new Float64Array(this.words.buffer)
  }

  /** Makes room up to and including that slot. */
  reserve(slot: number): void {
    if (slot < this.slots) return
    this.slots = slot + 1
    let room = this.words.length / Field.words
    if (slot < room) return
    while (slot >= room) room *= 2
    const grown = this.words.buffer.transfer(room * OrderBytes)
    this.words = new Int32Array(grown)
    this.floats = new Float64Array(grown)
  }
}
