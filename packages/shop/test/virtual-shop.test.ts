import { OutcomeCode, ReasonCode } from '@onrush/contracts'
import {
  auditShop,
  JournalWriter,
  keyHigh,
  keyLow,
  requestKind,
  type ShopCosts,
  ShopOp,
  type ShopSettings,
  SimulatedDisk,
  VirtualShop,
} from '@onrush/shop'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Seed, smallShop } from './played-shop.ts'

interface Left {
  readonly id: number
  readonly code: number
  readonly reason: number
  readonly orderRef: number
  readonly doneUs: number
}

const costs: ShopCosts = { viewNs: 2_000, buyNs: 5_000, payNs: 7_000, confirmNs: 6_000, syncUs: 400, recordNs: 1_000 }
const virtualShop = (settings: ShopSettings): VirtualShop => new VirtualShop(settings, { startUs: 0 })

function ask(
  shop: VirtualShop,
  atUs: number,
  id: number,
  op: number,
  who: { shopper?: number; item?: number; orderRef?: number } = {},
): void {
  const { shopper = 0, item = 0, orderRef = -1 } = who
  shop.submit(
    atUs,
    id,
    requestKind(op, 1, 0),
    shopper,
    item,
    orderRef,
    keyLow(Seed, shopper, item),
    keyHigh(Seed, shopper, item),
    item,
  )
}

/** Everything that has left by `nowUs`. */
function leftBy(shop: VirtualShop, nowUs: number): Left[] {
  const left: Left[] = []
  shop.advance(nowUs)
  while (
    shop.answer(nowUs, (id, kind, orderRef, _valueFen, doneUs) =>
      left.push({ id, code: kind & 0xff, reason: (kind >> 8) & 0xff, orderRef, doneUs }),
    )
  );
  return left
}

/** Runs from event to event, as the virtual clock does. */
function runThrough(shop: VirtualShop, untilUs: number): Left[] {
  const left: Left[] = []
  let nowUs = 0
  while (nowUs < untilUs) {
    nowUs = Math.min(untilUs, Math.max(nowUs + 1, Math.ceil(shop.nextUs())))
    left.push(...leftBy(shop, nowUs))
  }
  return left
}

