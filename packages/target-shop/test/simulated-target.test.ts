import { outcomeBatch, type SimulatedTarget } from '@onrush/contracts'
import type { ShopOptions } from '@onrush/shop'
import { CodOrderRef, shopTarget } from '@onrush/target-shop'
import { afterEach, describe, expect, it } from 'vitest'
import { type Answered, drained, Operations, Seed, scratchFolder, smallShop, type Wish, wishes } from './shop-stage.ts'

const costs = { viewNs: 2000, buyNs: 5000, payNs: 7000, confirmNs: 6000, syncUs: 400, recordNs: 1000 }
const undo: (() => void)[] = []
afterEach(() => {
  for (const step of undo.splice(0)) step()
})

function simulated(options: Partial<ShopOptions> = {}, startUs: number = 0) {
  const folder = scratchFolder()
  undo.push(() => folder.remove())
  const target = shopTarget({ ...smallShop, costs, ...options })
  const account = target.account({ folder: folder.path, operations: Operations })
  return {
    target,
    folder: folder.path,
    account,
    shop: target.simulate({ seed: Seed, folder: folder.path, operations: Operations, startUs }),
  }
}

/** Plays from event to event until `untilUs`, as the virtual clock does; answers in the order of leaving. */
function played(shop: SimulatedTarget, untilUs: number): Answered[] {
  const answers: Answered[] = []
  for (let nowUs = Math.ceil(shop.nextUs()); nowUs <= untilUs; nowUs = Math.max(nowUs + 1, Math.ceil(shop.nextUs()))) {
    shop.advance(nowUs)
    answers.push(...drained(shop))
  }
  shop.advance(untilUs)
  return [...answers, ...drained(shop)]
}

const send = (shop: SimulatedTarget, list: readonly Wish[], firstId?: number): number =>
  shop.submit(wishes(list, firstId), 0)

