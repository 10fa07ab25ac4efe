import { gammaPulse, hours, offsetOf, sum } from '@onrush/shapes'
import { describe, expect, it } from 'vitest'

const DAY_MS = 86_400_000

/** Share of a day's ordinary turnover by hour, in per cent before dividing by the sum. */
const HOUR_WEIGHTS = [
  3.0, 2.0, 1.2, 0.8, 0.6, 0.6, 0.9, 1.8, 3.2, 4.6, 5.4, 5.2, 4.9, 4.8, 4.9, 4.8, 4.6, 4.4, 4.5, 5.2, 6.2, 7.0, 7.6,
  7.4,
]

/** The published midnight's turnover in million yuan: deal winners paying, carts cleared after the sale, and the day's shoppers. */
const turnover = sum(
  gammaPulse({ count: 103.803, shape: 3.2662, scaleMs: 60_366, durationMs: DAY_MS }),
  gammaPulse({ count: 514.057, shape: 2.8098, scaleMs: 674_804, durationMs: DAY_MS }),
  hours({ count: 1_582.14, weights: HOUR_WEIGHTS, durationMs: DAY_MS }),
)

describe('the fitted midnight', () => {
  it.each([
    [71, 10],
    [300, 100],
    [842, 200],
    [2_308, 500],
    [7_200, 700],
    [86_400, 2_200],
  ])('has taken in %f s the published %f million yuan', (seconds, millions) => {
    expect(Math.abs(turnover.arrivalsBy(seconds * 1000) / millions - 1)).toBeLessThan(0.0005)
  })

  it.each([
    ['the first peak', 142, 476],
    ['the dip', 491, 161],
    ['the second peak', 1_200, 231],
    ['the quiet after two', 7_200, 7.7],
  ])('has the published rate at %s', (_, seconds, thousandsPerSecond) => {
    expect(Math.abs((turnover.rateAt(seconds * 1000) * 1000) / thousandsPerSecond - 1)).toBeLessThan(0.01)
  })

  it('has its first peak where the published one is', () => {
    let peakSeconds = 0
    for (let seconds = 1; seconds < 400; seconds++)
      if (turnover.rateAt(seconds * 1000) > turnover.rateAt(peakSeconds * 1000)) peakSeconds = seconds
    expect(Math.abs(peakSeconds - 142)).toBeLessThanOrEqual(1)
  })

  it('passes 2.0 bn at 22:23', () => {
    const minutes = offsetOf(turnover, 2_000) / 60_000
    expect(Math.floor(minutes)).toBe(22 * 60 + 23)
  })
})
