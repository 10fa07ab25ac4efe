import { describe, expect, it } from 'vitest'
import { midnightCrowd } from '../src/index.ts'
import { exGaussianCdf, gammaCdf, ksDistance, logNormalCdf, normalCdf } from './distributions.ts'
import { BUY, type Click, ok, play, soldOut, VIEW } from './play.ts'

const DEALS = 10_000
const HOUR_US = 3600e6
const isDeal = (click: Click): boolean => click.item < DEALS
const wishOf = (click: Click): number => click.intent >> 3

/** The whole midnight of one in sixty people. */
const settings = { shoppers: 50_000 }
const midnight = midnightCrowd(settings)
const clicks = play(midnight.create({ seed: 1 }), () => ok)
const buys = clicks.filter((click) => click.op === BUY)

describe('what is asked for is what arrives', () => {
  it('first clicks follow the mixture of reactions plus network', () => {
    const reaction = (x: number): number =>
      0.25 * normalCdf((x + 60) / 120) + 0.45 * exGaussianCdf(x, 230, 35, 90) + 0.3 * logNormalCdf(x, 2500, 0.9)
    const grid = Array.from({ length: 241 }, (_, index) => (index - 120) / 20)
    const weights = grid.map((z) => Math.exp((-z * z) / 2))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const networkMs = grid.map((z) => 60 * Math.exp(0.6 * z))
    const cdf = (x: number): number =>
      networkMs.reduce((sum, ms, index) => sum + (weights[index] as number) * reaction(x - ms), 0) / total
    const first = buys.filter((click) => wishOf(click) === 0)
    expect(first).toHaveLength(50_000)
    expect(new Set(first.map((click) => click.shopper)).size).toBe(50_000)
    expect(
      ksDistance(
        first.map((click) => click.dueUs / 1000),
        cdf,
      ),
    ).toBeLessThan(0.01)
  })

  it('carts are cleared by the gamma pulse', () => {
    const gamma = gammaCdf(2.224)
    const carts = buys.filter((click) => wishOf(click) === 1)
    expect(Math.abs(carts.length - 43_067 / 0.88)).toBeLessThan(2)
    expect(new Set(carts.map((click) => click.shopper)).size).toBe(carts.length)
    expect(
      ksDistance(
        carts.map((click) => click.dueUs / 1000),
        (ms) => gamma(ms / 757_900),
      ),
    ).toBeLessThan(0.01)
  })

  it('the day follows the hour weights', () => {
    const day = buys.filter((click) => wishOf(click) >= 2)
    expect(Math.abs(day.length - 121_633 / 0.88)).toBeLessThan(2)
    const weights = midnight.options.day.hourWeights
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    let asked = 0
    for (const [hour, weight] of weights.entries()) {
      asked += weight / total
      const seen = day.filter((click) => click.dueUs < (hour + 1) * HOUR_US).length / day.length
      expect(Math.abs(seen - asked)).toBeLessThan(0.01)
    }
    expect(new Set(day.map((click) => `${click.shopper} ${click.intent}`)).size).toBe(day.length)
  })

  it('pages are refreshed evenly until T0, and nobody waits for the answer', () => {
    const refreshes = clicks.filter((click) => click.person === -1)
    expect(refreshes).toHaveLength(0.05 * 50_000 * 10)
    expect(refreshes.every((click) => click.op === VIEW && isDeal(click) && click.dueUs < 0)).toBe(true)
    expect(
      ksDistance(
        refreshes.map((click) => click.dueUs / 1e6),
        (sec) => (sec + 10) / 10,
      ),
    ).toBeLessThan(0.01)
  })

  it('the most wanted deal gets its share by Zipf, and it is not item 0', () => {
    const counts = new Map<number, number>()
    for (const click of buys) if (wishOf(click) === 0) counts.set(click.item, (counts.get(click.item) ?? 0) + 1)
    const ranked = [...counts].sort((a, b) => b[1] - a[1])
    const sum = Array.from({ length: DEALS }, (_, rank) => (rank + 1) ** -1.22).reduce((a, b) => a + b, 0)
    for (const rank of [0, 1, 2]) {
      const expected = (50_000 * (rank + 1) ** -1.22) / sum
      expect(Math.abs((ranked[rank]?.[1] ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected))
    }
    const hottest = [1, 2, 3].map((seed) => firstItems(seed))
    expect(new Set(hottest).size).toBeGreaterThan(1)
  })

  it('planned flows look around first: four views of the item, one to three seconds apart', () => {
    const flows = Map.groupBy(
      clicks.filter((click) => !isDeal(click) && click.op <= BUY).slice(0, 20_000),
      (click) => `${click.shopper} ${click.intent}`,
    )
    const whole = [...flows.values()].filter((steps) => steps.at(-1)?.op === BUY)
    expect(whole.length).toBeGreaterThan(3000)
    for (const steps of whole) {
      expect(steps.map((step) => step.op)).toEqual([VIEW, VIEW, VIEW, VIEW, BUY])
      expect(new Set(steps.map((step) => step.item)).size).toBe(1)
      for (let index = 1; index < steps.length; index++) {
        const gapUs = (steps[index] as Click).dueUs - (steps[index - 1] as Click).dueUs
        expect(gapUs).toBeGreaterThanOrEqual(1e6)
        expect(gapUs).toBeLessThanOrEqual(3e6 + 1500)
      }
    }
  })

  it('nobody of the planned cohorts comes before T0', () => {
    expect(clicks.filter((click) => !isDeal(click)).every((click) => click.dueUs >= 0)).toBe(true)
  })
})

describe('the stream of arrivals', () => {
  it('comes in due order, never before it is due', () => {
    let lastUs = Number.NEGATIVE_INFINITY
    for (const click of clicks) {
      if (click.dueUs < lastUs || click.dueUs > click.takenUs)
        expect.fail(`due ${click.dueUs} after ${lastUs}, taken ${click.takenUs}`)
      lastUs = click.dueUs
    }
  })

  it('is the same for the same seed and another for another seed', () => {
    const some = midnightCrowd({ shoppers: 2000 })
    const run = (seed: number): string =>
      JSON.stringify(play(some.create({ seed }), (click) => (click.item % 3 ? ok : soldOut), { untilUs: 60e6 }))
    expect(run(5)).toBe(run(5))
    expect(run(5)).not.toBe(run(6))
  })

  it('does not depend on how many fit into a batch', () => {
    const some = midnightCrowd({ shoppers: 2000 })
    const keys = (capacity: number): string[] =>
      play(some.create({ seed: 5 }), () => soldOut, { untilUs: 60e6, capacity })
        .map((click) => `${click.dueUs} ${click.shopper} ${click.intent}`)
        .sort()
    expect(keys(1)).toEqual(keys(1024))
  })

  it('does not depend on what was answered, as far as the plan goes', () => {
    const some = midnightCrowd({ shoppers: 2000 })
    const starts = (answer: typeof ok): string =>
      JSON.stringify(
        play(some.create({ seed: 5 }), () => answer, { untilUs: 600e6 })
          .filter((click) => click.op === VIEW && wishOf(click) > 0)
          .reduce(
            (seen, click) =>
              seen.set(`${click.shopper} ${click.intent}`, seen.get(`${click.shopper} ${click.intent}`) ?? click.dueUs),
            new Map<string, number>(),
          ),
      )
    expect(starts(ok)).toBe(starts(soldOut))
  })

  it('amounts to what plannedRps said, from half a minute on', () => {
    // One order for each of the 50,000 first clicks, so that is what the plan has to expect.
    const { plannedRps } = midnightCrowd({ ...settings, deals: { tries: 1, expectedOrders: 50_000 } })
    for (const [fromSec, toSec] of [
      [30, 60],
      [60, 120],
      [120, 300],
      [300, 900],
      [900, 3600],
      [3600, 7200],
      [36_000, 39_600],
    ] as const) {
      let planned = 0
      for (let sec = fromSec; sec < toSec; sec++) planned += plannedRps((sec + 0.5) * 1000)
      const seen = clicks.filter((click) => click.dueUs >= fromSec * 1e6 && click.dueUs < toSec * 1e6).length
      expect(seen / planned).toBeGreaterThan(0.9)
      expect(seen / planned).toBeLessThan(1.1)
    }
  })
})

function firstItems(seed: number): number {
  const first = play(midnightCrowd({ shoppers: 300 }).create({ seed }), () => ok, { untilUs: 30e6 }).filter(
    (click) => click.op === BUY && isDeal(click),
  )
  const counts = Map.groupBy(first, (click) => click.item)
  return [...counts].sort((a, b) => b[1].length - a[1].length)[0]?.[0] ?? -1
}
