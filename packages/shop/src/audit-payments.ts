import { type OrderBooks, Standing } from './audit-books.ts'
import { Law } from './audit-law.ts'
import type { AuditedRecord } from './audit-record.ts'
import { KeyPartitions } from './key-partitions.ts'
import type { ShopSettings } from './options.ts'
import { PayMethod } from './wire.ts'

const StandingNames = ['unknown', 'reserved', 'paid', 'confirmed', 'released'] as const

/**
 * The life of an order and of its money: one order per key, at most one of paid, confirmed and released in force, no money
 * taken but for an order, none given back but what was taken.
 *
 *     debit ──▶ in flight ──capture──▶ captured         Σ debits − Σ refunds = Σ captured + in flight
 *                   └──────refund──▶ balance
 */
export class PaymentsAudit {
  readonly oneOrderPerKey: Law = new Law('oneOrderPerKey')
  readonly wallets: Law = new Law('wallets')
  readonly #orders: OrderBooks
  readonly #walletFen: number
  readonly #keys: KeyPartitions
  /** What has left each wallet, less what came back. */
  readonly #spentFen: Float64Array
  #debitsFen = 0
  #refundsFen = 0
  #capturesFen = 0
  #inFlightFen = 0
  paidCount = 0
  codCount = 0
  refundCount = 0

  constructor(settings: ShopSettings, orders: OrderBooks, expectedOrders: number) {
    this.#orders = orders
    this.#walletFen = settings.walletFen
    this.#keys = new KeyPartitions({ expectedKeys: expectedOrders })
    this.#spentFen = new Float64Array(settings.shoppers)
  }

  /** Enters an order; false when it cannot be entered and nothing else about it can be judged. */
  order(record: AuditedRecord): boolean {
    const law = this.oneOrderPerKey
    law.checked++
    if (this.#orders.find(record.orderRef)) {
      law.violate(`order ${record.orderRef} was made twice`)
      return false
    }
    if (!this.#orders.add(record)) {
      law.violate(`order ${record.orderRef} has a reference that this shop cannot give`)
      return false
    }
    this.#keys.add(record.keyLow, record.keyHigh, record.orderRef)
    return true
  }

  /** A wallet was debited. The books point at the order. */
  debit(record: AuditedRecord): void {
    const { oneOrderPerKey } = this
    const orders = this.#orders
    oneOrderPerKey.checked++
    if (orders.inFlightFen > 0 || orders.standing === Standing.paid) {
      oneOrderPerKey.violate(`shopper ${record.shopper} was debited twice for order ${record.orderRef}`)
    }
    if (record.amountFen !== orders.amountFen) {
      oneOrderPerKey.violate(
        `order ${record.orderRef} costs ${orders.amountFen} fen, but ${record.amountFen} were debited`,
      )
    }
    orders.inFlightFen += record.amountFen
    this.#debitsFen += record.amountFen
    this.#move(record, record.amountFen)
  }

