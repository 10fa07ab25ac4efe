import type { ArrivalBatch, Gauges, OutcomeBatch, SimulatedTarget } from '@onrush/contracts'
import {
  folderDisk,
  JournalWriter,
  keyHigh,
  keyLow,
  PayMethod,
  requestKind,
  ShopOp,
  type ShopSettings,
  VirtualShop,
} from '@onrush/shop'
import { CodOrderRef, shopOps } from './lane-client.ts'

/** The shop on the virtual clock, in this thread; its journal is written for the audit, but not charged for. */
export function simulateShop(
  settings: ShopSettings,
  context: {
    readonly seed: number
    readonly folder: string
    readonly operations: readonly string[]
    readonly startUs: number
  },
): SimulatedTarget {
  const writer = new JournalWriter(folderDisk(context.folder), { isDurable: false })
  const shop = new VirtualShop(settings, { startUs: context.startUs, writer })
  const ops = shopOps(context.operations)
  const { seed } = context
  let into: OutcomeBatch | undefined
  let nowUs = context.startUs

  const take = (id: number, kind: number, orderRef: number, valueFen: number, doneUs: number): void => {
    const batch = into as OutcomeBatch
    const at = batch.count++
    batch.id[at] = id
    batch.code[at] = kind & 0xff
    batch.reason[at] = (kind >> 8) & 0xff
    batch.doneUs[at] = doneUs
    batch.retryAfterMs[at] = kind >>> 16
    batch.orderRef[at] = orderRef
    batch.valueFen[at] = valueFen
  }

  return {
    submit(batch: ArrivalBatch, from: number): number {
      for (let i = from; i < batch.count; i++) {
        const op = ops[batch.op[i] as number] as number
        const shopper = batch.shopper[i] as number
        const intent = batch.intent[i] as number
        const orderRef = batch.orderRef[i] as number
        const isBuy = op === ShopOp.buy
        const isTaken = shop.submit(
          batch.dueUs[i] as number,
          batch.id[i] as number,
          requestKind(op, batch.quantity[i] as number, orderRef === CodOrderRef ? PayMethod.cod : PayMethod.wallet),
          shopper,
          batch.item[i] as number,
          orderRef,
          isBuy ? keyLow(seed, shopper, intent) : 0,
          isBuy ? keyHigh(seed, shopper, intent) : 0,
          intent,
        )
        if (!isTaken) return i - from
      }
      return batch.count - from
    },
    drain(batch: OutcomeBatch): number {
      into = batch
      const before = batch.count
      while (batch.count < batch.capacity && shop.answer(nowUs, take)) continue
      return batch.count - before
    },
    advance(untilUs: number): void {
      nowUs = untilUs
      shop.advance(untilUs)
    },
    nextUs: () => shop.nextUs(),
    gauges: (): Gauges => gaugesOf(shop),
    stop(): void {
      shop.digest()
      writer.close()
    },
  }
}

function gaugesOf(shop: VirtualShop): Gauges {
  let gmvFen = 0
  let orders = 0
  let soldOutItems = 0
  for (const shard of shop.shop.shards) {
    gmvFen += shard.gmvFen
    orders += shard.orders.count
    soldOutItems += shard.soldOutItems
  }
  return { gmvFen, orders, soldOutItems, queueDepth: shop.queueDepth, journalSyncs: shop.syncs }
}
