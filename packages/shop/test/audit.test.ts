import type { Ledger } from '@onrush/contracts'
import {
  auditShop,
  catalogue,
  type Defect,
  Defects,
  JournalWriter,
  keyHigh,
  keyLow,
  PayMethod,
  RecordType,
  recordKind,
  requestKind,
  ShopOp,
  type ShopSettings,
  SimulatedDisk,
  VirtualShop,
} from '@onrush/shop'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordRow, Seed, smallShop, writeRows } from './played-shop.ts'

const brokenLaws = (ledger: Ledger): string[] => ledger.invariants.filter((law) => law.violations > 0).map((law) => law.name)

/** A small midnight on the virtual clock: early birds, a rush, retries, payers, idlers, and cash on delivery. */
function playMidnight(settings: ShopSettings): Ledger {
  const disk = new SimulatedDisk()
  const shop = new VirtualShop(settings, { startUs: -2_000_000, writer: new JournalWriter(disk, { segmentBytes: 65_536 }) })
  const asked: { shopper: number; intent: number }[] = []
  const ask = (atUs: number, op: number, shopper: number, item: number, orderRef: number, intent: number): void => {
    const method = shopper % 3 === 0 ? PayMethod.cod : PayMethod.wallet
    shop.submit(atUs, asked.length, requestKind(op, 1, method), shopper, item, orderRef, keyLow(Seed, shopper, intent), keyHigh(Seed, shopper, intent), intent)
    asked.push({ shopper, intent })
  }
  const settle = (nowUs: number): void => {
    shop.advance(nowUs)
    const made: { shopper: number; orderRef: number }[] = []
    while (
      shop.answer(nowUs, (id, kind, orderRef, valueFen) => {
        const { shopper, intent } = asked[id] as (typeof asked)[number]
        if ((kind & 0xff) === 0 && orderRef >= 0 && valueFen > 0 && (shopper + intent) % 4 > 0) made.push({ shopper, orderRef })
      })
    );
    for (const { shopper, orderRef } of made) ask(nowUs, shopper % 3 === 0 ? ShopOp.confirm : ShopOp.pay, shopper, -1, orderRef, 99)
  }
  for (let step = -20; step < 40; step++) {
    const nowUs = step * 50_000
    for (let click = 0; click < 6; click++) {
      const shopper = (step * 5 + click * 7 + 400) % settings.shoppers
      const intent = click % 4
      ask(nowUs, ShopOp.buy, shopper, (shopper * 3 + intent) % (settings.dealItems + settings.catalogueItems), -1, intent)
    }
    settle(nowUs + 10_000)
    settle(nowUs + 20_000)
  }
  for (let nowMs = 2100; nowMs < 30_000; nowMs += 100) settle(nowMs * 1000)
  shop.digest()
  return auditShop({ disk, settings, seed: Seed, endMs: 30_000 })
}

describe('the audit of a played midnight', () => {
  const base = { shoppers: 60, dealUnits: 40, walletFen: 100_000, priceSigma: 0.8 } as const

  it('finds nothing wrong with a healthy shop, and put every law to the test', () => {
    const ledger = playMidnight(smallShop(base))
    expect(brokenLaws(ledger)).toEqual([])
    expect(ledger.invariants.map((law) => law.name)).toEqual(['stock', 'oneOrderPerKey', 'wallets', 'asked', 'price', 'limit', 'reservations', 'stamps'])
    for (const law of ledger.invariants) expect([law.name, law.checked > 10]).toEqual([law.name, true])
    expect(ledger.money.paid).toBeGreaterThan(10)
    expect(ledger.money.cod).toBeGreaterThan(10)
    expect(ledger.money.released).toBeGreaterThan(10)
  })

  // ackBeforeSync changes no record: it takes a power cut to see it, see journal.test.ts.
  const cases: readonly { defect: Exclude<Defect, 'ackBeforeSync'>; laws: readonly string[] }[] = [
    { defect: 'staleStock', laws: ['stock'] },
    { defect: 'doubleRelease', laws: ['stock', 'reservations'] },
    { defect: 'lostTimer', laws: ['reservations'] },
    { defect: 'earlyPrice', laws: ['price'] },
    { defect: 'forgottenKey', laws: ['oneOrderPerKey'] },
    { defect: 'overdraft', laws: ['wallets'] },
  ]

  it.each(cases)('finds the defect $defect by $laws, and blames no other law', ({ defect, laws }) => {
    const poor = defect === 'overdraft' ? { walletFen: 500 } : {}
    const ledger = playMidnight(smallShop({ ...base, ...poor, defects: [defect] }))
    expect(brokenLaws(ledger)).toEqual(laws)
    for (const law of ledger.invariants.filter((entry) => entry.violations > 0)) {
      expect(law.samples.length).toBe(Math.min(5, law.violations))
      expect(law.samples[0]).toMatch(/\d/)
    }
  })

  it('has a test for every defect that can be switched on', () => {
    expect([...cases.map((entry) => entry.defect), 'ackBeforeSync'].sort()).toEqual([...Defects].sort())
  })
})

