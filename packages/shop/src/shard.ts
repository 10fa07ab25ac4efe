import { ReasonCode } from '@onrush/contracts'
import type { Catalogue } from './catalogue.ts'
import type { ShopSettings } from './options.ts'
import { OrderState, Orders } from './orders.ts'
import { type RecordSink, RecordType, recordKind } from './records.ts'
import { PayMethod } from './wire.ts'

/** What a decision says: the order it names (−1: none) and why not. `valueFen` is the money it moved. */
export interface Decision {
  /** A `ReasonCode`; 0 is yes. */
  reason: number
  orderRef: number
  valueFen: number
}

/**
 * One shard: a single-writer state machine over typed arrays. It is home to the items with `item % shards === index` and to
 * their orders, and to the wallets of the shoppers with `shopper % shards === index`. It never reads a clock: every call
 * brings its decision stamp. Every change of state is a record first: live decisions append it, recovery reads it back, and
 * both change the state through the same `apply…` methods, so a replayed shard cannot differ from the one that died.
 *
 *     available ──order──▶ reserved ──capture / confirm──▶ sold
 *         ▲                   │
 *         └─────release───────┘            wallet ──debit──▶ in flight ──capture──▶ captured
 *                                            ▲                  │
 *                                            └─────refund───────┘
 */
export class Shard {
  readonly index: number
  readonly orders: Orders
  readonly available: Int32Array
  /** Wallet balances by shopper ÷ shards, less the opening balance (so that fresh memory is right). Integer fen. */
  readonly #spentFen: Int32Array
  readonly #settings: ShopSettings
  readonly #catalogue: Catalogue
  readonly #journal: RecordSink
  readonly #promotionEndUs: number
  readonly #decision: Decision = { reason: 0, orderRef: -1, valueFen: 0 }
  /** The oldest order whose time limit has not been looked at; limits are equal, so orders expire in the order of making. */
  #expiryCursor = 0
  gmvFen = 0
  paidCount = 0
  codCount = 0
  releasedCount = 0
  soldOutItems = 0

  constructor(index: number, settings: ShopSettings, goods: Catalogue, journal: RecordSink) {
    this.index = index
    this.#settings = settings
    this.#catalogue = goods
    this.#journal = journal
    this.#promotionEndUs = settings.promotionMs * 1000
    this.orders = new Orders({ capacity: Math.ceil(settings.maxOrders / settings.shards), shoppers: settings.shoppers })
    this.#spentFen = new Int32Array(Math.ceil(settings.shoppers / settings.shards))
    this.available = new Int32Array(Math.ceil(goods.stock.length / settings.shards))
    for (let item = index; item < goods.stock.length; item += settings.shards) {
      this.available[(item - index) / settings.shards] = goods.stock[item] as number
    }
  }

  /** True while another order can be stored. */
  get hasRoom(): boolean {
    return this.orders.count < this.orders.capacity
  }

  /** Price of an item at a decision stamp, integer fen: promotional exactly within [T0, T0 + promotion). */
  priceFen(item: number, stampUs: number): number {
    const isPromotion = item < this.#settings.dealItems && stampUs >= 0 && stampUs < this.#promotionEndUs
    return (isPromotion ? this.#catalogue.promoFen[item] : this.#catalogue.listFen[item]) as number
  }

  /** Looks at an item. */
  view(item: number): Decision {
    return this.#decide(
      item >= 0 && item < this.#catalogue.stock.length ? ReasonCode.none : ReasonCode.unknownItem,
      -1,
      0,
    )
  }

