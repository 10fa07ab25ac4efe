import { PayMethod, RecordType } from '@onrush/shop'
import { describe, expect, it } from 'vitest'
import { brokenLaws, type Forgery, forge, LimitUs } from './forgery.ts'
import { Seed } from './played-shop.ts'

const { debit, capture, confirm, release, refund } = RecordType

describe('the audit of a forged journal', () => {
  const honest = forge()
    .order(0, 0)
    .move(debit, 1, 0)
    .move(capture, 1, 0)
    .order(2, 1)
    .order(3, 2, { method: PayMethod.cod })
    .move(confirm, 4, 2)
    .move(release, 2 + LimitUs, 1)

  it('finds nothing in an honest one', () => {
    expect(brokenLaws(honest.audit({ endMs: 20_000 }))).toEqual([])
    expect(honest.audit().money).toEqual({ gmvFen: 2000, orders: 3, paid: 1, cod: 1, released: 1 })
  })

  // biome-ignore format: one crime a line
  const crimes = [
    { crime: 'an order is made twice under one reference', laws: ['oneOrderPerKey'], forged: forge().order(0, 0).order(1, 0, { intent: 1 }) },
    { crime: 'two orders carry one key', laws: ['oneOrderPerKey'], forged: forge().order(0, 6, { shopper: 1, item: 6 }).order(1, 9, { shopper: 1, item: 7 }) },
    { crime: 'an order has a reference no shop of this size gives', laws: ['oneOrderPerKey'], forged: forge().order(0, 600, { shopper: 1 }) },
    { crime: 'a capture comes without a debit', laws: ['oneOrderPerKey', 'wallets'], forged: forge().order(0, 0).move(capture, 1, 0) },
    { crime: 'a capture is larger than its debit', laws: ['oneOrderPerKey', 'wallets'], forged: forge().order(0, 0).move(debit, 1, 0).move(capture, 1, 0, { amountFen: 1500 }).order(2, 1) },
    { crime: 'less is debited than the order costs', laws: ['oneOrderPerKey', 'wallets'], forged: forge().order(0, 0).move(debit, 1, 0, { amountFen: 900 }).move(capture, 1, 0).order(2, 1) },
    { crime: 'an order is captured twice', laws: ['oneOrderPerKey'], forged: forge().order(0, 0).move(debit, 1, 0).move(capture, 1, 0).move(debit, 2, 0).move(capture, 2, 0) },
    { crime: 'an order is debited twice before it is captured', laws: ['oneOrderPerKey', 'wallets'], forged: forge().order(0, 0).move(debit, 1, 0).move(debit, 1, 0).move(capture, 1, 0).order(2, 1) },
    { crime: 'a released order is captured and never refunded', laws: ['oneOrderPerKey'], forged: forge().order(0, 0).move(release, LimitUs, 0).move(debit, LimitUs, 0).move(capture, LimitUs, 0) },
    { crime: 'a paid order is released', laws: ['stock', 'oneOrderPerKey'], forged: forge().order(0, 0).move(debit, 1, 0).move(capture, 1, 0).move(release, LimitUs, 0) },
    { crime: 'a released order is confirmed', laws: ['oneOrderPerKey'], forged: forge().order(0, 0, { method: PayMethod.cod }).move(release, LimitUs, 0).move(confirm, LimitUs, 0) },
    { crime: 'an order to be paid by wallet is confirmed', laws: ['oneOrderPerKey'], forged: forge().order(0, 0).move(confirm, 1, 0) },
    { crime: 'money comes back that was never taken', laws: ['oneOrderPerKey', 'wallets'], forged: forge().order(0, 0).move(refund, 1, 0) },
    { crime: 'somebody else pays', laws: ['oneOrderPerKey'], forged: forge().order(0, 0).move(debit, 1, 0, { shopper: 5 }) },
    { crime: 'a record is about an order that was never made', laws: ['oneOrderPerKey'], forged: forgedMove() },
    { crime: 'a debit is lost on its way', laws: ['wallets'], forged: forge().order(0, 0).move(debit, 1, 0).order(2, 1) },
    { crime: 'a wallet is overdrawn', laws: ['wallets'], forged: forge({ walletFen: 999 }).order(0, 0).move(debit, 1, 0).move(capture, 1, 0) },
    { crime: 'an order carries the key of another seed', laws: ['asked'], forged: forge().order(0, 0, { seed: Seed + 1 }) },
    { crime: 'an order is for a shopper nobody knows', laws: ['asked'], forged: forge().order(0, 0, { shopper: 12 }) },
    { crime: 'a deal is sold a microsecond before T0', laws: ['price'], forged: forge().order(-1, 0) },
    { crime: 'a deal is sold at its list price within the window', laws: ['price'], forged: forge().order(59_999_999, 0, { amountFen: 2000 }) },
    { crime: 'a deal is sold at its promotional price as the window closes', laws: ['price'], forged: forge().order(60_000_000, 0, { amountFen: 1000 }) },
    { crime: 'two units cost as much as one', laws: ['price'], forged: forge().order(0, 0, { quantity: 2, amountFen: 1000 }) },
    { crime: 'a catalogue item is sold a fen too cheap', laws: ['price'], forged: forge().order(0, 6, { item: 6, amountFen: 999 }) },
    { crime: 'an item is sold that is not on sale', laws: ['price'], forged: forge().order(0, 0, { item: 10 }) },
    { crime: 'a shopper holds two orders of one deal', laws: ['limit'], forged: forge().order(0, 0, { shopper: 1 }).order(1, 3, { shopper: 1, item: 0, intent: 1 }) },
    { crime: 'more is sold than there was', laws: ['stock'], forged: forge({ dealUnits: 6 }).order(0, 0).order(1, 3, { item: 0 }) },
    { crime: 'a unit is released twice', laws: ['stock', 'reservations'], forged: forge().order(0, 0).move(release, LimitUs, 0).move(release, LimitUs, 0) },
    { crime: 'an order is released a microsecond too early', laws: ['reservations'], forged: forge().order(0, 0).move(release, LimitUs - 1, 0) },
    { crime: 'an order is released more than a second too late', laws: ['reservations'], forged: forge().order(0, 0).move(release, LimitUs + 1_000_001, 0) },
    { crime: 'an order is never released though the log goes on', laws: ['reservations'], forged: forge().order(0, 0).order(LimitUs + 1_000_001, 1) },
    { crime: 'an order is still paid long after its limit', laws: ['reservations'], forged: forge().order(0, 0).move(debit, LimitUs + 1_000_001, 0).move(capture, LimitUs + 1_000_001, 0) },
    { crime: 'a shard’s time runs backwards', laws: ['stamps'], forged: forge().order(5, 0).order(4, 3) },
    { crime: 'a stamp is not a number', laws: ['stamps'], forged: forge().order(0, 0).move(debit, 1, 0).move(capture, Number.NaN, 0) },
  ]
  it.each(crimes)('notices when $crime', ({ laws, forged }) => {
    expect(brokenLaws(forged.audit({ endMs: 1e6 }))).toEqual(laws)
  })

  function forgedMove(): Forgery {
    const forged = forge().order(0, 0).move(debit, 1, 0).move(capture, 1, 0)
    const row = (forged.rows[2] as Int32Array).slice()
    row[1] = 3
    forged.rows.push(row)
    return forged
  }

  // biome-ignore format: one custom a line
  const customs = [
    { what: 'a release at the very limit', forged: forge().order(0, 0).move(release, LimitUs, 0) },
    { what: 'a release a second after the limit', forged: forge().order(0, 0).move(release, LimitUs + 1_000_000, 0) },
    { what: 'a payment just before its release', forged: forge().order(0, 0).move(debit, LimitUs + 5, 0).move(capture, LimitUs + 5, 0) },
    { what: 'a capture after the release that is refunded', forged: forge().order(0, 0).move(release, LimitUs, 0).move(debit, LimitUs, 0).move(capture, LimitUs, 0).move(refund, LimitUs, 0) },
    { what: 'a debit that found its order released and was refunded', forged: forge().order(0, 0).move(release, LimitUs, 0).move(debit, LimitUs, 0).move(refund, LimitUs, 0) },
    { what: 'the list price from the instant the window closes', forged: forge().order(60_000_000, 0) },
    { what: 'the promotional price at T0 and in the last microsecond of the window', forged: forge().order(0, 0).move(release, LimitUs, 0).order(59_999_999, 1) },
    { what: 'a catalogue order before T0', forged: forge().order(-5, 6, { item: 6 }) },
    { what: 'another order of the same deal after the first was released', forged: forge().order(0, 0).move(release, LimitUs, 0).order(LimitUs, 3, { shopper: 0, item: 0, intent: 1 }) },
    { what: 'shards whose times cross each other', forged: forge().order(5, 0).order(4, 1) },
    { what: 'nothing at all', forged: forge() },
  ]
  it.each(customs)('does not object to $what', ({ forged }) => {
    expect(brokenLaws(forged.audit({ endMs: 1e6 }))).toEqual([])
  })

  it('lets a debit be in flight in the last frame, and in no frame before', () => {
    const ends = forge().order(0, 0).move(debit, 1, 0)
    expect(brokenLaws(ends.audit({ recordsPerFrame: 1 }))).toEqual([])
    expect(brokenLaws(ends.order(2, 1).audit({ recordsPerFrame: 3 }))).toEqual([])
    expect(brokenLaws(ends.audit({ recordsPerFrame: 1 }))).toEqual(['wallets'])
  })

  it('judges lateness by the slack it is given', () => {
    const late = forge()
      .order(0, 0)
      .move(release, LimitUs + 3_000_000, 0)
    expect(brokenLaws(late.audit({ releaseSlackMs: 3000 }))).toEqual([])
    expect(brokenLaws(late.audit({ releaseSlackMs: 2999 }))).toEqual(['reservations'])
    expect(late.audit().figures.longestReleaseDelayMs).toBe(3000)
  })

  it('does not ask for releases that fall after the end of the run', () => {
    const waiting = forge().order(0, 0).order(20_000_000, 1)
    expect(brokenLaws(waiting.audit({ endMs: 11_000 }))).toEqual([])
    expect(brokenLaws(waiting.audit({ endMs: 11_001 }))).toEqual(['reservations'])
  })

  it('counts what was unsold when the window closed, not at the end of the log', () => {
    const forged = forge()
      .order(0, 0)
      .move(debit, 0, 0)
      .move(capture, 0, 0)
      .order(0, 1)
      .order(55_000_000, 2)
      .move(release, LimitUs, 1)
      .order(60_000_000, 5, { item: 2, quantity: 2 })
      .move(release, 65_000_000, 2)
    expect(forged.audit().figures).toMatchObject({
      unitsUnsoldAtClose: 16,
      unitsUnsoldShare: 16 / 18,
      ordersOfDeals: 4,
      journalRecords: 8,
      refunds: 0,
    })
  })

  it('finds the one buyer among thousands who holds too many, and every key that was used twice', () => {
    // Few orders more than fit: the audit's tables have to grow on the way.
    const forged = forge({ shoppers: 5000, dealUnits: 30_000, maxOrders: 4050, walletFen: 0 })
    for (let order = 0; order < 4000; order++)
      forged.order(order, order, { shopper: order, item: order % 6, intent: 1 })
    forged.order(4000, 4000, { shopper: 1234, item: 1234 % 6, intent: 2 })
    for (let again = 0; again < 40; again++)
      forged.order(4001, 4001 + again, { shopper: again * 100, item: 7, intent: 1 })
    const ledger = forged.audit({ recordsPerFrame: 500 })
    expect(brokenLaws(ledger)).toEqual(['oneOrderPerKey', 'limit'])
    const limit = ledger.invariants.find((law) => law.name === 'limit')
    expect(limit?.samples).toEqual(['shopper 1234 held 2 orders of deal 4 with order 4000; 1 is the limit'])
    const keys = ledger.invariants.find((law) => law.name === 'oneOrderPerKey')
    expect(keys?.violations).toBe(40)
    for (const sample of keys?.samples ?? []) {
      const [earlier, later, shopper] = (/orders (\d+) and (\d+) .* shopper (\d+), intent 1/.exec(sample) ?? [])
        .slice(1)
        .map(Number)
      expect([earlier, later]).toEqual([shopper, 4001 + (shopper as number) / 100])
    }
  })

  it('keeps five samples and counts the rest', () => {
    const forged = forge({ shoppers: 200 })
    for (let order = 0; order < 30; order++) forged.order(order, order * 3, { item: 6, amountFen: 1 })
    const law = forged.audit().invariants.find((entry) => entry.name === 'price')
    expect(law).toMatchObject({ violations: 30, checked: 30 })
    expect(law?.samples.length).toBe(5)
  })
})