  /** A capture was written; true when the order is paid by it. */
  capture(record: AuditedRecord): boolean {
    const orders = this.#orders
    const law = this.oneOrderPerKey
    law.checked++
    this.#capturesFen += record.amountFen
    if (orders.inFlightFen !== record.amountFen || record.amountFen !== orders.amountFen) {
      law.violate(
        `order ${record.orderRef} over ${orders.amountFen} fen was captured with ${record.amountFen} while ${orders.inFlightFen} had been debited for it`,
      )
    }
    orders.inFlightFen -= record.amountFen
    if (orders.standing === Standing.released && !orders.isOwed) {
      orders.isOwed = true
      return false
    }
    if (!this.#moves(record, 'captured')) return false
    orders.standing = Standing.paid
    this.paidCount++
    return true
  }

  /** A refund was written: of a debit that found its order released, or of a capture that came too late. */
  refund(record: AuditedRecord): void {
    const orders = this.#orders
    const law = this.oneOrderPerKey
    law.checked++
    this.refundCount++
    this.#refundsFen += record.amountFen
    if (orders.isOwed && orders.inFlightFen === 0 && record.amountFen === orders.amountFen) {
      orders.isOwed = false
      this.#capturesFen -= record.amountFen
    } else {
      if (record.amountFen !== orders.inFlightFen) {
        law.violate(
          `${record.amountFen} fen were refunded for order ${record.orderRef} while ${orders.inFlightFen} had been debited for it`,
        )
      }
      orders.inFlightFen -= record.amountFen
    }
    this.#move(record, -record.amountFen)
  }

  /** A confirmation of cash on delivery was written; true when the order is confirmed by it. */
  confirm(record: AuditedRecord): boolean {
    const orders = this.#orders
    this.oneOrderPerKey.checked++
    if (orders.method !== PayMethod.cod || record.amountFen !== orders.amountFen) {
      this.oneOrderPerKey.violate(
        `order ${record.orderRef} was confirmed as cash on delivery over ${record.amountFen} fen, which it is not`,
      )
    }
    if (!this.#moves(record, 'confirmed')) return false
    orders.standing = Standing.confirmed
    this.codCount++
    return true
  }

  /** A release was written; true when the order is released by it. A second release is judged with the reservations. */
  release(record: AuditedRecord): boolean {
    const orders = this.#orders
    this.oneOrderPerKey.checked++
    if (orders.standing === Standing.released || !this.#moves(record, 'released')) return false
    orders.standing = Standing.released
    return true
  }

  /** After the last record, for every order. `mayBeInFlight`: the log ends in the middle of this payment. */
  closeOrder(orderRef: number, mayBeInFlight: (orderRef: number) => boolean): void {
    const orders = this.#orders
    if (orders.isOwed)
      this.oneOrderPerKey.violate(`order ${orderRef} was captured after its release and never refunded`)
    const openFen = orders.inFlightFen
    if (openFen === 0) return
    this.#inFlightFen += openFen
    if (!mayBeInFlight(orderRef))
      this.wallets.violate(`${openFen} fen debited for order ${orderRef} were neither captured nor refunded`)
  }

  /** After the last order: no key was used twice, and everything that was taken is accounted for. */
  close(): void {
    this.#keys.repeated((earlier, later) => {
      this.#orders.find(later)
      this.oneOrderPerKey.violate(
        `orders ${earlier} and ${later} were made for one key: shopper ${this.#orders.shopper}, intent ${this.#orders.intent}`,
      )
    })
    this.wallets.checked++
    if (this.#debitsFen - this.#refundsFen !== this.#capturesFen + this.#inFlightFen) {
      this.wallets.violate(
        `debits of ${this.#debitsFen} fen less refunds of ${this.#refundsFen} are not the ${this.#capturesFen} captured and ${this.#inFlightFen} in flight`,
      )
    }
  }

  /** Whether the order may leave `reserved`; a violation when it had left it before. */
  #moves(record: AuditedRecord, what: string): boolean {
    const { standing } = this.#orders
    if (standing === Standing.reserved) return true
    const was = StandingNames[standing] as string
    this.oneOrderPerKey.violate(
      was === what
        ? `order ${record.orderRef} was ${what} twice`
        : `order ${record.orderRef} was ${what} although it was ${was}`,
    )
    return false
  }

  #move(record: AuditedRecord, fen: number): void {
    const { shopper } = record
    const spentFen = (this.#spentFen[shopper] ?? Number.NaN) + fen
    this.wallets.checked++
    if (shopper >= 0 && shopper < this.#spentFen.length) this.#spentFen[shopper] = spentFen
    if (spentFen >= 0 && spentFen <= this.#walletFen) return
    this.wallets.violate(
      `the wallet of shopper ${shopper} stood at ${this.#walletFen - spentFen} fen after order ${record.orderRef}; it began with ${this.#walletFen}`,
    )
  }
}
