import type { Disk } from './disk.ts'
import { type JournalEnd, readJournal } from './journal-reader.ts'
import type { ShopSettings } from './options.ts'
import { OrderState } from './orders.ts'
import { RecordType, RecordWords } from './records.ts'
import type { Shard } from './shard.ts'
import type { Shop } from './shop.ts'

/** What a recovery did. */
export interface Recovery extends JournalEnd {
  /** Debits found without their capture or refund, finished now. */
  readonly finishedPayments: number
}

/**
 * Brings a fresh shop to the state its journal describes, then finishes payments that the crash tore apart. New records of
 * that go to the shop's own sink.
 * @throws OnrushError ONRUSH_SHOP_JOURNAL_CORRUPT
 */
export function recoverShop(shop: Shop, settings: ShopSettings, disk: Disk, nowUs: number): Recovery {
  const openDebits = new Map<number, { shopper: number; amountFen: number }>()
  const end = readJournal(disk, (words, count, floats) => {
    for (let record = 0; record < count; record++)
      replay(shop, settings, words, floats, record * RecordWords, openDebits)
  })
  for (const [orderRef, debit] of openDebits) shop.finishPayment(orderRef, debit.shopper, debit.amountFen, nowUs)
  return { ...end, finishedPayments: openDebits.size }
}

function replay(
  shop: Shop,
  settings: ShopSettings,
  words: Int32Array,
  floats: Float64Array,
  at: number,
  openDebits: Map<number, { shopper: number; amountFen: number }>,
): void {
  const kind = words[at] as number
  const orderRef = words[at + 1] as number
  const shopper = words[at + 4] as number
  const amountFen = words[at + 6] as number
  const home = shop.shards[orderRef % settings.shards] as Shard
  const wallet = shop.shards[shopper % settings.shards] as Shard
  switch (kind & 0xff) {
    case RecordType.order:
      home.applyOrder(
        floats[(at >> 1) + 1] as number,
        shopper,
        words[at + 5] as number,
        (kind >> 16) & 0xff,
        kind >>> 24,
        amountFen,
        words[at + 7] as number,
        words[at + 8] as number,
        words[at + 9] as number,
      )
      break
    case RecordType.debit:
      wallet.applyDebit(shopper, amountFen)
      home.orders.state[(orderRef - home.index) / settings.shards] = OrderState.paying
      openDebits.set(orderRef, { shopper, amountFen })
      break
    case RecordType.capture:
      openDebits.delete(orderRef)
      home.applyCapture(orderRef)
      break
    case RecordType.confirm:
      home.applyConfirm(orderRef)
      break
    case RecordType.release:
      home.applyRelease(orderRef)
      break
    case RecordType.refund:
      openDebits.delete(orderRef)
      wallet.applyDebit(shopper, -amountFen)
      break
    default:
      throw new Error(`assertion failed: record type ${kind & 0xff} is not one of 1…6`)
  }
}
