import { atTime, Law } from './audit-law.ts'
import type { AuditedRecord } from './audit-record.ts'
import { type Catalogue, catalogue } from './catalogue.ts'
import type { ShopSettings } from './options.ts'

/** One item: four words. */
const Units = { initial: 0, available: 1, reserved: 2, sold: 3, words: 4 } as const

/**
 * The laws about goods. Stock is counted from two sides: `available` follows the records as they are written, `reserved` and
 * `sold` follow where the orders stand. Were both taken from the records, their sum could never be wrong.
 *
 *     initial = available + reserved + sold        none negative, after every record
 */
export class GoodsAudit {
  readonly stock: Law = new Law('stock')
  readonly price: Law = new Law('price')
  readonly #settings: ShopSettings
  readonly #goods: Catalogue
  readonly #units: Int32Array
  readonly #closeUs: number
  /** Units of deals that are available, counting only what was decided before the window closed. */
  #unsoldAtClose = 0
  ordersOfDeals = 0

  constructor(settings: ShopSettings) {
    this.#settings = settings
    this.#goods = catalogue(settings)
    this.#closeUs = settings.promotionMs * 1000
    this.#units = new Int32Array(settings.dealItems * Units.words)
    for (let item = 0; item < settings.dealItems; item++) {
      const stock = this.#goods.stock[item] as number
      this.#units[item * Units.words + Units.initial] = stock
      this.#units[item * Units.words + Units.available] = stock
      this.#unsoldAtClose += stock
    }
  }

  /** An order was made: available → reserved. */
  order(record: AuditedRecord): void {
    this.#checkPrice(record)
    if (!this.#isDeal(record.item)) return
    this.ordersOfDeals++
    this.#moveAvailable(record, -record.quantity)
    this.#units[record.item * Units.words + Units.reserved] =
      (this.#units[record.item * Units.words + Units.reserved] as number) + record.quantity
    this.#checkStock(record)
  }

  /** An order was captured or confirmed and stands so now: reserved → sold. */
  sell(record: AuditedRecord, item: number, quantity: number): void {
    if (!this.#isDeal(item)) return
    const at = item * Units.words
    this.#units[at + Units.reserved] = (this.#units[at + Units.reserved] as number) - quantity
    this.#units[at + Units.sold] = (this.#units[at + Units.sold] as number) + quantity
    this.#checkStock(record)
  }

  /** A release was written. `reservedUnits`: what the order really held until now, 0 if it had been released or sold before. */
  release(record: AuditedRecord, reservedUnits: number): void {
    if (!this.#isDeal(record.item)) return
    const at = record.item * Units.words
    this.#moveAvailable(record, record.quantity)
    this.#units[at + Units.reserved] = (this.#units[at + Units.reserved] as number) - reservedUnits
    this.#checkStock(record)
  }

  /** Units of deals still to be had when the window closed (or the log ended before). */
  get unitsUnsoldAtClose(): number {
    return Math.max(0, this.#unsoldAtClose)
  }

  #isDeal(item: number): boolean {
    return item >= 0 && item < this.#settings.dealItems
  }

  #moveAvailable(record: AuditedRecord, units: number): void {
    const at = record.item * Units.words + Units.available
    this.#units[at] = (this.#units[at] as number) + units
    if (record.stampUs < this.#closeUs) this.#unsoldAtClose += units
  }

  #checkStock(record: AuditedRecord): void {
    const at = record.item * Units.words
    const units = this.#units
    const initial = units[at + Units.initial] as number
    const available = units[at + Units.available] as number
    const reserved = units[at + Units.reserved] as number
    const sold = units[at + Units.sold] as number
    this.stock.checked++
    if (available >= 0 && reserved >= 0 && sold >= 0 && available + reserved + sold === initial) return
    this.stock.violate(
      `item ${record.item} began with ${initial} units and at ${atTime(record.stampUs)} had ${available} available, ${reserved} reserved and ${sold} sold (order ${record.orderRef})`,
    )
  }

  #checkPrice(record: AuditedRecord): void {
    const { item, quantity, stampUs, amountFen } = record
    this.price.checked++
    if (item < 0 || item >= this.#goods.listFen.length) {
      this.price.violate(`order ${record.orderRef} is for item ${item}, which is not on sale`)
      return
    }
    if (!this.#isDeal(item)) {
      const asked = (this.#goods.listFen[item] as number) * quantity
      if (amountFen !== asked)
        this.price.violate(
          `order ${record.orderRef} of catalogue item ${item} cost ${amountFen} fen instead of ${asked}`,
        )
      return
    }
    if (stampUs < 0) {
      this.price.violate(
        `order ${record.orderRef} of deal ${item} was made at ${atTime(stampUs)}, before the sale opened`,
      )
      return
    }
    const isPromotion = stampUs < this.#closeUs
    const asked = ((isPromotion ? this.#goods.promoFen : this.#goods.listFen)[item] as number) * quantity
    if (amountFen === asked) return
    const what = isPromotion ? 'promotional' : 'list'
    this.price.violate(
      `order ${record.orderRef} of deal ${item} at ${atTime(stampUs)} cost ${amountFen} fen instead of the ${what} price ${asked}`,
    )
  }
}
