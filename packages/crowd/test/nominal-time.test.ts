import { arrivalBatch, OutcomeCode, ReasonCode, settledBatch } from '@onrush/contracts'
import { describe, expect, it } from 'vitest'
import { midnightCrowd } from '../src/index.ts'

const SETTINGS = { shoppers: 1, refresh: { personRps: 0 }, carts: { paidOrders: 0 }, day: { paidOrders: 0 } }

/** One person, clock at a speed where every answer comes a minute late in scenario time though it took 2 ms. */
function oneClickAnswered(answer: { code: number; reason?: number }, lateUs: number) {
  const crowd = midnightCrowd(SETTINGS).create({ seed: 4 })
  const arrivals = arrivalBatch(8)
  const settled = settledBatch(8)
  const send = (nowUs: number): number => {
    arrivals.count = 0
    return crowd.take(arrivals, nowUs)
  }
  const reply = ({ code, reason = 0 }: { code: number; reason?: number }, nowUs: number): void => {
    settled.count = 1
    settled.person[0] = arrivals.person[0] as number
    settled.code[0] = code
    settled.reason[0] = reason
    settled.responseUs[0] = 2000
    settled.orderRef[0] = 9
    crowd.settle(settled, nowUs)
  }
  const firstUs = crowd.nextDueUs()
  send(firstUs)
  reply(answer, firstUs + lateUs)
  return { crowd, arrivals, firstUs, send, reply }
}

describe('nominal time', () => {
  const notYet = { code: OutcomeCode.refused, reason: ReasonCode.notYet }

  it('puts the next click at now when its own time has passed, and charges the person only what they waited', () => {
    const { crowd, arrivals, firstUs, send, reply } = oneClickAnswered(notYet, 60e6)
    expect(crowd.nextDueUs()).toBe(firstUs + 60e6)
    expect(send(firstUs + 60e6)).toBe(1)
    expect(arrivals.dueUs[0]).toBe(firstUs + 60e6)
    reply({ code: OutcomeCode.refused, reason: ReasonCode.limitReached }, firstUs + 120e6)
    const { max } = crowd.report().intents.deals?.timeMs ?? { max: 0 }
    expect(max).toBeGreaterThanOrEqual(204)
    expect(max).toBeLessThanOrEqual(404)
  })

  it('is the clock itself when answers come when they come', () => {
    const { arrivals, firstUs, send, crowd } = oneClickAnswered(notYet, 2000)
    expect(send(firstUs + 201_000)).toBe(0)
    let nextUs = crowd.nextDueUs()
    while (send(nextUs) === 0) nextUs = crowd.nextDueUs()
    const waitUs = (arrivals.dueUs[0] as number) - firstUs
    expect(waitUs).toBeGreaterThanOrEqual(202_000)
    expect(waitUs).toBeLessThanOrEqual(402_000)
  })

  it('counts the delay of a payment from the nominal answer', () => {
    const dues: number[] = []
    for (const seedLateUs of [2000, 60e6]) {
      const { crowd, arrivals, firstUs, send } = oneClickAnswered({ code: OutcomeCode.ok }, seedLateUs)
      if (crowd.liveIntents === 0) expect.fail('This seed leaves its order unpaid; take another.')
      let nextUs = crowd.nextDueUs()
      while (send(nextUs) === 0) nextUs = crowd.nextDueUs()
      dues.push((arrivals.dueUs[0] as number) - firstUs)
    }
    expect(dues[0]).toBe(dues[1])
    expect(dues[0]).toBeGreaterThan(60e6)
  })
})

describe('limits', () => {
  it('a click without room for its intent goes out, stays open and is counted', () => {
    const crowd = midnightCrowd({ ...SETTINGS, shoppers: 100, liveIntents: 30 }).create({ seed: 1 })
    const arrivals = arrivalBatch(200)
    expect(crowd.take(arrivals, 3600e6)).toBe(100)
    expect([...arrivals.person.subarray(0, 100)].filter((person) => person >= 0)).toHaveLength(30)
    expect(crowd.report().notes.intentsWithoutRoom).toBe(70)
    expect(crowd.report().intents.deals?.counts.open).toBe(100)
  })

  it('an answer to nobody is counted and changes nothing', () => {
    const { crowd, reply, arrivals, firstUs } = oneClickAnswered(
      { code: OutcomeCode.refused, reason: ReasonCode.limitReached },
      2000,
    )
    reply({ code: OutcomeCode.ok }, firstUs + 4000)
    arrivals.person[0] = 1_000_000
    reply({ code: OutcomeCode.ok }, firstUs + 4000)
    expect(crowd.report().notes.strayAnswers).toBe(2)
    expect(crowd.report().intents.deals?.counts).toEqual({ won: 0, lost: 1, shed: 0, gaveUp: 0, open: 0 })
  })

  it('appends to a batch and stops where it is full', () => {
    const crowd = midnightCrowd({ ...SETTINGS, shoppers: 100 }).create({ seed: 1 })
    const arrivals = arrivalBatch(50)
    arrivals.count = 20
    expect(crowd.take(arrivals, 3600e6)).toBe(30)
    expect(arrivals.count).toBe(50)
    expect(crowd.take(arrivals, 3600e6)).toBe(0)
    expect(crowd.nextDueUs()).toBeLessThan(3600e6)
  })
})
