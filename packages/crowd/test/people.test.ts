import { hash32 } from '@onrush/clockwork'
import { OutcomeCode, ReasonCode } from '@onrush/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MidnightOptions, midnightCrowd, PayBy } from '../src/index.ts'
import { gammaCdf, ksDistance } from './distributions.ts'
import {
  type Answer,
  BUY,
  type Click,
  CONFIRM,
  failed,
  limitReached,
  notYet,
  ok,
  PAY,
  play,
  shed,
  soldOut,
  VIEW,
} from './play.ts'

/** Only the deals: nobody refreshes, clears a cart or comes by day. */
const dealsOnly: MidnightOptions = { refresh: { personRps: 0 }, carts: { paidOrders: 0 }, day: { paidOrders: 0 } }
const RESPONSE_US = 1500

function byRequest(clicks: readonly Click[]): Click[][] {
  return [...Map.groupBy(clicks, (click) => `${click.shopper} ${click.intent} ${click.op}`).values()]
}

describe('every intent ends once', () => {
  const codes = Object.values(OutcomeCode)
  const reasons = [ReasonCode.soldOut, ReasonCode.notYet, ReasonCode.limitReached, ReasonCode.released]

  it('in exactly one state, whatever the shop answers', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat({ max: 20 }), { minLength: 7, maxLength: 7 }), (seed, weights) => {
        const crowd = midnightCrowd({ shoppers: 60, dealItems: 5, retry: { attempts: 3 } }).create({ seed })
        const deck = codes.flatMap((code, index) => Array.from({ length: weights[index] as number }, () => code))
        // Without a final answer anywhere in the deck people would come back until they have had enough; that is one of the cases.
        const clicks = play(crowd, (click) => {
          const draw = hash32(seed, click.shopper, click.intent, click.op * 256 + click.attempt)
          const code = deck.length === 0 ? OutcomeCode.shed : (deck[draw % deck.length] as number)
          const reason = code === OutcomeCode.refused ? (reasons[draw % reasons.length] as number) : 0
          return { code, reason, orderRef: 7, responseUs: draw % 5_000_000, retryAfterMs: draw % 3000 }
        })
        const { intents, amplification, notes } = crowd.report()
        const wishes = new Set(
          clicks.filter((click) => click.person >= 0).map((click) => `${click.shopper} ${click.intent >> 3}`),
        )
        let ended = 0
        for (const { counts } of Object.values(intents)) {
          expect(counts.open).toBe(0)
          ended += counts.won + counts.lost + counts.shed + counts.gaveUp
        }
        expect(ended).toBe(wishes.size)
        expect(crowd.liveIntents).toBe(0)
        expect(crowd.waiting).toBe(0)
        expect(notes.strayAnswers).toBe(0)
        expect(amplification).toBeCloseTo(clicks.filter((click) => click.op === BUY).length / wishes.size, 9)
        expect(crowd.clicks).toBe(clicks.length)
      }),
      { numRuns: 30 },
    )
  })

  it('is open while nobody answered', () => {
    const crowd = midnightCrowd({ ...dealsOnly, shoppers: 500 }).create({ seed: 1 })
    play(crowd, () => ({ ...ok, responseUs: 1e12 }), { untilUs: 100e6 })
    expect(crowd.report().intents.deals?.counts).toEqual({ won: 0, lost: 0, shed: 0, gaveUp: 0, open: 500 })
  })

  it.each([
    ['won', ok],
    ['lost', limitReached],
    ['shed', shed],
    ['gaveUp', failed],
    ['gaveUp', { code: OutcomeCode.pending }],
    ['gaveUp', { code: OutcomeCode.timedOut }],
    ['gaveUp', { code: OutcomeCode.unsent }],
    ['gaveUp', notYet],
  ] as const)('as %s', (state, answer: Answer) => {
    const crowd = midnightCrowd({ ...dealsOnly, shoppers: 100 }).create({ seed: 1 })
    play(crowd, (click) => (click.op === BUY ? answer : ok))
    expect(crowd.report().intents.deals?.counts).toEqual({ won: 0, lost: 0, shed: 0, gaveUp: 0, open: 0, [state]: 100 })
  })
})

