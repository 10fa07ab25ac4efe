import { PayMethod, RecordType } from '@onrush/shop'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forge } from './forgery.ts'

const { confirm } = RecordType

describe('the turnover that the audit finds', () => {
  const sales = fc.array(
    fc.record({
      afterUs: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 4_000_000 })),
      item: fc.integer({ min: 6, max: 9 }),
    }),
    { maxLength: 60 },
  )

  it('reaches every value at the stamp of the decision that brought it there', () => {
    fc.assert(
      fc.property(sales, fc.integer({ min: 1, max: 70_000 }), (sequence, valueFen) => {
        const forged = forge({ shoppers: 100, maxOrders: 10_000 })
        let nowUs = -1_000_000
        let sum = 0
        let reachedMs: number | null = null
        const points = sequence.map(({ afterUs, item }, index) => {
          nowUs += afterUs
          forged
            .order(nowUs, index * 3, { shopper: index, item, method: PayMethod.cod })
            .move(confirm, nowUs, index * 3)
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
      forged.order(0, 0, { item: 6, method: PayMethod.cod }).move(confirm, 0, 0)
      forged.order(hours * 3_600e6, 3, { shopper: 1, item: 6, method: PayMethod.cod }).move(confirm, hours * 3_600e6, 3)
      return forged.audit().turnover.atMs
    }
    const oneDay = day(24)
    expect(oneDay.length).toBe(1 + 900 + (24 * 60 - 15))
    expect(oneDay.slice(0, 3)).toEqual([0, 1000, 2000])
    expect(oneDay.slice(-2)).toEqual([86_340_000, 86_400_000])
    expect(day(24 * 30).length).toBeLessThan(4002)
  })
})
