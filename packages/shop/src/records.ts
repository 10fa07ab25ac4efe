/**
 * One journal record: ten 32-bit words (40 bytes), little-endian, the same for every type.
 *
 *   0 kind      type | shard << 8 | quantity << 16 | method << 24
 *   1 orderRef  which order; its home shard is orderRef modulo the number of shards
 *   2,3 stampUs the shard's decision stamp: scenario microseconds from T0, as a float64
 *   4 shopper
 *   5 item
 *   6 amountFen what the order costs, or what moved
 *   7,8 key     the idempotency key of the order
 *   9 intent    the client's number of this wish
 */
export const RecordWords = 10
export const RecordBytes: number = RecordWords * 4

export const RecordType = {
  /** Stock reserved and an order made: available → reserved. */
  order: 1,
  /** The wallet paid: balance → in flight. */
  debit: 2,
  /** The order's home learnt of the debit: reserved → sold, in flight → captured. Turnover counts here. */
  capture: 3,
  /** Cash on delivery confirmed: reserved → sold. Turnover counts here. */
  confirm: 4,
  /** The time limit of the reservation passed: reserved → available. */
  release: 5,
  /** A debit that found its order released: in flight → balance. */
  refund: 6,
} as const
export type RecordTypeCode = (typeof RecordType)[keyof typeof RecordType]

/** Where appended records go: the journal, seen from a shard. */
export interface RecordSink {
  /** Appends one record. The caller has made sure that there is room. */
  append(
    kind: number,
    orderRef: number,
    stampUs: number,
    shopper: number,
    item: number,
    amountFen: number,
    keyLow: number,
    keyHigh: number,
    intent: number,
  ): void
}

export function recordKind(type: number, shard: number, quantity: number, method: number): number {
  return type | (shard << 8) | (quantity << 16) | (method << 24)
}