describe('a request without an answer', () => {
  it('is sent again as it was, up to eight times, after at least what the shop asked for', () => {
    const crowd = midnightCrowd({ ...dealsOnly, shoppers: 2000 }).create({ seed: 3 })
    const clicks = play(crowd, () => ({ ...shed, retryAfterMs: 700 }))
    const requests = byRequest(clicks)
    expect(requests).toHaveLength(2000)
    for (const attempts of requests) {
      expect(attempts.map((click) => click.attempt)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      expect(new Set(attempts.map((click) => `${click.item} ${click.orderRef} ${click.quantity}`)).size).toBe(1)
      for (let index = 1; index < 8; index++) {
        const waitUs = (attempts[index] as Click).dueUs - (attempts[index - 1] as Click).dueUs - RESPONSE_US
        expect(waitUs).toBeGreaterThanOrEqual(700_000)
        expect(waitUs).toBeLessThanOrEqual(Math.max(700_000, Math.min(10e6, 500_000 * 2 ** (index - 1))))
      }
    }
    expect(crowd.report().amplification).toBe(8)
  })

  it('waits a full jitter: half of the width on average, doubling up to the cap', () => {
    const clicks = play(midnightCrowd({ ...dealsOnly, shoppers: 4000 }).create({ seed: 3 }), () => failed)
    for (let failures = 1; failures < 8; failures++) {
      const widthUs = Math.min(10e6, 500_000 * 2 ** (failures - 1))
      const waits = byRequest(clicks).map(
        (tries) => (tries[failures] as Click).dueUs - (tries[failures - 1] as Click).dueUs - RESPONSE_US,
      )
      expect(ksDistance(waits, (us) => us / widthUs)).toBeLessThan(0.03)
    }
  })

  it('counts failures in a row: an answer in between starts the row again', () => {
    const crowd = midnightCrowd({ ...dealsOnly, shoppers: 50, retry: { attempts: 2 } }).create({ seed: 3 })
    const clicks = play(crowd, (click) => (click.attempt > 9 ? limitReached : click.attempt % 2 ? notYet : failed))
    expect(crowd.report().intents.deals?.counts.lost).toBe(50)
    expect(clicks).toHaveLength(50 * 11)
  })
})

describe('reactions of a deal hunter', () => {
  it('"not yet": the same request again after 0.2 to 0.4 s', () => {
    const clicks = play(midnightCrowd({ ...dealsOnly, shoppers: 3000 }).create({ seed: 1 }), (click) =>
      click.dueUs < 0 ? notYet : limitReached,
    )
    const again = byRequest(clicks).filter((attempts) => attempts.length > 1)
    expect(again.length / 3000).toBeGreaterThan(0.1)
    for (const attempts of again) {
      expect(attempts.map((click) => click.attempt)).toEqual(attempts.map((_, index) => index))
      const waitUs = (attempts[1] as Click).dueUs - (attempts[0] as Click).dueUs - RESPONSE_US
      expect(waitUs).toBeGreaterThanOrEqual(200_000)
      expect(waitUs).toBeLessThanOrEqual(400_000)
    }
  })

  it('"sold out": another deal, never the same twice, six in all, after a think time', () => {
    const crowd = midnightCrowd({ ...dealsOnly, shoppers: 20_000, dealItems: 97 }).create({ seed: 1 })
    const clicks = play(crowd, () => soldOut)
    const people = [...Map.groupBy(clicks, (click) => click.shopper).values()]
    expect(people).toHaveLength(20_000)
    const waits: number[] = []
    const spilled = new Float64Array(97)
    for (const tries of people) {
      if (new Set(tries.map((click) => click.item)).size !== 6) expect.fail(`items ${tries.map((click) => click.item)}`)
      expect(tries.map((click) => click.intent)).toEqual([0, 1, 2, 3, 4, 5])
      for (let index = 1; index < 6; index++) {
        waits.push((tries[index] as Click).dueUs - (tries[index - 1] as Click).dueUs - RESPONSE_US)
        const item = (tries[index] as Click).item
        spilled[item] = (spilled[item] as number) + 1
      }
    }
    expect(ksDistance(waits, (us) => (us < 300_000 ? 0 : 1 - Math.exp((300_000 - us) / 1.2e6)))).toBeLessThan(0.01)
    expect(crowd.report().intents.deals?.counts.lost).toBe(20_000)
    // The hottest first choice (a third of all) is spilled to less, by those who know it; the others alike.
    const others = [...spilled].sort((a, b) => a - b).slice(10)
    const mean = others.reduce((sum, count) => sum + count, 0) / others.length
    for (const count of others) expect(Math.abs(count - mean)).toBeLessThan(0.2 * mean)
  })

  it.each([1, 2, 3, 5, 6, 7, 61])('spill-over never repeats with %i deals', (dealItems) => {
    const clicks = play(
      midnightCrowd({ ...dealsOnly, shoppers: 1000, dealItems, deals: { tries: 8 } }).create({ seed: 1 }),
      () => soldOut,
    )
    for (const tries of Map.groupBy(clicks, (click) => click.shopper).values()) {
      expect(tries).toHaveLength(Math.min(8, dealItems))
      expect(new Set(tries.map((click) => click.item)).size).toBe(tries.length)
    }
  })

  it('a view that fails is followed by the next step', () => {
    const clicks = play(
      midnightCrowd({ shoppers: 1000 }).create({ seed: 1 }),
      (click) => (click.op === VIEW ? shed : ok),
      { untilUs: 600e6 },
    )
    const flows = Map.groupBy(
      clicks.filter((click) => click.intent >= 8 && click.dueUs < 500e6),
      (click) => `${click.shopper} ${click.intent}`,
    )
    const finished = [...flows.values()].filter((steps) => (steps[0] as Click).dueUs < 400e6)
    expect(finished.length).toBeGreaterThan(20)
    for (const steps of finished)
      expect(steps.slice(0, 5).map((step) => step.op)).toEqual([VIEW, VIEW, VIEW, VIEW, BUY])
  })
})

describe('paying', () => {
  const shoppers = 40_000
  const crowd = midnightCrowd({ ...dealsOnly, shoppers }).create({ seed: 11 })
  const clicks = play(crowd, (click) => ({ ...ok, orderRef: click.shopper + 5 }))
  const buys = new Map(clicks.filter((click) => click.op === BUY).map((click) => [click.shopper, click]))
  const payments = clicks.filter((click) => click.op === PAY || click.op === CONFIRM)

  it('four in five by wallet, one in eight not at all', () => {
    const cod = [...buys.values()].filter((click) => click.orderRef === PayBy.cod).length
    expect([...buys.values()].every((click) => click.orderRef === PayBy.cod || click.orderRef === PayBy.wallet)).toBe(
      true,
    )
    expect(Math.abs(cod / shoppers - 0.2)).toBeLessThan(0.01)
    expect(Math.abs(payments.length / shoppers - 0.88)).toBeLessThan(0.01)
    const unpaidCod = cod - payments.filter((click) => click.op === CONFIRM).length
    expect(Math.abs(unpaidCod / cod - 0.12)).toBeLessThan(0.02)
  })

  it('as was said when buying, about the order that was answered', () => {
    for (const payment of payments) {
      const buy = buys.get(payment.shopper) as Click
      if ((payment.op === CONFIRM) !== (buy.orderRef === PayBy.cod)) expect.fail(`shopper ${payment.shopper}`)
      if (payment.orderRef !== payment.shopper + 5 || payment.item !== buy.item || payment.intent !== buy.intent)
        expect.fail('another order')
    }
  })

  it('after a gamma delay that counts from the click that became the order', () => {
    const cdf = gammaCdf(3.229)
    const delays = payments.map((payment) => (payment.dueUs - (buys.get(payment.shopper) as Click).dueUs) / 57_600_000)
    expect(ksDistance(delays, cdf)).toBeLessThan(0.01)
  })

  it('is repeated until answered, given up after eight, ended by a no', () => {
    const small = midnightCrowd({ ...dealsOnly, shoppers: 1000 })
    const silent = small.create({ seed: 1 })
    const tries = byRequest(
      play(silent, (click) => (click.op === BUY ? ok : failed)).filter((click) => click.op !== BUY),
    )
    expect(
      tries.every((attempts) => attempts.length === 8 && attempts.every((click, index) => click.attempt === index)),
    ).toBe(true)
    expect(silent.report().notes.paymentsGivenUp).toBe(tries.length)
    const refused = small.create({ seed: 1 })
    const refusals = play(refused, (click) =>
      click.op === BUY ? ok : { code: OutcomeCode.refused, reason: ReasonCode.released },
    )
    expect(refusals.filter((click) => click.op !== BUY)).toHaveLength(tries.length)
    expect(refused.report().notes.paymentsRefused).toBe(tries.length)
  })
})
