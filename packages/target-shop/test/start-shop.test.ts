import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OnrushError } from '@onrush/contracts'
import { CodOrderRef } from '@onrush/target-shop'
import { describe, expect, it } from 'vitest'
import { drained, type Wish, wishes } from './shop-stage.ts'
import { newFolder, PriceFen, started, until } from './started-shop.ts'

describe('a started shop', () => {
  it('sells: view, buy, pay, confirm', async () => {
    const shop = await started()
    const [viewed, bought, cod] = await shop.ask(
      { operation: 'view', item: 4 },
      { operation: 'buy', shopper: 3, item: 0 },
      { operation: 'buy', shopper: 4, item: 3, quantity: 2, orderRef: CodOrderRef },
    )
    expect(viewed).toMatchObject({ outcome: 'ok', orderRef: -1 })
    expect(bought).toMatchObject({ outcome: 'ok', reason: 'none', valueFen: PriceFen })
    expect(cod).toMatchObject({ outcome: 'ok', valueFen: 2 * PriceFen })
    const answers = await shop.ask(
      { operation: 'pay', shopper: 3, orderRef: bought?.orderRef ?? -9 },
      { operation: 'confirm', shopper: 4, orderRef: cod?.orderRef ?? -9 },
      { operation: 'pay', shopper: 5, orderRef: bought?.orderRef ?? -9 },
      { operation: 'confirm', shopper: 3, orderRef: bought?.orderRef ?? -9 },
    )
    expect(answers.map(({ outcome, reason, valueFen }) => [outcome, reason, valueFen])).toEqual([
      ['ok', 'none', PriceFen],
      ['ok', 'none', 2 * PriceFen],
      // Somebody else's order, and one that is no cash on delivery.
      ['refused', 'unknownOrder', 0],
      ['refused', 'unknownOrder', 0],
    ])
    expect(answers.slice(0, 2).map((answer) => answer.orderRef)).toEqual([bought?.orderRef, cod?.orderRef])
  })

  it('gives a retry with the same key the same order, and a new wish a new one', async () => {
    const shop = await started()
    const wish: Wish = { operation: 'buy', shopper: 1, item: 3, intent: 9 }
    const [first] = await shop.ask(wish)
    const [again, other] = await shop.ask({ ...wish, attempt: 1 }, { ...wish, intent: 10 })
    // The money moved once, with the first answer.
    expect(again).toMatchObject({ outcome: 'ok', orderRef: first?.orderRef, valueFen: 0 })
    expect(other?.orderRef).not.toBe(first?.orderRef)
    await until(() => shop.running.gauges?.()['orders'] === 2)
  })

  it('sells no deal before T0, and sells it from T0 on, by the run’s clock', async () => {
    const shop = await started({}, { startMs: -500 })
    expect(await shop.ask({ operation: 'buy', item: 0 }, { operation: 'buy', item: 3 })).toMatchObject([
      { outcome: 'refused', reason: 'notYet', orderRef: -1 },
      { outcome: 'ok' },
    ])
    shop.clock.moveTo(0)
    expect(shop.clock.nowMs).toBe(0)
    expect(await shop.ask({ operation: 'buy', item: 0, intent: 1 })).toMatchObject([
      { outcome: 'ok', valueFen: PriceFen },
    ])
  })

  it('releases what is not paid in time, by the run’s clock', async () => {
    const shop = await started({ reservationMs: 300 })
    const [bought] = await shop.ask({ operation: 'buy', shopper: 2, item: 0 })
    shop.clock.moveTo(300)
    await until(() => shop.running.gauges?.()['released'] === 1)
    expect(await shop.ask({ operation: 'pay', shopper: 2, orderRef: bought?.orderRef ?? -9 })).toMatchObject([
      { outcome: 'refused', reason: 'released' },
    ])
  })

  it('says sold out when the last unit is gone, and that a person has had one', async () => {
    const shop = await started()
    // Three units over two deals: one of the first, two of the second.
    const answers = await shop.ask(
      { operation: 'buy', shopper: 1, item: 0 },
      { operation: 'buy', shopper: 2, item: 0 },
      { operation: 'buy', shopper: 1, item: 1, intent: 1 },
      { operation: 'buy', shopper: 1, item: 1, intent: 2 },
      { operation: 'buy', shopper: 3, item: 1 },
      { operation: 'buy', shopper: 4, item: 1 },
    )
    expect(answers.map(({ outcome, reason }) => (outcome === 'ok' ? 'ok' : reason))).toEqual([
      'ok',
      'soldOut',
      'ok',
      'limitReached',
      'ok',
      'soldOut',
    ])
    await until(() => shop.running.gauges?.()['soldOutItems'] === 2)
  })

  it('says no to a payment that the wallet does not cover', async () => {
    const shop = await started()
    const [bought] = await shop.ask({ operation: 'buy', shopper: 1, item: 4, quantity: 3 })
    expect(await shop.ask({ operation: 'pay', shopper: 1, orderRef: bought?.orderRef ?? -9 })).toMatchObject([
      { outcome: 'refused', reason: 'insufficientFunds' },
    ])
  })

  it('has figures that follow its decisions, and the names that a progress line knows', async () => {
    const shop = await started()
    expect(shop.running.gauges?.()).toMatchObject({
      gmvFen: 0,
      orders: 0,
      queueDepth: 0,
      soldOutItems: 0,
      decisions: 0,
    })
    const [bought] = await shop.ask({ operation: 'buy', shopper: 1, item: 3 }, { operation: 'view' })
    await shop.ask({ operation: 'pay', shopper: 1, orderRef: bought?.orderRef ?? -9 })
    await until(() => shop.running.gauges?.()['decisions'] === 3)
    const gauges = shop.running.gauges?.() ?? {}
    expect(gauges).toMatchObject({
      gmvFen: PriceFen,
      orders: 1,
      paid: 1,
      cod: 0,
      released: 0,
      shed: 0,
      pendingAnswers: 0,
    })
    expect(gauges['journalSyncs']).toBeGreaterThan(0)
    expect(gauges['journalBytes']).toBeGreaterThan(0)
    expect(Object.keys(gauges)).not.toContain('count')
  })

  it('serves what is queued before it stops, and can be stopped twice', async () => {
    const shop = await started()
    const list = Array.from(
      { length: 50 },
      (_, index): Wish =>
        index % 2 === 0 ? { operation: 'buy', shopper: index % 20, item: 3, intent: index } : { operation: 'view' },
    )
    expect(shop.client.submit(wishes(list), 0)).toBe(50)
    const twice = [shop.running.stop(), shop.running.stop()]
    await Promise.all(twice)
    await shop.running.stop()
    const answers = drained(shop.client)
    expect(answers.map((answer) => answer.id).toSorted((a, b) => a - b)).toEqual(list.map((_, id) => id))
    expect(answers.every((answer) => answer.outcome === 'ok')).toBe(true)
    expect(shop.running.gauges?.()).toMatchObject({ orders: 25, queueDepth: 0, pendingAnswers: 0 })
    expect(shop.broken).toEqual([])
  })
})

