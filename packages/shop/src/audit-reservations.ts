import { type OrderBooks, Standing } from './audit-books.ts'
import { atTime, Law } from './audit-law.ts'
import type { AuditedRecord } from './audit-record.ts'

/** The law about time limits: an order that nobody pays is given back at its limit, once, not before and not much later. */
export class ReservationsAudit {
  readonly law: Law = new Law('reservations')
  readonly #orders: OrderBooks
  readonly #limitUs: number
  readonly #slackUs: number
  #longestDelayUs = 0
  releasedCount = 0

  constructor(orders: OrderBooks, options: { reservationMs: number; releaseSlackMs: number }) {
    this.#orders = orders
    this.#limitUs = options.reservationMs * 1000
    this.#slackUs = options.releaseSlackMs * 1000
  }

  /** How long after its limit the latest release came, milliseconds. */
  get longestReleaseDelayMs(): number {
    return this.#longestDelayUs / 1000
  }

  /** A release was written. `isEffective`: the order was reserved until now. The books point at it. */
  release(record: AuditedRecord, isEffective: boolean): void {
    const { law } = this
    law.checked++
    if (!isEffective) {
      if (this.#orders.standing === Standing.released)
        law.violate(`order ${record.orderRef} was released twice, again at ${atTime(record.stampUs)}`)
      return
    }
    this.releasedCount++
    const delayUs = record.stampUs - this.#orders.stampUs - this.#limitUs
    this.#longestDelayUs = Math.max(this.#longestDelayUs, delayUs)
    if (delayUs < 0) law.violate(`order ${record.orderRef} was released ${-delayUs / 1000} ms before its limit`)
    else if (delayUs > this.#slackUs)
      law.violate(`order ${record.orderRef} was released ${delayUs / 1000} ms after its limit`)
  }

  /** An order was captured or confirmed: that it still could be, long after its limit, shows that its timer was lost. */
  settle(record: AuditedRecord): void {
    const delayUs = record.stampUs - this.#orders.stampUs - this.#limitUs
    if (delayUs <= 0) return
    this.law.checked++
    if (delayUs > this.#slackUs)
      this.law.violate(`order ${record.orderRef} was still sold ${delayUs / 1000} ms after its limit`)
  }

  /** After the last record, for every order: whatever ran out well before `endUs` is no longer reserved. */
  closeOrder(orderRef: number, endUs: number): void {
    const orders = this.#orders
    if (orders.standing !== Standing.reserved) return
    const limitUs = orders.stampUs + this.#limitUs
    if (limitUs + this.#slackUs >= endUs) return
    this.law.checked++
    this.law.violate(
      `order ${orderRef} was never released: its limit passed at ${atTime(limitUs)} and the log goes on to ${atTime(endUs)}`,
    )
  }
}
