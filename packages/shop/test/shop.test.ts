import { OutcomeCode, ReasonCode } from '@onrush/contracts'
import { auditShop, PayMethod, recoverShop, type Shop, SimulatedDisk } from '@onrush/shop'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NaiveShop } from './naive-shop.ts'
import { PlayedShop, Seed, smallShop, stateOf } from './played-shop.ts'
import { FirstStampUs, itemOf, type KnownOrder, play, steps } from './steps.ts'

describe('a shop', () => {
  it('answers every sequence of requests as a naive shop of maps and lists does', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 7 }), (sequence, shards) => {
        const settings = smallShop({ shards })
        const shop = new PlayedShop(settings)
        const naive = new NaiveShop(settings)
        const made: KnownOrder[] = []
        let nowUs = FirstStampUs
        for (const step of sequence) {
          nowUs += step.afterUs
          const { answer, index, shopper } = play(shop, step, nowUs, made)
          if (step.what === 'expire') naive.expire(nowUs)
          else if (step.what === 'buy')
            expect(answer).toMatchObject(
              asAnswer(naive.buy(nowUs, step.shopper, itemOf(step.shopper, step.intent), step), made),
            )
          else
            expect(answer).toMatchObject(
              asAnswer(step.what === 'pay' ? naive.pay(shopper, index) : naive.confirm(shopper, index), made),
            )
        }
        expect(summaryOf(shop)).toEqual({
          gmvFen: naive.gmvFen,
          released: naive.releasedCount,
          soldOut: Array.from({ length: settings.dealItems }, (_, item) => naive.available(item)).filter(
            (left) => left === 0,
          ).length,
          available: Array.from({ length: settings.dealItems }, (_, item) => naive.available(item)),
          wallets: Array.from({ length: settings.shoppers }, (_, shopper) => naive.balanceFen(shopper)),
        })
      }),
      { numRuns: 300 },
    )
  })

  it('leaves a journal in which the audit finds nothing wrong, whatever was asked of it', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 40 }), (sequence, recordsPerFrame) => {
        const settings = smallShop()
        const shop = new PlayedShop(settings)
        const made: KnownOrder[] = []
        let nowUs = FirstStampUs
        for (const step of sequence) {
          nowUs += step.afterUs
          // As its hosts do: what has run out is released before time goes on.
          shop.expire(nowUs)
          play(shop, step, nowUs, made)
        }
        const disk = new SimulatedDisk()
        shop.kept.writeTo(disk, recordsPerFrame)
        const slackMs = Math.max(0, ...sequence.map((step) => step.afterUs)) / 1000
        const ledger = auditShop({ disk, settings, seed: Seed, endMs: nowUs / 1000, releaseSlackMs: slackMs })
        expect(ledger.invariants.filter((law) => law.violations > 0)).toEqual([])
        expect(ledger.money.gmvFen).toBe(summaryOf(shop).gmvFen)
        expect(ledger.money.orders).toBe(made.length)
        expect(ledger.money.released).toBe(summaryOf(shop).released)
      }),
      { numRuns: 200 },
    )
  })

  it('is brought back by its journal exactly as it was, and goes on as if nothing had happened', () => {
    fc.assert(
      fc.property(steps, steps, fc.integer({ min: 1, max: 40 }), (before, after, recordsPerFrame) => {
        const settings = smallShop()
        const lived = new PlayedShop(settings)
        const made: KnownOrder[] = []
        let nowUs = FirstStampUs
        for (const step of before) play(lived, step, (nowUs += step.afterUs), made)
        const disk = new SimulatedDisk()
        lived.kept.writeTo(disk, recordsPerFrame)
        const recovered = new PlayedShop(settings)
        const recovery = recoverShop(recovered.shop, settings, disk, nowUs)
        expect(recovery).toMatchObject({ records: lived.kept.rows.length, finishedPayments: 0, isTorn: false })
        expect(stateOf(recovered.shop, settings)).toEqual(stateOf(lived.shop, settings))
        const written = lived.kept.rows.length
        const madeAgain = [...made]
        for (const step of after) {
          nowUs += step.afterUs
          expect(play(recovered, step, nowUs, madeAgain)).toEqual(play(lived, step, nowUs, made))
        }
        expect(recovered.kept.rows).toEqual(lived.kept.rows.slice(written))
        expect(stateOf(recovered.shop, settings)).toEqual(stateOf(lived.shop, settings))
      }),
      { numRuns: 150 },
    )
  })

  it('releases every unpaid order exactly once, also when a recovery lies between making and limit', () => {
    const settings = smallShop()
    const shop = new PlayedShop(settings)
    for (let shopper = 0; shopper < 8; shopper++) shop.buy(shopper, shopper, shopper % 6)
    shop.pay(10, 3, shop.buy(9, 3, 5, { intent: 1 }).orderRef)
    const disk = new SimulatedDisk()
    shop.kept.writeTo(disk, 4)
    const recovered = new PlayedShop(settings)
    recoverShop(recovered.shop, settings, disk, 100)
    expect(recovered.expire(9_999_999)).toBe(0)
    expect(recovered.expire(20_000_000)).toBe(8)
    expect(recovered.expire(40_000_000)).toBe(0)
    expect(recovered.shop.shards.reduce((sum, shard) => sum + shard.releasedCount, 0)).toBe(8)
  })

  it.each([
    { when: 'the order is still there', releasedMeanwhile: false, expected: { state: 'captured', gmv: true } },
    { when: 'the order was released meanwhile', releasedMeanwhile: true, expected: { state: 'refunded', gmv: false } },
  ])(
    'finishes a payment that a crash tore between debit and capture, when $when',
    ({ releasedMeanwhile, expected }) => {
      const settings = smallShop()
      const shop = new PlayedShop(settings)
      const { orderRef, valueFen } = shop.buy(0, 4, 2)
      shop.pay(5, 4, orderRef)
      shop.kept.rows.pop()
      if (releasedMeanwhile) {
        // Not what one host can write, but two could: the wallet's shard and the order's home crossed each other.
        const other = new PlayedShop(settings)
        other.buy(0, 4, 2)
        other.expire(10_000_000)
        shop.kept.rows.push(other.kept.rows[1] as Int32Array)
      }
      const disk = new SimulatedDisk()
      shop.kept.writeTo(disk, 1)
      const recovered = new PlayedShop(settings)
      expect(recoverShop(recovered.shop, settings, disk, 10_000_001).finishedPayments).toBe(1)
      const types = recovered.kept.rows.map((row) => (row[0] as number) & 0xff)
      expect(types).toEqual([expected.state === 'captured' ? 3 : 6])
      expect(summaryOf(recovered).gmvFen).toBe(expected.gmv ? valueFen : 0)
      expect(summaryOf(recovered).wallets[4]).toBe(settings.walletFen - (expected.gmv ? valueFen : 0))
    },
  )

  it('lets an answer go at once when it names no order, and holds it for the disk when it does', () => {
    const shop = new PlayedShop(smallShop({ dealUnits: 6 }))
    expect(shop.buy(0, 0, 0)).toMatchObject({ code: OutcomeCode.ok, isHeld: true })
    expect(shop.buy(1, 0, 0)).toMatchObject({ code: OutcomeCode.ok, isHeld: true })
    expect(shop.buy(2, 1, 0)).toMatchObject({ code: OutcomeCode.refused, reason: ReasonCode.soldOut, isHeld: false })
    expect(shop.buy(3, 1, 99)).toMatchObject({ reason: ReasonCode.unknownItem, isHeld: false })
    expect(shop.buy(4, 1, -1)).toMatchObject({ reason: ReasonCode.unknownItem, isHeld: false })
    expect(shop.buy(4, 1, 1, { quantity: 0 })).toMatchObject({ reason: ReasonCode.unknownItem, isHeld: false })
    expect(shop.buy(5, 99, 1)).toMatchObject({ reason: ReasonCode.unknownOrder, isHeld: false })
    expect(shop.pay(6, 1, 12345)).toMatchObject({ reason: ReasonCode.unknownOrder, isHeld: false })
    expect(shop.pay(6, 1, -5)).toMatchObject({ reason: ReasonCode.unknownOrder, isHeld: false })
  })

  it('refuses an order that it has no room to keep', () => {
    const shop = new PlayedShop(smallShop({ maxOrders: 2, shards: 1 }))
    shop.buy(0, 0, 7)
    shop.buy(0, 1, 7)
    expect(shop.buy(0, 2, 7)).toMatchObject({ code: OutcomeCode.failed, reason: ReasonCode.overloaded })
    expect(shop.buy(0, 1, 7)).toMatchObject({ code: OutcomeCode.ok })
  })

  it('asks the wallet again after it was empty, and does not lose the order over it', () => {
    const settings = smallShop({ walletFen: 0 })
    const shop = new PlayedShop(settings)
    const { orderRef } = shop.buy(0, 0, 0)
    expect(shop.pay(1, 0, orderRef)).toMatchObject({ code: OutcomeCode.refused, reason: ReasonCode.insufficientFunds })
    expect(shop.expire(10_000_000)).toBe(1)
    expect(shop.pay(10_000_001, 0, orderRef)).toMatchObject({ reason: ReasonCode.released })
  })

  it('confirms cash on delivery only for orders that were placed so', () => {
    const shop = new PlayedShop(smallShop())
    const byWallet = shop.buy(0, 0, 0).orderRef
    const byCash = shop.buy(0, 1, 0, { method: PayMethod.cod }).orderRef
    expect(shop.confirm(1, 0, byWallet)).toMatchObject({ reason: ReasonCode.unknownOrder })
    expect(shop.pay(1, 1, byCash)).toMatchObject({ reason: ReasonCode.unknownOrder })
    expect(shop.confirm(1, 1, byCash)).toMatchObject({ code: OutcomeCode.ok })
  })
})

function asAnswer(
  naive: { reason: number; valueFen: number; order: number },
  made: readonly KnownOrder[],
): Record<string, number> {
  return {
    reason: naive.reason,
    valueFen: naive.valueFen,
    orderRef: naive.order < 0 ? -1 : (made[naive.order]?.orderRef as number),
  }
}

function summaryOf(played: PlayedShop): {
  gmvFen: number
  released: number
  soldOut: number
  available: number[]
  wallets: number[]
} {
  const { settings } = played
  const shards: Shop['shards'] = played.shop.shards
  const shardOf = (number: number): (typeof shards)[number] =>
    shards[number % settings.shards] as (typeof shards)[number]
  return {
    gmvFen: shards.reduce((sum, shard) => sum + shard.gmvFen, 0),
    released: shards.reduce((sum, shard) => sum + shard.releasedCount, 0),
    soldOut: shards.reduce((sum, shard) => sum + shard.soldOutItems, 0),
    available: Array.from(
      { length: settings.dealItems },
      (_, item) => shardOf(item).available[Math.floor(item / settings.shards)] as number,
    ),
    wallets: Array.from({ length: settings.shoppers }, (_, shopper) => shardOf(shopper).balanceFen(shopper)),
  }
}