describe('a shop that cannot write', () => {
  const failure = async (folder: string): Promise<unknown> =>
    started({}, { folder }).then(
      () => 'it started',
      (error: unknown) => error,
    )
  const workers = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker').length

  it('does not start where its folder is a file, says so, and leaves nothing running', async () => {
    const file = join(newFolder(), 'journal')
    writeFileSync(file, 'not a folder')
    const before = workers()
    const error = await failure(file)
    expect(error).toBeInstanceOf(OnrushError)
    expect(error).toMatchObject({ code: 'ONRUSH_SHOP_JOURNAL_FAILED', exitCode: 5 })
    expect((error as OnrushError).message).toContain('EEXIST')
    expect(workers()).toBe(before)
    const shop = await started()
    expect(workers()).toBeGreaterThan(before)
    await shop.running.stop()
    expect(workers()).toBe(before)
  })

  it('does not start below a file either, nor over the journal of another run', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'file'), '')
    expect(await failure(join(folder, 'file', 'journal'))).toMatchObject({ code: 'ONRUSH_SHOP_JOURNAL_FAILED' })
    writeFileSync(join(folder, 'journal-000001.seg'), 'another run’s')
    expect(await failure(folder)).toMatchObject({ code: 'ONRUSH_SHOP_JOURNAL_FAILED' })
  })

  it('any more tells everybody who asks, reports it once, and still stops', async () => {
    const folder = newFolder()
    // The next segment, prepared in idle moments, finds its place taken.
    writeFileSync(join(folder, 'journal-000002.seg'), '')
    const shop = await started({}, { folder })
    await until(() => shop.broken.length > 0)
    expect(shop.broken).toMatchObject([{ code: 'ONRUSH_SHOP_JOURNAL_FAILED' }])
    expect(await shop.ask({ operation: 'buy', item: 3 }, { operation: 'view' })).toMatchObject([
      { outcome: 'failed', reason: 'storageFailed' },
      { outcome: 'failed', reason: 'storageFailed' },
    ])
    await shop.running.stop()
    expect(shop.broken.length).toBe(1)
  })
})

describe('a shop whose thread dies', () => {
  it('reports it, and its journal ends as well', async () => {
    // Too little memory for a clock: the shop thread throws as soon as somebody publishes.
    const clock = new SharedArrayBuffer(4)
    const shop = await started({}, { clock })
    Atomics.store(new Int32Array(clock), 0, 2)
    await until(() => shop.broken.length > 0)
    expect(shop.broken[0]).toBeInstanceOf(RangeError)
    await shop.running.stop()
  })

  it('before it was ready fails the start', async () => {
    const starting = started({}, { clock: new SharedArrayBuffer(3) })
    await expect(starting).rejects.toThrow('multiple of 4')
  })
})
