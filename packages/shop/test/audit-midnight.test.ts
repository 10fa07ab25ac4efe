import type { Ledger } from '@onrush/contracts'
import {
  auditShop,
  type Defect,
  Defects,
  JournalWriter,
  keyHigh,
  keyLow,
  PayMethod,
  requestKind,
  ShopOp,
  type ShopSettings,
  SimulatedDisk,
  VirtualShop,
} from '@onrush/shop'
import { describe, expect, it } from 'vitest'
import { brokenLaws } from './forgery.ts'
import { Seed, smallShop } from './played-shop.ts'

/** A small midnight on the virtual clock: early birds, a rush, retries, payers, idlers, and cash on delivery. */
function playMidnight(settings: ShopSettings): Ledger {
  const disk = new SimulatedDisk()
  const shop = new VirtualShop(settings, {
    startUs: -2_000_000,
    writer: new JournalWriter(disk, { segmentBytes: 65_536 }),
  })
  const asked: { shopper: number; intent: number }[] = []
  const ask = (atUs: number, op: number, shopper: number, item: number, orderRef: number, intent: number): void => {
    const method = shopper % 3 === 0 ? PayMethod.cod : PayMethod.wallet
    shop.submit(
      atUs,
      asked.length,
      requestKind(op, 1, method),
      shopper,
      item,
      orderRef,
      keyLow(Seed, shopper, intent),
      keyHigh(Seed, shopper, intent),
      intent,
    )
    asked.push({ shopper, intent })
  }
  const settle = (nowUs: number): void => {
    shop.advance(nowUs)
    const made: { shopper: number; orderRef: number }[] = []
    while (
      shop.answer(nowUs, (id, kind, orderRef, valueFen) => {
        const { shopper, intent } = asked[id] as (typeof asked)[number]
        if ((kind & 0xff) === 0 && orderRef >= 0 && valueFen > 0 && (shopper + intent) % 4 > 0)
          made.push({ shopper, orderRef })
      })
    );
    for (const { shopper, orderRef } of made)
      ask(nowUs, shopper % 3 === 0 ? ShopOp.confirm : ShopOp.pay, shopper, -1, orderRef, 99)
  }
  for (let step = -20; step < 40; step++) {
    const nowUs = step * 50_000
    for (let click = 0; click < 6; click++) {
      const shopper = (step * 5 + click * 7 + 400) % settings.shoppers
      const intent = click % 4
      ask(
        nowUs,
        ShopOp.buy,
        shopper,
        (shopper * 3 + intent) % (settings.dealItems + settings.catalogueItems),
        -1,
        intent,
      )
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
    expect(ledger.invariants.map((law) => law.name)).toEqual([
      'stock',
      'oneOrderPerKey',
      'wallets',
      'asked',
      'price',
      'limit',
      'reservations',
      'stamps',
    ])
    for (const law of ledger.invariants) expect([law.name, law.checked > 10]).toEqual([law.name, true])
    expect(ledger.money.paid).toBeGreaterThan(10)
    expect(ledger.money.cod).toBeGreaterThan(10)
    expect(ledger.money.released).toBeGreaterThan(10)
  })

  // ackBeforeSync changes no record: it takes a power cut to see it, see power-cut.test.ts.
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
    expect(new Set<Defect>([...cases.map((entry) => entry.defect), 'ackBeforeSync'])).toEqual(new Set(Defects))
  })
})
