import { OutcomeCode, ReasonCode } from '@onrush/contracts'
import { auditShop, Gauge, SimulatedDisk } from '@onrush/shop'
import { describe, expect, it } from 'vitest'
import { HostedShop } from './hosted-shop.ts'
import { Seed, smallShop } from './played-shop.ts'

describe('a hosted shop', () => {
  it('holds an answer that names an order until the journal gives its slots back, and no other answer', () => {
    const shop = new HostedShop(smallShop())
    shop.buy(1, 0, 0)
    shop.view(2, 3)
    shop.buy(3, 1, 99)
    shop.host.turn()
    expect(shop.read().map((answer) => answer.id)).toEqual([2, 3])
    shop.host.turn()
    expect(shop.read()).toEqual([])
    expect(shop.host.isQuiet).toBe(false)
    expect(shop.gauges[Gauge.pendingAnswers]).toBe(1)
    shop.journal.release(shop.journal.depth())
    shop.host.turn()
    expect(shop.read()).toEqual([
      { id: 1, code: OutcomeCode.ok, reason: 0, orderRef: 0, valueFen: 1000, retryAfterMs: 0 },
    ])
    expect(shop.host.isQuiet).toBe(true)
  })

  it('holds the answer to a retry as long as the order itself is not durable', () => {
    const shop = new HostedShop(smallShop())
    shop.buy(1, 0, 0)
    shop.host.turn()
    shop.buy(2, 0, 0)
    shop.host.turn()
    expect(shop.read()).toEqual([])
    shop.journal.release(1)
    shop.host.turn()
    expect(shop.read().map((answer) => [answer.id, answer.orderRef])).toEqual([
      [1, 0],
      [2, 0],
    ])
  })

  it('lets answers go one by one, as far as the journal has come', () => {
    const shop = new HostedShop(smallShop())
    for (let shopper = 0; shopper < 5; shopper++) shop.buy(shopper, shopper, shopper)
    shop.host.turn()
    shop.journal.depth()
    for (let shopper = 0; shopper < 5; shopper++) {
      expect(shop.read()).toEqual([])
      shop.journal.release(1)
      shop.host.turn()
      expect(shop.read().map((answer) => answer.id)).toEqual([shopper])
    }
  })

  it('takes no request that it could not answer or journal, and goes on when there is room again', () => {
    const shop = new HostedShop(smallShop(), { laneSlots: 4, journalSlots: 4 })
    for (let id = 0; id < 4; id++) shop.buy(id, id, id)
    shop.host.turn()
    expect(shop.journal.depth()).toBe(4 - 2)
    shop.journal.release(2)
    shop.host.turn()
    shop.host.turn()
    expect(shop.read().map((answer) => answer.id)).toEqual([0, 1])
    shop.journal.release(shop.journal.depth())
    shop.host.turn()
    expect(shop.read().map((answer) => answer.id)).toEqual([2, 3])
  })

  it('turns the oldest away when too many wait, and tells them when to come back', () => {
    const shop = new HostedShop(smallShop({ shedAbove: 3, retryAfterMs: 250 }))
    for (let id = 0; id < 5; id++) shop.view(id, 0)
    shop.host.turn()
    shop.host.turn()
    const answers = shop.read()
    expect(answers.filter((answer) => answer.code === OutcomeCode.shed)).toEqual(
      [0, 1].map((id) => ({
        id,
        code: OutcomeCode.shed,
        reason: ReasonCode.overloaded,
        orderRef: -1,
        valueFen: 0,
        retryAfterMs: 250,
      })),
    )
    expect(answers.filter((answer) => answer.code === OutcomeCode.ok).map((answer) => answer.id)).toEqual([2, 3, 4])
    expect(shop.gauges[Gauge.shed]).toBe(2)
  })

  it('releases what nobody paid when its time is up, between requests', () => {
    const shop = new HostedShop(smallShop({ reservationMs: 10 }))
    shop.buy(1, 0, 0)
    shop.host.turn()
    shop.pass(9_999)
    expect(shop.host.turn()).toBe(false)
    shop.pass(1)
    expect(shop.host.turn()).toBe(true)
    expect(shop.gauges[Gauge.released]).toBe(1)
    expect(shop.host.turn()).toBe(false)
  })

  it('never lets a stamp fall behind, though the clock counts fractions of a microsecond', () => {
    const settings = smallShop({ reservationMs: 1, shards: 1 })
    const shop = new HostedShop(settings)
    const disk = new SimulatedDisk()
    shop.attach(disk)
    shop.buy(1, 0, 0)
    shop.host.turn()
    shop.pass(1000.7)
    shop.host.turn()
    shop.pass(0.2)
    shop.buy(2, 1, 1)
    shop.host.turn()
    shop.pass(5000)
    shop.turnJournal()
    const ledger = auditShop({ disk, settings, seed: Seed, endMs: 2 })
    expect(ledger.money).toMatchObject({ orders: 2, released: 1 })
    expect(ledger.invariants.filter((law) => law.violations > 0)).toEqual([])
  })
})

describe('a hosted shop whose disk has failed', () => {
  it('never acknowledges again, and tells all who wait', () => {
    const shop = new HostedShop(smallShop())
    shop.buy(1, 0, 0)
    shop.host.turn()
    shop.journal.depth()
    shop.buy(2, 1, 1)
    shop.host.turn()
    shop.journal.release(1)
    shop.isStorageBroken = true
    shop.buy(3, 2, 2)
    shop.view(4, 0)
    shop.host.turn()
    expect(shop.read().map((answer) => [answer.id, answer.code, answer.reason])).toEqual([
      [1, OutcomeCode.ok, ReasonCode.none],
      [2, OutcomeCode.failed, ReasonCode.storageFailed],
      [3, OutcomeCode.failed, ReasonCode.storageFailed],
      [4, OutcomeCode.failed, ReasonCode.storageFailed],
    ])
    shop.pass(60_000_000)
    expect(shop.host.turn()).toBe(false)
    expect(shop.host.isQuiet).toBe(true)
  })

  it('tells everybody even when more wait than answers fit into the lane', () => {
    const shop = new HostedShop(smallShop(), { laneSlots: 4 })
    const asked = [0, 1, 2, 3, 4, 5]
    for (const id of asked) {
      shop.buy(id, id, id)
      shop.host.turn()
    }
    shop.isStorageBroken = true
    const told: number[] = []
    for (let turn = 0; turn < 10; turn++) {
      shop.host.turn()
      told.push(...shop.read(1).map((answer) => answer.id))
    }
    expect(told).toEqual(asked)
  })

  it('still answers when its journal was full at that moment', () => {
    const shop = new HostedShop(smallShop(), { journalSlots: 4 })
    for (let id = 0; id < 6; id++) shop.buy(id, id, id)
    for (let turn = 0; turn < 4; turn++) shop.host.turn()
    shop.isStorageBroken = true
    for (let turn = 0; turn < 4; turn++) shop.host.turn()
    const answers = shop.read()
    expect(answers.map((answer) => answer.id)).toEqual([0, 1, 2, 3, 4, 5])
    expect(answers.every((answer) => answer.reason === ReasonCode.storageFailed)).toBe(true)
    expect(shop.host.isQuiet).toBe(true)
  })
})
