import { OrderBooks } from './audit-books.ts'
import { BuyersAudit } from './audit-buyers.ts'
import { GoodsAudit } from './audit-goods.ts'
import { atTime, Law } from './audit-law.ts'
import { PaymentsAudit } from './audit-payments.ts'
import { AuditedRecord } from './audit-record.ts'
import { ReservationsAudit } from './audit-reservations.ts'
import { Turnover } from './audit-turnover.ts'
import { FrameRecordsMax } from './journal.ts'
import type { ShopSettings } from './options.ts'
import { RecordType } from './records.ts'

/** Walks over a journal, record by record, and lets every law look at what concerns it. Hot: bench `audit`. */
export class JournalAudit {
  readonly orders: OrderBooks
  readonly goods: GoodsAudit
  readonly buyers: BuyersAudit
  readonly payments: PaymentsAudit
  readonly reservations: ReservationsAudit
  readonly turnover: Turnover = new Turnover()
  readonly #stamps = new Law('stamps')
  readonly #lastUsOfShard = new Float64Array(256).fill(Number.NEGATIVE_INFINITY)
  readonly #record = new AuditedRecord()
  /** Orders debited in the frame read last: a crash may have cut the log between a debit and its capture. */
  readonly #debitedLast = new Int32Array(FrameRecordsMax)
  #debitedLastCount = 0
  #lastUs = Number.NEGATIVE_INFINITY

  constructor(settings: ShopSettings, options: { seed: number; releaseSlackMs: number; expectedOrders: number }) {
    this.orders = new OrderBooks({
      shards: settings.shards,
      maxOrders: settings.maxOrders,
      expectedOrders: options.expectedOrders,
    })
    this.goods = new GoodsAudit(settings)
    this.buyers = new BuyersAudit(settings, options.seed)
    this.payments = new PaymentsAudit(settings, this.orders, options.expectedOrders)
    this.reservations = new ReservationsAudit(this.orders, {
      reservationMs: settings.reservationMs,
      releaseSlackMs: options.releaseSlackMs,
    })
  }

  get laws(): readonly Law[] {
    const { goods, buyers, payments, reservations } = this
    return [
      goods.stock,
      payments.oneOrderPerKey,
      payments.wallets,
      buyers.asked,
      goods.price,
      buyers.limit,
      reservations.law,
      this.#stamps,
    ]
  }

  /** Takes the records of one frame. */
  take(words: Int32Array, count: number, floats: Float64Array): void {
    const record = this.#record
    this.#debitedLastCount = 0
    for (let index = 0; index < count; index++) {
      record.read(words, floats, index)
      this.#checkStamp(record)
      if (record.type === RecordType.order) this.#order(record)
      else this.#move(record)
    }
  }

  /** After the last record. `isTorn`: the log ends in a frame that was begun and not finished. */
  close(options: { endUs: number; isTorn: boolean }): void {
    const { orders, payments, reservations } = this
    const debitedLast = this.#debitedLast.subarray(0, this.#debitedLastCount)
    const mayBeInFlight = (orderRef: number): boolean => options.isTorn || debitedLast.includes(orderRef)
    const endUs = Math.min(options.endUs, this.#lastUs)
    orders.rewind()
    while (orders.next()) {
      payments.closeOrder(orders.turn, mayBeInFlight)
      reservations.closeOrder(orders.turn, endUs)
    }
    payments.close()
    this.turnover.trim()
  }

  #order(record: AuditedRecord): void {
    if (!this.payments.order(record)) return
    this.buyers.order(record)
    this.goods.order(record)
  }

  /** Everything but an order is about an order that must be there, and the same shopper's. */
  #move(record: AuditedRecord): void {
    const { orders } = this
    if (!orders.find(record.orderRef)) {
      this.payments.oneOrderPerKey.violate(
        `a record of type ${record.type} is about order ${record.orderRef}, which was never made`,
      )
      return
    }
    const hasItem = record.type !== RecordType.debit && record.type !== RecordType.refund
    if (orders.shopper !== record.shopper || (hasItem && orders.item !== record.item)) {
      this.payments.oneOrderPerKey.violate(
        `a record of type ${record.type} about order ${record.orderRef} names another shopper or item`,
      )
      return
    }
    switch (record.type) {
      case RecordType.debit:
        this.#debitedLast[this.#debitedLastCount++] = record.orderRef
        return this.payments.debit(record)
      case RecordType.capture:
        return this.#sell(record, this.payments.capture(record))
      case RecordType.confirm:
        return this.#sell(record, this.payments.confirm(record))
      case RecordType.release:
        return this.#release(record)
      case RecordType.refund:
        return this.payments.refund(record)
      default:
        this.payments.oneOrderPerKey.violate(
          `a record about order ${record.orderRef} has the unknown type ${record.type}`,
        )
    }
  }

  #sell(record: AuditedRecord, isEffective: boolean): void {
    if (!isEffective) return
    this.reservations.settle(record)
    this.goods.sell(record, this.orders.item, this.orders.quantity)
    this.turnover.add(record.stampUs, this.orders.amountFen)
  }

  #release(record: AuditedRecord): void {
    const isEffective = this.payments.release(record)
    this.reservations.release(record, isEffective)
    this.goods.release(record, isEffective ? this.orders.quantity : 0)
    if (isEffective) this.buyers.release(record.shopper, record.item)
  }

  #checkStamp(record: AuditedRecord): void {
    const { shard, stampUs } = record
    const lastUs = this.#lastUsOfShard[shard] as number
    this.#stamps.checked++
    if (!(stampUs >= lastUs)) {
      this.#stamps.violate(
        `shard ${shard} decided about order ${record.orderRef} at ${atTime(stampUs)} after it had decided at ${atTime(lastUs)}`,
      )
      return
    }
    this.#lastUsOfShard[shard] = stampUs
    if (stampUs > this.#lastUs) this.#lastUs = stampUs
  }
}