  /** Reserves stock and makes an order, or says why not. A key that already has an order gets that order's answer again. */
  buy(
    stampUs: number,
    shopper: number,
    item: number,
    quantity: number,
    method: number,
    keyLow: number,
    keyHigh: number,
    intent: number,
  ): Decision {
    const { orders } = this
    const { shards, defects, dealItems } = this.#settings
    if (item < 0 || item >= this.#catalogue.stock.length || quantity < 1)
      return this.#decide(ReasonCode.unknownItem, -1, 0)
    const known = orders.find(shopper, keyLow, keyHigh)
    if (known >= 0 && !(defects.length > 0 && defects.includes('forgottenKey'))) {
      const reason = orders.state[known] === OrderState.released ? ReasonCode.released : ReasonCode.none
      return this.#decide(reason, known * shards + this.index, 0)
    }
    const isDeal = item < dealItems
    if (isDeal && stampUs < 0 && !(defects.length > 0 && defects.includes('earlyPrice')))
      return this.#decide(ReasonCode.notYet, -1, 0)
    const slot = (item - this.index) / shards
    const left = this.available[slot] as number
    if (left >= 0 && left < quantity && !(defects.length > 0 && defects.includes('staleStock') && left > -3)) {
      return this.#decide(ReasonCode.soldOut, -1, 0)
    }
    if (isDeal && orders.held(shopper, item) >= this.#settings.limitPerShopper)
      return this.#decide(ReasonCode.limitReached, -1, 0)
    if (!this.hasRoom) return this.#decide(ReasonCode.overloaded, -1, 0)
    let amountFen = this.priceFen(item, stampUs) * quantity
    if (isDeal && stampUs < 0) amountFen = (this.#catalogue.promoFen[item] as number) * quantity
    const orderRef = orders.count * shards + this.index
    this.#journal.append(
      recordKind(RecordType.order, this.index, quantity, method),
      orderRef,
      stampUs,
      shopper,
      item,
      amountFen,
      keyLow,
      keyHigh,
      intent,
    )
    this.applyOrder(stampUs, shopper, item, quantity, method, amountFen, keyLow, keyHigh, intent)
    return this.#decide(ReasonCode.none, orderRef, amountFen)
  }

  /** Changes the state by an order record; returns the new order's index. */
  applyOrder(
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
    const slot = (item - this.index) / this.#settings.shards
    const left = this.available[slot] as number
    if (left >= 0 || item < this.#settings.dealItems) {
      this.available[slot] = left - quantity
      if (left === quantity) this.soldOutItems++
    }
    return this.orders.add(stampUs, shopper, item, quantity, method, amountFen, keyLow, keyHigh, intent)
  }

  /**
   * First half of a payment: checks the order and marks it. Yes (reason 0) with `valueFen` 0 means "the wallet must now be
   * debited with `orders.amountFen`"; with a value it was paid before and that answer is given again.
   */
  beginPayment(orderRef: number, shopper: number): Decision {
    const order = this.#orderOf(orderRef, shopper)
    if (order < 0) return this.#decide(ReasonCode.unknownOrder, -1, 0)
    const state = this.orders.state[order] as number
    if (this.orders.method[order] !== PayMethod.wallet) return this.#decide(ReasonCode.unknownOrder, orderRef, 0)
    if (state === OrderState.paid)
      return this.#decide(ReasonCode.none, orderRef, this.orders.amountFen[order] as number)
    if (state === OrderState.released) return this.#decide(ReasonCode.released, orderRef, 0)
    this.orders.state[order] = OrderState.paying
    return this.#decide(ReasonCode.none, orderRef, 0)
  }

  /** The payment did not come about; the order waits on until its time limit. */
  abandonPayment(orderRef: number): void {
    const order = (orderRef - this.index) / this.#settings.shards
    if (this.orders.state[order] === OrderState.paying) this.orders.state[order] = OrderState.reserved
  }

  /** At the wallet's shard: takes the money, or says that it is not there. */
  debit(stampUs: number, orderRef: number, shopper: number, amountFen: number): boolean {
    const mayOverdraw = this.#settings.defects.length > 0 && this.#settings.defects.includes('overdraft')
    if (this.balanceFen(shopper) < amountFen && !mayOverdraw) return false
    this.#journal.append(
      recordKind(RecordType.debit, this.index, 0, 0),
      orderRef,
      stampUs,
      shopper,
      -1,
      amountFen,
      0,
      0,
      0,
    )
    this.applyDebit(shopper, amountFen)
    return true
  }

  applyDebit(shopper: number, amountFen: number): void {
    const slot = (shopper - this.index) / this.#settings.shards
    this.#spentFen[slot] = (this.#spentFen[slot] as number) + amountFen
  }

  balanceFen(shopper: number): number {
    return this.#settings.walletFen - (this.#spentFen[(shopper - this.index) / this.#settings.shards] as number)
  }

  /** Back at the order's home: the money has left the wallet. False when the order was released meanwhile: refund it. */
  capture(stampUs: number, orderRef: number): Decision {
    const order = (orderRef - this.index) / this.#settings.shards
    const { orders } = this
    if (orders.state[order] === OrderState.released) return this.#decide(ReasonCode.released, orderRef, 0)
    const amountFen = orders.amountFen[order] as number
    this.#journal.append(
      recordKind(RecordType.capture, this.index, 0, 0),
      orderRef,
      stampUs,
      orders.shopper[order] as number,
      orders.item[order] as number,
      amountFen,
      0,
      0,
      0,
    )
    this.applyCapture(orderRef)
    return this.#decide(ReasonCode.none, orderRef, amountFen)
  }

