import type { Ledger } from '@onrush/contracts'
import {
  auditShop,
  catalogue,
  keyHigh,
  keyLow,
  PayMethod,
  RecordType,
  recordKind,
  type ShopSettings,
  SimulatedDisk,
} from '@onrush/shop'
import { recordRow, Seed, smallShop, writeRows } from './played-shop.ts'

/** The names of the laws that were broken, in the order of the ledger. */
export function brokenLaws(ledger: Ledger): string[] {
  return ledger.invariants.filter((law) => law.violations > 0).map((law) => law.name)
}

/** When a reservation of the small shop runs out, microseconds after it was made. */
export const LimitUs = 10_000_000

export function forge(options: Parameters<typeof smallShop>[0] = {}): Forgery {
  return new Forgery(smallShop(options))
}

/** Writes journals that no shop would write. */
export class Forgery {
  readonly settings: ShopSettings
  readonly rows: Int32Array[] = []
  readonly #promoFen: Int32Array
  readonly #listFen: Int32Array

  constructor(settings: ShopSettings) {
    this.settings = settings
    const goods = catalogue(settings)
    this.#promoFen = goods.promoFen
    this.#listFen = goods.listFen
  }

  order(
    stampUs: number,
    orderRef: number,
    fields: {
      shopper?: number
      item?: number
      intent?: number
      seed?: number
      amountFen?: number
      method?: number
      quantity?: number
    } = {},
  ): this {
    const {
      shopper = orderRef,
      item = orderRef % 3,
      intent = 0,
      seed = Seed,
      method = PayMethod.wallet,
      quantity = 1,
    } = fields
    const isPromotion = stampUs < this.settings.promotionMs * 1000
    const price = (isPromotion ? this.#promoFen[item] : this.#listFen[item]) ?? 0
    const amountFen = fields.amountFen ?? price * quantity
    return this.#add(RecordType.order, stampUs, orderRef, {
      shopper,
      item,
      amountFen,
      low: keyLow(seed, shopper, intent),
      high: keyHigh(seed, shopper, intent),
      intent,
      quantity,
      method,
    })
  }

  /** Any other record, with the order's own shopper, item and amount unless said otherwise. */
  move(type: number, stampUs: number, orderRef: number, fields: { shopper?: number; amountFen?: number } = {}): this {
    const made = this.rows.find((row) => row[1] === orderRef) as Int32Array
    const hasItem = type !== RecordType.debit && type !== RecordType.refund
    const shopper = fields.shopper ?? (made[4] as number)
    return this.#add(type, stampUs, orderRef, {
      shopper,
      item: hasItem ? (made[5] as number) : -1,
      amountFen: fields.amountFen ?? (made[6] as number),
      quantity: ((made[0] as number) >> 16) & 0xff,
    })
  }

  audit(
    options: { endMs?: number; recordsPerFrame?: number; account?: readonly number[][]; releaseSlackMs?: number } = {},
  ): Ledger {
    const disk = new SimulatedDisk()
    writeRows(disk, this.rows, options.recordsPerFrame ?? 1)
    const account = options.account && { account: [new Uint8Array(new Int32Array(options.account.flat()).buffer)] }
    const slack = options.releaseSlackMs === undefined ? {} : { releaseSlackMs: options.releaseSlackMs }
    return auditShop({ disk, settings: this.settings, seed: Seed, endMs: options.endMs ?? 0, ...account, ...slack })
  }

  #add(
    type: number,
    stampUs: number,
    orderRef: number,
    fields: {
      shopper: number
      item: number
      amountFen: number
      low?: number
      high?: number
      intent?: number
      quantity?: number
      method?: number
    },
  ): this {
    const { quantity = 0, method = 0, ...rest } = fields
    this.rows.push(
      recordRow({
        kind: recordKind(type, orderRef % this.settings.shards, quantity, method),
        orderRef,
        stampUs,
        ...rest,
      }),
    )
    return this
  }
}