describe('the shop on the virtual clock, as a target', () => {
  it('answers views one after the other, each after its cost', () => {
    const { shop } = simulated()
    send(
      shop,
      [0, 0, 0, 100, 101, 900].map((dueUs) => ({ operation: 'view', dueUs })),
    )
    // The one due at 101 waits until the one due at 100 is done.
    expect(played(shop, 5000).map((answer) => answer.doneUs)).toEqual([2, 4, 6, 102, 104, 902])
  })

  it('answers an order after its decision and its sync, and a payment after two more records', () => {
    const { shop } = simulated()
    send(shop, [{ operation: 'buy', shopper: 1, item: 0 }])
    const [bought] = played(shop, 5000)
    expect(bought).toMatchObject({ outcome: 'ok', valueFen: 1000, doneUs: 5 + 400 + 1 })
    send(shop, [{ operation: 'pay', shopper: 1, orderRef: bought?.orderRef ?? -9, dueUs: 10_000 }])
    // Its debit and its capture are two records of a microsecond each.
    expect(played(shop, 20_000)).toMatchObject([{ outcome: 'ok', valueFen: 1000, doneUs: 10_000 + 7 + 400 + 2 }])
    send(shop, [{ operation: 'buy', shopper: 2, item: 3, orderRef: CodOrderRef, dueUs: 30_000 }])
    const [cod] = played(shop, 40_000)
    send(shop, [{ operation: 'confirm', shopper: 2, orderRef: cod?.orderRef ?? -9, dueUs: 50_000 }])
    expect(played(shop, 60_000)).toMatchObject([{ outcome: 'ok', valueFen: 1000, doneUs: 50_000 + 6 + 400 + 1 }])
    expect(shop.gauges()).toMatchObject({ gmvFen: 2000, orders: 2, soldOutItems: 1, queueDepth: 0, journalSyncs: 4 })
  })

  it('lets a no leave at once: it promises nothing, so it waits for no sync', () => {
    const { shop } = simulated({}, -1000)
    send(shop, [
      { operation: 'buy', shopper: 1, item: 0, dueUs: -500 },
      { operation: 'buy', shopper: 1, item: 99, dueUs: -400 },
    ])
    expect(played(shop, 1000).map(({ reason, doneUs }) => [reason, doneUs])).toEqual([
      ['notYet', -495],
      ['unknownItem', -395],
    ])
  })

  it('is slower when it costs more', () => {
    const last = (viewNs: number): number => {
      const { shop } = simulated({ costs: { ...costs, viewNs } })
      send(
        shop,
        Array.from({ length: 100 }, () => ({ operation: 'view' })),
      )
      return played(shop, 1e6).at(-1)?.doneUs ?? Number.NaN
    }
    expect([last(1000), last(2000), last(50_000)]).toEqual([100, 200, 5000])
  })

  it('sheds what queues too long, with a time to come back', () => {
    const { shop } = simulated({ shedAbove: 2, retryAfterMs: 700 })
    send(
      shop,
      Array.from({ length: 5 }, () => ({ operation: 'view' })),
    )
    const answers = played(shop, 1000)
    expect(answers.filter(({ outcome }) => outcome === 'shed')).toMatchObject(
      [0, 1, 2].map((id) => ({ id, reason: 'overloaded', retryAfterMs: 700 })),
    )
    expect(answers.filter(({ outcome }) => outcome === 'ok').map(({ id }) => id)).toEqual([3, 4])
  })

  it('drains no more than there is room for, and nothing before its time', () => {
    const { shop } = simulated()
    send(shop, [{ operation: 'view' }, { operation: 'view' }, { operation: 'view' }])
    shop.advance(5)
    const batch = outcomeBatch(1)
    expect([shop.drain(batch), shop.drain(batch), batch.id[0]]).toEqual([1, 0, 0])
    batch.count = 0
    expect([shop.drain(batch), batch.id[0]]).toEqual([1, 1])
    batch.count = 0
    // The third is done at 6.
    expect(shop.drain(batch)).toBe(0)
    shop.advance(6)
    expect(shop.drain(batch)).toBe(1)
  })

  it('leaves a journal and an account that pass the audit, the same ones every time', async () => {
    const play = async () => {
      const { shop, target, folder, account } = simulated({ reservationMs: 50 })
      send(
        shop,
        Array.from(
          { length: 20 },
          (_, shopper): Wish => ({ operation: 'buy', shopper, item: shopper % 5, dueUs: shopper * 300 }),
        ),
      )
      const orders = played(shop, 40_000).filter(({ outcome }) => outcome === 'ok')
      for (const { id, orderRef, valueFen } of orders) account.add(orderRef, id, 0, 1, valueFen)
      const payers = orders.slice(0, 5)
      send(
        shop,
        payers.map(({ id, orderRef }): Wish => ({ operation: 'pay', shopper: id, orderRef, dueUs: 40_000 })),
        100,
      )
      for (const { id, orderRef, valueFen } of played(shop, 80_000))
        account.add(orderRef, payers[id - 100]?.id ?? -9, 0, 2, valueFen)
      shop.stop()
      account.close()
      return target.audit({ seed: Seed, folder, endMs: 80, clockStepMs: 0 })
    }
    const [first, second] = [await play(), await play()]
    expect(first.invariants.filter((law) => law.violations > 0)).toEqual([])
    // Twelve of the three goods, three of the deals; five are paid, the rest run out after 50 ms.
    expect(first.money).toEqual({ gmvFen: 5000, orders: 15, paid: 5, cod: 0, released: 10 })
    expect(second.digest).toBe(first.digest)
    expect(first.digest).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('the scratch shop', () => {
  it('serves in the caller’s thread, by the caller’s clock, and keeps nothing', () => {
    const clock = { nowUs: -1 }
    const shop = shopTarget(smallShop).scratch({ seed: Seed, operations: Operations, clock })
    expect(shop.submit(wishes([{ operation: 'buy', shopper: 1, item: 0 }, { operation: 'view' }]), 0)).toBe(2)
    expect(drained(shop)).toMatchObject([
      { id: 0, reason: 'notYet' },
      { id: 1, outcome: 'ok' },
    ])
    clock.nowUs = 0
    shop.submit(
      wishes([
        { operation: 'buy', shopper: 1, item: 0 },
        { operation: 'buy', shopper: 2, item: 0 },
      ]),
      0,
    )
    // There is one unit of this deal, and the answer from before T0 has not taken it.
    const reasons = new Map(drained(shop).map(({ id, reason }) => [id, reason]))
    expect([reasons.get(0), reasons.get(1)]).toEqual(['none', 'soldOut'])
  })
})