/** Writes journals that no shop would write. */
class Forgery {
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

  order(stampUs: number, orderRef: number, fields: { shopper?: number; item?: number; intent?: number; seed?: number; amountFen?: number; method?: number; quantity?: number } = {}): this {
    const { shopper = orderRef, item = orderRef % 3, intent = 0, seed = Seed, method = PayMethod.wallet, quantity = 1 } = fields
    const isPromotion = stampUs < this.settings.promotionMs * 1000
    const price = (isPromotion ? this.#promoFen[item] : this.#listFen[item]) ?? 0
    const amountFen = fields.amountFen ?? price * quantity
    return this.#add(RecordType.order, stampUs, orderRef, { shopper, item, amountFen, low: keyLow(seed, shopper, intent), high: keyHigh(seed, shopper, intent), intent, quantity, method })
  }

  /** Any other record, with the order's own shopper, item and amount unless said otherwise. */
  then(type: number, stampUs: number, orderRef: number, fields: { shopper?: number; amountFen?: number } = {}): this {
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

  audit(options: { endMs?: number; recordsPerFrame?: number; account?: readonly number[][]; releaseSlackMs?: number } = {}): Ledger {
    const disk = new SimulatedDisk()
    writeRows(disk, this.rows, options.recordsPerFrame ?? 1)
    const account = options.account && { account: [new Uint8Array(new Int32Array(options.account.flat()).buffer)] }
    const slack = options.releaseSlackMs === undefined ? {} : { releaseSlackMs: options.releaseSlackMs }
    return auditShop({ disk, settings: this.settings, seed: Seed, endMs: options.endMs ?? 0, ...account, ...slack })
  }

  #add(type: number, stampUs: number, orderRef: number, fields: { shopper: number; item: number; amountFen: number; low?: number; high?: number; intent?: number; quantity?: number; method?: number }): this {
    const { quantity = 0, method = 0, ...rest } = fields
    this.rows.push(recordRow({ kind: recordKind(type, orderRef % this.settings.shards, quantity, method), orderRef, stampUs, ...rest }))
    return this
  }
}

const forge = (options: Parameters<typeof smallShop>[0] = {}): Forgery => new Forgery(smallShop(options))
const { debit, capture, confirm, release, refund } = RecordType
const Limit = 10_000_000

describe('the audit of a forged journal', () => {
  const honest = forge().order(0, 0).then(debit, 1, 0).then(capture, 1, 0).order(2, 1).order(3, 2, { method: PayMethod.cod }).then(confirm, 4, 2).then(release, 2 + Limit, 1)

  it('finds nothing in an honest one', () => {
    expect(brokenLaws(honest.audit({ endMs: 20_000 }))).toEqual([])
    expect(honest.audit().money).toEqual({ gmvFen: 2000, orders: 3, paid: 1, cod: 1, released: 1 })
  })

  it.each([
    { crime: 'an order is made twice under one reference', laws: ['oneOrderPerKey'], forged: forge().order(0, 0).order(1, 0, { intent: 1 }) },
    { crime: 'two orders carry one key', laws: ['oneOrderPerKey'], forged: forge().order(0, 6, { shopper: 1, item: 6 }).order(1, 9, { shopper: 1, item: 7 }) },
    { crime: 'an order has a reference no shop of this size gives', laws: ['oneOrderPerKey'], forged: forge().order(0, 600, { shopper: 1 }) },
    { crime: 'a capture comes without a debit', laws: ['oneOrderPerKey', 'wallets'], forged: forge().order(0, 0).then(capture, 1, 0) },
    { crime: 'a capture is larger than its debit', laws: ['oneOrderPerKey', 'wallets'], forged: forge().order(0, 0).then(debit, 1, 0).then(capture, 1, 0, { amountFen: 1500 }).order(2, 1) },
    { crime: 'less is debited than the order costs', laws: ['oneOrderPerKey', 'wallets'], forged: forge().order(0, 0).then(debit, 1, 0, { amountFen: 900 }).then(capture, 1, 0).order(2, 1) },
    { crime: 'an order is captured twice', laws: ['oneOrderPerKey'], forged: forge().order(0, 0).then(debit, 1, 0).then(capture, 1, 0).then(debit, 2, 0).then(capture, 2, 0) },
    { crime: 'an order is debited twice before it is captured', laws: ['oneOrderPerKey', 'wallets'], forged: forge().order(0, 0).then(debit, 1, 0).then(debit, 1, 0).then(capture, 1, 0).order(2, 1) },
    { crime: 'a released order is captured and never refunded', laws: ['oneOrderPerKey'], forged: forge().order(0, 0).then(release, Limit, 0).then(debit, Limit, 0).then(capture, Limit, 0) },
    { crime: 'a paid order is released', laws: ['stock', 'oneOrderPerKey'], forged: forge().order(0, 0).then(debit, 1, 0).then(capture, 1, 0).then(release, Limit, 0) },
    { crime: 'a released order is confirmed', laws: ['oneOrderPerKey'], forged: forge().order(0, 0, { method: PayMethod.cod }).then(release, Limit, 0).then(confirm, Limit, 0) },
    { crime: 'an order to be paid by wallet is confirmed', laws: ['oneOrderPerKey'], forged: forge().order(0, 0).then(confirm, 1, 0) },
    { crime: 'money comes back that was never taken', laws: ['oneOrderPerKey', 'wallets'], forged: forge().order(0, 0).then(refund, 1, 0) },
    { crime: 'somebody else pays', laws: ['oneOrderPerKey'], forged: forge().order(0, 0).then(debit, 1, 0, { shopper: 5 }) },
    { crime: 'a record is about an order that was never made', laws: ['oneOrderPerKey'], forged: forgedMove() },
    { crime: 'a debit is lost on its way', laws: ['wallets'], forged: forge().order(0, 0).then(debit, 1, 0).order(2, 1) },
    { crime: 'a wallet is overdrawn', laws: ['wallets'], forged: forge({ walletFen: 999 }).order(0, 0).then(debit, 1, 0).then(capture, 1, 0) },
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
    { crime: 'a unit is released twice', laws: ['stock', 'reservations'], forged: forge().order(0, 0).then(release, Limit, 0).then(release, Limit, 0) },
    { crime: 'an order is released a microsecond too early', laws: ['reservations'], forged: forge().order(0, 0).then(release, Limit - 1, 0) },
    { crime: 'an order is released more than a second too late', laws: ['reservations'], forged: forge().order(0, 0).then(release, Limit + 1_000_001, 0) },
    { crime: 'an order is never released though the log goes on', laws: ['reservations'], forged: forge().order(0, 0).order(Limit + 1_000_001, 1) },
    { crime: 'an order is still paid long after its limit', laws: ['reservations'], forged: forge().order(0, 0).then(debit, Limit + 1_000_001, 0).then(capture, Limit + 1_000_001, 0) },
    { crime: 'a shard’s time runs backwards', laws: ['stamps'], forged: forge().order(5, 0).order(4, 3) },
    { crime: 'a stamp is not a number', laws: ['stamps'], forged: forge().order(0, 0).then(debit, 1, 0).then(capture, Number.NaN, 0) },
  ])('notices when $crime', ({ laws, forged }) => {
    expect(brokenLaws(forged.audit({ endMs: 1e6 }))).toEqual(laws)
  })

  function forgedMove(): Forgery {
    const forged = forge().order(0, 0).then(debit, 1, 0).then(capture, 1, 0)
    const row = (forged.rows[2] as Int32Array).slice()
    row[1] = 3
    forged.rows.push(row)
    return forged
  }

  it.each([
    { what: 'a release at the very limit', forged: forge().order(0, 0).then(release, Limit, 0) },
    { what: 'a release a second after the limit', forged: forge().order(0, 0).then(release, Limit + 1_000_000, 0) },
    { what: 'a payment just before its release', forged: forge().order(0, 0).then(debit, Limit + 5, 0).then(capture, Limit + 5, 0) },
    { what: 'a capture after the release that is refunded', forged: forge().order(0, 0).then(release, Limit, 0).then(debit, Limit, 0).then(capture, Limit, 0).then(refund, Limit, 0) },
    { what: 'a debit that found its order released and was refunded', forged: forge().order(0, 0).then(release, Limit, 0).then(debit, Limit, 0).then(refund, Limit, 0) },
    { what: 'the list price from the instant the window closes', forged: forge().order(60_000_000, 0) },
    { what: 'the promotional price at T0 and in the last microsecond of the window', forged: forge().order(0, 0).then(release, Limit, 0).order(59_999_999, 1) },
    { what: 'a catalogue order before T0', forged: forge().order(-5, 6, { item: 6 }) },
    { what: 'another order of the same deal after the first was released', forged: forge().order(0, 0).then(release, Limit, 0).order(Limit, 3, { shopper: 0, item: 0, intent: 1 }) },
    { what: 'shards whose times cross each other', forged: forge().order(5, 0).order(4, 1) },
    { what: 'nothing at all', forged: forge() },
  ])('does not object to $what', ({ forged }) => {
    expect(brokenLaws(forged.audit({ endMs: 1e6 }))).toEqual([])
  })

  it('lets a debit be in flight in the last frame, and in no frame before', () => {
    const ends = forge().order(0, 0).then(debit, 1, 0)
    expect(brokenLaws(ends.audit({ recordsPerFrame: 1 }))).toEqual([])
    expect(brokenLaws(ends.order(2, 1).audit({ recordsPerFrame: 3 }))).toEqual([])
    expect(brokenLaws(ends.audit({ recordsPerFrame: 1 }))).toEqual(['wallets'])
  })

  it('judges lateness by the slack it is given', () => {
    const late = forge().order(0, 0).then(release, Limit + 3_000_000, 0)
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
    const forged = forge().order(0, 0).then(debit, 0, 0).then(capture, 0, 0).order(0, 1).order(55_000_000, 2).then(release, Limit, 1).order(60_000_000, 5, { item: 2 }).then(release, 65_000_000, 2)
    expect(forged.audit().figures).toMatchObject({ unitsUnsoldAtClose: 16, unitsUnsoldShare: 16 / 18, ordersOfDeals: 4, journalRecords: 8, refunds: 0 })
  })

  const known = honest.audit().money
  it.each([
    { told: 'the order', account: [[0, 0, 0, ShopOp.buy, 1000]], violations: 0 },
    { told: 'the order again, on a retry', account: [[0, 0, 0, ShopOp.buy, 1000], [0, 0, 0, ShopOp.buy, 0]], violations: 0 },
    { told: 'the payment and the confirmation', account: [[0, 0, 0, ShopOp.pay, 1000], [2, 2, 0, ShopOp.confirm, 1000]], violations: 0 },
    { told: 'an order that is not there', account: [[3, 0, 0, ShopOp.buy, 1000]], violations: 1 },
    { told: 'an order of a shard that is not there', account: [[-2, 0, 0, ShopOp.buy, 1000]], violations: 1 },
    { told: 'somebody else’s order', account: [[0, 1, 0, ShopOp.buy, 1000]], violations: 1 },
    { told: 'the order of another intent', account: [[0, 0, 1, ShopOp.buy, 1000]], violations: 1 },
    { told: 'another price', account: [[0, 0, 0, ShopOp.buy, 1001]], violations: 1 },
    { told: 'a payment that never came about', account: [[1, 1, 0, ShopOp.pay, 1000]], violations: 1 },
    { told: 'a payment of another amount', account: [[0, 0, 0, ShopOp.pay, 999]], violations: 1 },
    { told: 'a confirmation of what was paid by wallet', account: [[0, 0, 0, ShopOp.confirm, 1000]], violations: 1 },
  ])('holds what the clients were told against the journal: $told', ({ account, violations }) => {
    const law = honest.audit({ account }).invariants.find((entry) => entry.name === 'acknowledged')
    expect(law).toMatchObject({ checked: account.length, violations })
    expect(known.orders).toBe(3)
  })

  it('leaves the law of acknowledged answers out when there is no account', () => {
    expect(honest.audit().invariants.map((law) => law.name)).not.toContain('acknowledged')
  })

  it('finds the one buyer among thousands who holds too many, and the one key that was used twice', () => {
    const forged = forge({ shoppers: 5000, dealUnits: 30_000, maxOrders: 20_000, walletFen: 0 })
    for (let order = 0; order < 4000; order++) forged.order(order, order * 3, { shopper: order, item: order % 6, intent: 1 })
    forged.order(4000, 12_000, { shopper: 1234, item: 1234 % 6, intent: 2 })
    forged.order(4001, 12_003, { shopper: 3210, item: 7, intent: 1 })
    const ledger = forged.audit({ recordsPerFrame: 500 })
    expect(brokenLaws(ledger)).toEqual(['oneOrderPerKey', 'limit'])
    expect(ledger.invariants.find((law) => law.name === 'limit')?.samples).toEqual(['shopper 1234 held 2 orders of deal 4 with order 12000; 1 is the limit'])
    expect(ledger.invariants.find((law) => law.name === 'oneOrderPerKey')?.samples).toEqual(['orders 9630 and 12003 were made for one key: shopper 3210, intent 1'])
  })

  it('keeps five samples and counts the rest', () => {
    const forged = forge({ shoppers: 200 })
    for (let order = 0; order < 30; order++) forged.order(order, order * 3, { item: 6, amountFen: 1 })
    const law = forged.audit().invariants.find((entry) => entry.name === 'price')
    expect(law).toMatchObject({ violations: 30, checked: 30 })
    expect(law?.samples.length).toBe(5)
  })
})

describe('the turnover that the audit finds', () => {
  const sales = fc.array(fc.record({ afterUs: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 4_000_000 })), item: fc.integer({ min: 6, max: 9 }) }), { maxLength: 60 })

  it('reaches every value at the stamp of the decision that brought it there', () => {
    fc.assert(
      fc.property(sales, fc.integer({ min: 1, max: 70_000 }), (sequence, valueFen) => {
        const forged = forge({ shoppers: 100, maxOrders: 10_000 })
        let nowUs = -1_000_000
        let sum = 0
        let reachedMs: number | null = null
        const points = sequence.map(({ afterUs, item }, index) => {
          nowUs += afterUs
          forged.order(nowUs, index * 3, { shopper: index, item, method: PayMethod.cod }).then(confirm, nowUs, index * 3)
          sum += 1000
          if (reachedMs === null && sum >= valueFen) reachedMs = nowUs / 1000
          return { atMs: nowUs / 1000, sum }
        })
        const { money, turnover, reachedMs: reached } = forged.audit({ recordsPerFrame: 50 })
        expect(money.gmvFen).toBe(sum)
        expect(reached(valueFen)).toBe(reachedMs)
        expect(reached(sum + 1)).toBe(null)
        turnover.atMs.forEach((atMs, index) => {
          const expected = points.filter((point) => point.atMs <= atMs).at(-1)?.sum
          expect(turnover.valueFen[index]).toBe(expected)
          if (index > 0) expect(atMs).toBeGreaterThan(turnover.atMs[index - 1] as number)
        })
        expect(turnover.atMs.at(0)).toBe(points.at(0)?.atMs)
        expect(turnover.atMs.at(-1)).toBe(points.at(-1)?.atMs)
      }),
      { numRuns: 100 },
    )
  })

  it('is drawn by the second until T0 + 15 min, by the minute until the day is over, and never with more than a few thousand points', () => {
    const day = (hours: number): readonly number[] => {
      const forged = forge({ shoppers: 2, reservationMs: 1e12 })
      forged.order(0, 0, { item: 6, method: PayMethod.cod }).then(confirm, 0, 0)
      forged.order(hours * 3_600e6, 3, { shopper: 1, item: 6, method: PayMethod.cod }).then(confirm, hours * 3_600e6, 3)
      return forged.audit().turnover.atMs
    }
    const oneDay = day(24)
    expect(oneDay.length).toBe(1 + 900 + (24 * 60 - 15))
    expect(oneDay.slice(0, 3)).toEqual([0, 1000, 2000])
    expect(oneDay.slice(-2)).toEqual([86_340_000, 86_400_000])
    expect(day(24 * 30).length).toBeLessThan(4002)
  })
})
