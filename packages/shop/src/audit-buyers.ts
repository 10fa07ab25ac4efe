import { Law } from './audit-law.ts'
import type { AuditedRecord } from './audit-record.ts'
import type { ShopSettings } from './options.ts'
import { PairTable } from './pair-table.ts'
import { writeKey } from './wire.ts'

/** The laws about who asked for what: every order was asked for, and nobody holds more of a deal than allowed. */
export class BuyersAudit {
  readonly asked: Law = new Law('asked')
  readonly limit: Law = new Law('limit')
  readonly #settings: ShopSettings
  readonly #seed: number
  /** By shopper and deal: unreleased orders plus one. */
  readonly #held = new PairTable()
  readonly #expectedKey = new Int32Array(2)

  constructor(settings: ShopSettings, seed: number) {
    this.#settings = settings
    this.#seed = seed
  }

  order(record: AuditedRecord): void {
    this.#checkAsked(record)
    if (record.item < 0 || record.item >= this.#settings.dealItems) return
    const held = Math.max(1, this.#held.get(record.shopper, record.item)) + 1
    this.#held.set(record.shopper, record.item, held)
    this.limit.checked++
    if (held - 1 <= this.#settings.limitPerShopper) return
    this.limit.violate(
      `shopper ${record.shopper} held ${held - 1} orders of deal ${record.item} with order ${record.orderRef}; ${this.#settings.limitPerShopper} is the limit`,
    )
  }

  /** An order that was held is held no more. */
  release(shopper: number, item: number): void {
    const held = this.#held.get(shopper, item)
    if (held > 1) this.#held.set(shopper, item, held - 1)
  }

  #checkAsked(record: AuditedRecord): void {
    const { shopper, intent, orderRef } = record
    this.asked.checked++
    if (shopper < 0 || shopper >= this.#settings.shoppers) {
      this.asked.violate(`order ${orderRef} is for shopper ${shopper}, whom nobody knows`)
      return
    }
    const expected = this.#expectedKey
    writeKey(this.#seed, shopper, intent, expected, 0)
    if (record.keyLow === expected[0] && record.keyHigh === expected[1]) return
    this.asked.violate(`order ${orderRef} carries a key that shopper ${shopper} never sent for intent ${intent}`)
  }
}