describe('the shop on the virtual clock', () => {
  it('makes the k-th of many requests at once wait k times the cost of one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 50 }), (count, costUs) => {
        const shop = virtualShop(smallShop({ costs: { ...costs, viewNs: costUs * 1000 } }))
        for (let id = 0; id < count; id++) ask(shop, 100, id, ShopOp.view)
        expect(leftBy(shop, 1e6).map((answer) => [answer.id, answer.doneUs])).toEqual(
          Array.from({ length: count }, (_, id) => [id, 100 + (id + 1) * costUs]),
        )
      }),
      { numRuns: 20 },
    )
  })

  it('keeps Lindley’s recursion: whoever comes waits for what is left of those before', () => {
    const arrivals = fc.array(fc.record({ afterUs: fc.nat(9), op: fc.constantFrom(ShopOp.view, ShopOp.pay) }), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(arrivals, (sequence) => {
        const shop = virtualShop(smallShop({ costs }))
        let nowUs = 0
        let freeUs = 0
        const expected = sequence.map(({ afterUs, op }, id) => {
          nowUs += afterUs
          ask(shop, nowUs, id, op)
          freeUs = Math.max(freeUs, nowUs) + (op === ShopOp.view ? 2 : 7)
          return freeUs
        })
        expect(leftBy(shop, 1e6).map((answer) => answer.doneUs)).toEqual(expected)
      }),
      { numRuns: 20 },
    )
  })

  it('shows nothing before its time', () => {
    const shop = virtualShop(smallShop({ costs }))
    ask(shop, 10, 1, ShopOp.view)
    expect(leftBy(shop, 11)).toEqual([])
    expect(shop.nextUs()).toBe(12)
    expect(leftBy(shop, 12)).toEqual([{ id: 1, code: OutcomeCode.ok, reason: 0, orderRef: -1, doneUs: 12 }])
    expect(shop.isQuiet).toBe(true)
    expect(shop.nextUs()).toBe(Number.POSITIVE_INFINITY)
  })

  it('lets an order go when its sync has ended: decision, then the sync, then a microsecond for its record', () => {
    const shop = virtualShop(smallShop({ costs }))
    ask(shop, 0, 1, ShopOp.buy)
    expect(runThrough(shop, 5000)).toEqual([
      { id: 1, code: OutcomeCode.ok, reason: 0, orderRef: 0, doneUs: 5 + 400 + 1 },
    ])
    expect(shop.syncs).toBe(1)
  })

  it('starts the next sync a millisecond after the last, with all that has gathered since', () => {
    const shop = virtualShop(smallShop({ costs }))
    ask(shop, 0, 1, ShopOp.buy, { shopper: 1 })
    ask(shop, 100, 2, ShopOp.buy, { shopper: 2 })
    ask(shop, 900, 3, ShopOp.buy, { shopper: 3 })
    ask(shop, 1003, 4, ShopOp.buy, { shopper: 4, item: 1 })
    expect(runThrough(shop, 9000).map((answer) => [answer.id, answer.doneUs])).toEqual([
      [1, 406],
      // The second sync starts at 5 + 1000; what is decided by then is in it.
      [2, 1005 + 400 + 2],
      [3, 1005 + 400 + 2],
      // Decided at 1008, too late for that one.
      [4, 2005 + 400 + 1],
    ])
    expect(shop.syncs).toBe(3)
  })

  it('starts a sync at once when the one before was long over, and after it when it takes longer than a millisecond', () => {
    const slow = virtualShop(smallShop({ costs: { ...costs, syncUs: 3000 } }))
    ask(slow, 0, 1, ShopOp.buy, { shopper: 1 })
    ask(slow, 2000, 2, ShopOp.buy, { shopper: 2 })
    ask(slow, 50_000, 3, ShopOp.buy, { shopper: 3 })
    expect(runThrough(slow, 90_000).map((answer) => answer.doneUs)).toEqual([5 + 3001, 5 + 3001 + 3001, 50_005 + 3001])
  })

  it('turns away what waits too long in the queue', () => {
    const shop = virtualShop(smallShop({ costs, shedAbove: 3, retryAfterMs: 250 }))
    for (let id = 0; id < 8; id++) ask(shop, 0, id, ShopOp.view)
    const answers = leftBy(shop, 1000)
    expect(answers.filter((answer) => answer.code === OutcomeCode.shed).map((answer) => answer.id)).toEqual([
      0, 1, 2, 3, 4,
    ])
    expect(answers.filter((answer) => answer.code === OutcomeCode.ok).length).toBe(3)
    expect(
      answers
        .filter((answer) => answer.code === OutcomeCode.shed)
        .every((answer) => answer.reason === ReasonCode.overloaded),
    ).toBe(true)
  })

  it('releases at the very microsecond, without being asked', () => {
    const settings = smallShop({ costs })
    const { shop } = { shop: virtualShop(settings) }
    ask(shop, 0, 1, ShopOp.buy)
    leftBy(shop, 10)
    leftBy(shop, 1000)
    // The stamp of an order is when its handling began.
    expect(shop.nextUs()).toBe(settings.reservationMs * 1000)
    leftBy(shop, settings.reservationMs * 1000)
    expect(shop.shop.shards.reduce((sum, shard) => sum + shard.releasedCount, 0)).toBe(1)
  })

  it('writes the same log for the same requests, and another one for others; the audit finds the same digest', () => {
    const played = (requests: number): { digest: string; audited: string; records: number } => {
      const settings = smallShop({ costs, dealUnits: 30 })
      const disk = new SimulatedDisk()
      const shop = new VirtualShop(settings, { startUs: 0, writer: new JournalWriter(disk, { segmentBytes: 4096 }) })
      for (let id = 0; id < requests; id++)
        ask(shop, id * 700, id, ShopOp.buy, { shopper: id % 12, item: (id * 7) % 10 })
      runThrough(shop, 100_000)
      const digest = shop.digest()
      const ledger = auditShop({ disk, settings, seed: Seed, endMs: 100 })
      expect(ledger.invariants.filter((law) => law.violations > 0)).toEqual([])
      return { digest, audited: ledger.digest, records: shop.recordsTotal }
    }
    const first = played(40)
    expect(first.audited).toBe(first.digest)
    expect(first.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(played(40)).toEqual(first)
    expect(played(39).digest).not.toBe(first.digest)
    expect(first.records).toBeGreaterThan(20)
  })
})
