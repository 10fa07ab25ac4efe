import {
  type Disk,
  JournalWriter,
  keyHigh,
  keyLow,
  PayMethod,
  RecordBytes,
  type RecordSink,
  RecordWords,
  Request,
  requestKind,
  Shop,
  ShopOp,
  type ShopOptions,
  type ShopSettings,
  shopSettings,
} from '@onrush/shop'

export const Seed = 7

/** A shop small enough that a handful of requests sells it out. */
export function smallShop(options: Partial<ShopOptions> = {}): ShopSettings {
  return shopSettings({
    dealItems: 6,
    dealUnits: 18,
    catalogueItems: 4,
    shoppers: 12,
    shards: 3,
    maxOrders: 600,
    meanPriceFen: 1000,
    // One price for all: building a spread takes longer than a whole property run. Spread prices have tests of their own.
    priceSigma: 0,
    walletFen: 6000,
    reservationMs: 10_000,
    promotionMs: 60_000,
    ...options,
  })
}

/** Keeps every record; what has been kept can be written to a disk in frames of any size. */
export class KeptRecords implements RecordSink {
  readonly rows: Int32Array[] = []

  append(
    kind: number,
    orderRef: number,
    stampUs: number,
    shopper: number,
    item: number,
    amountFen: number,
    low: number,
    high: number,
    intent: number,
  ): void {
    this.rows.push(recordRow({ kind, orderRef, stampUs, shopper, item, amountFen, low, high, intent }))
  }

  writeTo(disk: Disk, recordsPerFrame: number = this.rows.length): void {
    writeRows(disk, this.rows, recordsPerFrame)
  }
}

export interface RecordFields {
  readonly kind: number
  readonly orderRef: number
  readonly stampUs: number
  readonly shopper: number
  readonly item: number
  readonly amountFen: number
  readonly low?: number
  readonly high?: number
  readonly intent?: number
}

export function recordRow(fields: RecordFields): Int32Array {
  const row = new Int32Array(RecordWords)
  new DataView(row.buffer).setFloat64(8, fields.stampUs, true)
  row[0] = fields.kind
  row[1] = fields.orderRef
  row[4] = fields.shopper
  row[5] = fields.item
  row[6] = fields.amountFen
  row[7] = fields.low ?? 0
  row[8] = fields.high ?? 0
  row[9] = fields.intent ?? 0
  return row
}

export function writeRows(disk: Disk, rows: readonly Int32Array[], recordsPerFrame: number): void {
  const writer = new JournalWriter(disk, { segmentBytes: 65_536 })
  const most = Math.max(1, Math.min(recordsPerFrame, writer.frameRecords))
  for (let from = 0; from < rows.length; from += most) {
    const frame = rows.slice(from, from + most)
    frame.forEach((row, index) => writer.payload.set(new Uint8Array(row.buffer), index * RecordBytes))
    writer.commit(frame.length)
  }
  writer.close()
}

export interface GivenAnswer {
  readonly code: number
  readonly reason: number
  readonly orderRef: number
  readonly valueFen: number
  /** Whether it had to wait for the disk. */
  readonly isHeld: boolean
}

/** A shop played by hand: one request, one answer. */
export class PlayedShop {
  readonly settings: ShopSettings
  readonly kept = new KeptRecords()
  readonly shop: Shop
  #answer: GivenAnswer = { code: -1, reason: -1, orderRef: -1, valueFen: 0, isHeld: false }
  readonly #request = new Int32Array(Request.words)

  constructor(settings: ShopSettings) {
    this.settings = settings
    const keep =
      (isHeld: boolean) =>
      (_lane: number, _id: number, code: number, reason: number, orderRef: number, valueFen: number): void => {
        this.#answer = { code, reason, orderRef, valueFen, isHeld }
      }
    this.shop = new Shop(settings, this.kept, { now: keep(false), whenDurable: keep(true) })
  }

  buy(
    stampUs: number,
    shopper: number,
    item: number,
    options: { intent?: number; method?: number; quantity?: number } = {},
  ): GivenAnswer {
    const { intent = 0, method = PayMethod.wallet, quantity = 1 } = options
    return this.#ask(stampUs, requestKind(ShopOp.buy, quantity, method), shopper, item, -1, intent)
  }

  pay(stampUs: number, shopper: number, orderRef: number): GivenAnswer {
    return this.#ask(stampUs, requestKind(ShopOp.pay, 1, 0), shopper, -1, orderRef, 0)
  }

  confirm(stampUs: number, shopper: number, orderRef: number): GivenAnswer {
    return this.#ask(stampUs, requestKind(ShopOp.confirm, 1, 0), shopper, -1, orderRef, 0)
  }

  expire(stampUs: number): number {
    return this.shop.expire(stampUs, Number.POSITIVE_INFINITY)
  }

  #ask(stampUs: number, kind: number, shopper: number, item: number, orderRef: number, intent: number): GivenAnswer {
    this.#request.set([
      0,
      kind,
      shopper,
      item,
      orderRef,
      keyLow(Seed, shopper, intent),
      keyHigh(Seed, shopper, intent),
      intent,
    ])
    this.shop.handle(this.#request, 0, stampUs, 0)
    return this.#answer
  }
}

/** Everything a shop knows, as plain values, so that two of them can be compared. */
export function stateOf(shop: Shop, settings: ShopSettings): unknown {
  return shop.shards.map((shard) => {
    const { orders } = shard
    const upTo = (column: ArrayLike<number>): number[] => Array.from(column).slice(0, orders.count)
    const wallets: number[] = []
    for (let shopper = shard.index; shopper < settings.shoppers; shopper += settings.shards)
      wallets.push(shard.balanceFen(shopper))
    return {
      available: Array.from(shard.available),
      wallets,
      count: orders.count,
      columns: [
        orders.shopper,
        orders.item,
        orders.amountFen,
        orders.keyLow,
        orders.keyHigh,
        orders.intent,
        orders.stampUs,
        orders.state,
        orders.method,
        orders.quantity,
        orders.older,
      ].map(upTo),
      newest: Array.from(orders.newest),
      totals: [shard.gmvFen, shard.paidCount, shard.codCount, shard.releasedCount, shard.soldOutItems],
    }
  })
}