  applyCapture(orderRef: number): void {
    const order = (orderRef - this.index) / this.#settings.shards
    this.orders.state[order] = OrderState.paid
    this.gmvFen += this.orders.amountFen[order] as number
    this.paidCount++
  }

  /** The money comes back to the wallet. */
  refund(stampUs: number, orderRef: number, shopper: number, amountFen: number): void {
    this.#journal.append(
      recordKind(RecordType.refund, this.index, 0, 0),
      orderRef,
      stampUs,
      shopper,
      -1,
      amountFen,
      0,
      0,
      0,
    )
    this.applyDebit(shopper, -amountFen)
  }

  /** Cash on delivery is confirmed: the sale counts from here. */
  confirm(stampUs: number, orderRef: number, shopper: number): Decision {
    const order = this.#orderOf(orderRef, shopper)
    if (order < 0 || this.orders.method[order] !== PayMethod.cod) return this.#decide(ReasonCode.unknownOrder, -1, 0)
    const state = this.orders.state[order] as number
    const amountFen = this.orders.amountFen[order] as number
    if (state === OrderState.confirmed) return this.#decide(ReasonCode.none, orderRef, amountFen)
    if (state === OrderState.released) return this.#decide(ReasonCode.released, orderRef, 0)
    this.#journal.append(
      recordKind(RecordType.confirm, this.index, 0, 0),
      orderRef,
      stampUs,
      shopper,
      this.orders.item[order] as number,
      amountFen,
      0,
      0,
      0,
    )
    this.applyConfirm(orderRef)
    return this.#decide(ReasonCode.none, orderRef, amountFen)
  }

  applyConfirm(orderRef: number): void {
    const order = (orderRef - this.index) / this.#settings.shards
    this.orders.state[order] = OrderState.confirmed
    this.gmvFen += this.orders.amountFen[order] as number
    this.codCount++
  }

  /** Releases unpaid orders whose time limit has passed, at most `most` of them; says how many. */
  expire(stampUs: number, most: number): number {
    const { orders } = this
    const limitUs = this.#settings.reservationMs * 1000
    const { defects } = this.#settings
    let released = 0
    while (this.#expiryCursor < orders.count && released < most) {
      const order = this.#expiryCursor
      if ((orders.stampUs[order] as number) + limitUs > stampUs) break
      // A payment on its way is waited for: messages between shards are handled before time limits, so this is over at once.
      if (orders.state[order] === OrderState.paying) break
      this.#expiryCursor++
      if (orders.state[order] !== OrderState.reserved) continue
      if (defects.length > 0 && defects.includes('lostTimer') && order % 7 === 0) continue
      this.#release(stampUs, order)
      if (defects.length > 0 && defects.includes('doubleRelease') && order % 7 === 0) this.#release(stampUs, order)
      released++
    }
    return released
  }

  /** Scenario time at which the next reservation runs out, microseconds; Infinity when none is waiting. */
  nextExpiryUs(): number {
    const order = this.#expiryCursor
    return order < this.orders.count
      ? (this.orders.stampUs[order] as number) + this.#settings.reservationMs * 1000
      : Number.POSITIVE_INFINITY
  }

  #release(stampUs: number, order: number): void {
    const orderRef = order * this.#settings.shards + this.index
    const { orders } = this
    this.#journal.append(
      recordKind(RecordType.release, this.index, orders.quantity[order] as number, 0),
      orderRef,
      stampUs,
      orders.shopper[order] as number,
      orders.item[order] as number,
      orders.amountFen[order] as number,
      0,
      0,
      0,
    )
    this.applyRelease(orderRef)
  }

  applyRelease(orderRef: number): void {
    const order = (orderRef - this.index) / this.#settings.shards
    const item = this.orders.item[order] as number
    this.orders.state[order] = OrderState.released
    this.releasedCount++
    const slot = (item - this.index) / this.#settings.shards
    const left = this.available[slot] as number
    if (item >= this.#settings.dealItems && left < 0) return
    this.available[slot] = left + (this.orders.quantity[order] as number)
    if (left === 0) this.soldOutItems--
  }

  /** The order of that reference if it is this shopper's, else −1. */
  #orderOf(orderRef: number, shopper: number): number {
    const order = (orderRef - this.index) / this.#settings.shards
    return order >= 0 && order < this.orders.count && this.orders.shopper[order] === shopper ? order : -1
  }

  #decide(reason: number, orderRef: number, valueFen: number): Decision {
    const decision = this.#decision
    decision.reason = reason
    decision.orderRef = orderRef
    decision.valueFen = valueFen
    return decision
  }
}
