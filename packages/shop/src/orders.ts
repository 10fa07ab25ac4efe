/** Where an order stands. Only `reserved` and `paying` can still move. */
export const OrderState = { none: 0, reserved: 1, paying: 2, paid: 3, confirmed: 4, released: 5 } as const

/** About as many orders of one shard as the first seconds can bring. */
const BurstOrders = 200_000

/**
 * The orders of one shard as parallel arrays, indexed in the order of their making. Orders of one shopper hang together in a
 * chain, newest first, which serves both idempotency (one order per key) and the limit per shopper: chains are a handful long.
 */
export class Orders {
  readonly capacity: number
  readonly shopper: Int32Array
  readonly item: Int32Array
  readonly amountFen: Int32Array
  readonly keyLow: Int32Array
  readonly keyHigh: Int32Array
  readonly intent: Int32Array
  readonly stampUs: Float64Array
  readonly state: Uint8Array
  readonly method: Uint8Array
  readonly quantity: Uint8Array
  /** The next older order of the same shopper, or −1. */
  readonly older: Int32Array
  /** The newest order of each shopper plus one, 0 for none (so that fresh memory needs no filling). */
  readonly newest: Int32Array
  count = 0

  constructor(options: { capacity: number; shoppers: number }) {
    const { capacity } = options
    this.capacity = capacity
    this.shopper = new Int32Array(capacity)
    this.item = new Int32Array(capacity)
    this.amountFen = new Int32Array(capacity)
    this.keyLow = new Int32Array(capacity)
    this.keyHigh = new Int32Array(capacity)
    this.intent = new Int32Array(capacity)
    this.stampUs = new Float64Array(capacity)
    this.state = new Uint8Array(capacity)
    this.method = new Uint8Array(capacity)
    this.quantity = new Uint8Array(capacity)
    this.older = new Int32Array(capacity)
    this.newest = new Int32Array(options.shoppers)
    this.#touch()
  }

  /** Writes to the memory that the first burst will need, so that it does not wait for the system to find pages. */
  #touch(): void {
    this.newest.fill(0)
    const arrays = [
      this.shopper,
      this.item,
      this.amountFen,
      this.keyLow,
      this.keyHigh,
      this.intent,
      this.stampUs,
      this.state,
      this.method,
      this.quantity,
      this.older,
    ]
    for (const array of arrays) array.fill(0, 0, Math.min(this.capacity, BurstOrders))
  }

  /** The order with this key, or −1. */
  find(shopper: number, keyLow: number, keyHigh: number): number {
    let index = (this.newest[shopper] as number) - 1
    while (index >= 0) {
      if (this.keyLow[index] === keyLow && this.keyHigh[index] === keyHigh) return index
      index = this.older[index] as number
    }
    return -1
  }

  /** How many orders of this item the shopper holds that are not released. */
  held(shopper: number, item: number): number {
    let count = 0
    let index = (this.newest[shopper] as number) - 1
    while (index >= 0) {
      if (this.item[index] === item && this.state[index] !== OrderState.released) count++
      index = this.older[index] as number
    }
    return count
  }

  add(
    stampUs: number,
    shopper: number,
    item: number,
    quantity: number,
    method: number,
    amountFen: number,
    keyLow: number,
    keyHigh: number,
    intent: number,
  ): number {
    const index = this.count++
    this.shopper[index] = shopper
    this.item[index] = item
    this.amountFen[index] = amountFen
    this.keyLow[index] = keyLow
    this.keyHigh[index] = keyHigh
    this.intent[index] = intent
    this.stampUs[index] = stampUs
    this.state[index] = OrderState.reserved
    this.method[index] = method
    this.quantity[index] = quantity
    this.older[index] = (this.newest[shopper] as number) - 1
    this.newest[shopper] = index + 1
    return index
  }
}
