import { exGaussian, exponential, gamma, logNormal, normal, type Quantiles, uniformBetween } from '@onrush/clockwork'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** The quantile as the table delivers it. */
const quantile = (table: Quantiles, share: number): number => table.at(Math.round(share * 2 ** 32))

/** Published quantiles of the standard normal. */
const normalTable: readonly (readonly [number, number])[] = [
  [0.5, 0],
  [0.75, 0.6744897501960817],
  [0.9, 1.2815515655446004],
  [0.975, 1.959963984540054],
  [0.99, 2.3263478740408408],
  [0.999, 3.090232306167813],
  [0.001, -3.090232306167813],
]

/** Where the cells are wide the straight line inside a cell is what limits the precision. */
const CELL_ERROR = 3e-5

const everyTable: readonly (readonly [string, Quantiles, number, number])[] = [
  ['exponential', exponential({ mean: 250 }), 250, 0],
  ['normal', normal({ mean: -60, sd: 120 }), -60, Number.NEGATIVE_INFINITY],
  ['logNormal', logNormal({ median: 2500, sigma: 0.9 }), 2500 * Math.exp(0.405), 0],
  ['exGaussian', exGaussian({ mu: 230, sigma: 35, tau: 90 }), 320, Number.NEGATIVE_INFINITY],
  ['exGaussian, hardly exponential', exGaussian({ mu: 230, sigma: 35, tau: 0.01 }), 230.01, Number.NEGATIVE_INFINITY],
  ['exGaussian, hardly normal', exGaussian({ mu: 230, sigma: 0.01, tau: 90 }), 320, Number.NEGATIVE_INFINITY],
  ['exGaussian without normal', exGaussian({ mu: 230, sigma: 0, tau: 90 }), 320, 230],
  ['gamma', gamma({ shape: 3.229, scale: 58_860 }), 3.229 * 58_860, 0],
  ['gamma below 1', gamma({ shape: 0.3, scale: 10 }), 3, 0],
  ['gamma of many stages', gamma({ shape: 400, scale: 1 }), 400, 0],
  ['uniformBetween', uniformBetween({ from: 200, to: 400 }), 300, 200],
]

describe('every distribution', () => {
  it.each(everyTable)('%s has the mean of its closed form', (_, table, mean) => {
    expect(Math.abs(table.mean - mean)).toBeLessThan(1e-4 * Math.abs(mean))
  })

  it.each(everyTable)('%s says exactly the mean of what it delivers', (_, table) => {
    // Cells are linear, so the first and the last sample of a cell average to the mean of all of its 2^18.
    let sum = 0
    for (let cell = 0; cell < 2 ** 14; cell++) sum += table.at(cell * 2 ** 18) + table.at(cell * 2 ** 18 + 2 ** 18 - 1)
    expect(Math.abs(sum / 2 ** 15 - table.mean)).toBeLessThan(1e-11 * Math.max(1, Math.abs(table.mean)))
  })

  it.each(everyTable)('%s ascends with the random number and stays within its bounds', (_, table, __, least) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (one, other) => {
        expect(table.at(Math.min(one, other))).toBeLessThanOrEqual(table.at(Math.max(one, other)))
      }),
    )
    expect(table.at(0)).toBeGreaterThanOrEqual(least)
    expect(table.at(2 ** 32 - 1)).toBeLessThan(Number.POSITIVE_INFINITY)
  })
})

describe('quantiles against closed forms and published values', () => {
  it('exponential: −mean · ln(1 − p)', () => {
    const table = exponential({ mean: 250 })
    for (const share of [0.001, 0.1, 0.5, 0.9, 0.99, 0.999]) {
      const wanted = -250 * Math.log(1 - share)
      expect(Math.abs(quantile(table, share) - wanted) / wanted).toBeLessThan(CELL_ERROR * 3)
    }
  })

  it.each(normalTable)('normal: %f of a standard normal lies below %f', (share, z) => {
    expect(Math.abs(quantile(normal({ mean: 0, sd: 1 }), share) - z)).toBeLessThan(CELL_ERROR * 4)
    expect(Math.abs(quantile(normal({ mean: 5, sd: 3 }), share) - (5 + 3 * z))).toBeLessThan(CELL_ERROR * 12)
  })

  it.each(normalTable)('logNormal: %f lies below exp of the normal quantile %f', (share, z) => {
    const wanted = 60 * Math.exp(0.6 * z)
    expect(Math.abs(quantile(logNormal({ median: 60, sigma: 0.6 }), share) - wanted) / wanted).toBeLessThan(
      CELL_ERROR * 3,
    )
  })

  it.each([
    ['chi-square of 1, 95 %', 0.5, 2, 0.95, 3.841458820694124],
    ['chi-square of 2, 50 %', 1, 2, 0.5, 1.3862943611198906],
    ['chi-square of 10, 95 %', 5, 2, 0.95, 18.307038053275146],
    ['chi-square of 10, 5 %', 5, 2, 0.05, 3.940299136076225],
    ['chi-square of 100, 99 %', 50, 2, 0.99, 135.80672317102676],
  ])('gamma: %s', (_, shape, scale, share, wanted) => {
    expect(Math.abs(quantile(gamma({ shape, scale }), share) - wanted) / wanted).toBeLessThan(CELL_ERROR)
  })

  it('gamma of shape 1 is the exponential', () => {
    const one = gamma({ shape: 1, scale: 80 })
    const other = exponential({ mean: 80 })
    for (let share = 0.01; share < 1; share += 0.01) {
      expect(Math.abs(quantile(one, share) - quantile(other, share))).toBeLessThan(1e-8 * quantile(other, share))
    }
  })

  it('exGaussian: a convolution done by quadrature puts the same share below each quantile', () => {
    const [mu, sigma, tau] = [230, 35, 90]
    const table = exGaussian({ mu, sigma, tau })
    for (const share of [0.001, 0.01, 0.25, 0.5, 0.75, 0.99, 0.999]) {
      expect(Math.abs(exGaussianShare(quantile(table, share), mu, sigma, tau) - share)).toBeLessThan(1e-6)
    }
  })

  it('exGaussian has the variance sigma² + tau²', () => {
    const table = exGaussian({ mu: 230, sigma: 35, tau: 90 })
    let squares = 0
    for (let step = 0; step < 2 ** 18; step++) squares += (table.at(step * 2 ** 14 + 2 ** 13) - 320) ** 2
    expect(Math.sqrt(squares / 2 ** 18)).toBeCloseTo(Math.sqrt(35 ** 2 + 90 ** 2), 0)
  })

  it('uniformBetween is a straight line', () => {
    const table = uniformBetween({ from: 200, to: 400 })
    for (const share of [0, 0.25, 0.5, 0.999]) expect(quantile(table, share)).toBeCloseTo(200 + 200 * share, 4)
  })
})

describe('degenerate distributions', () => {
  it('a spread of 0 always delivers the centre', () => {
    expect(normal({ mean: 5, sd: 0 }).at(123_456_789)).toBe(5)
    expect(logNormal({ median: 5, sigma: 0 }).at(123_456_789)).toBe(5)
    expect(exGaussian({ mu: 5, sigma: 0, tau: 0 }).at(123_456_789)).toBe(5)
    expect(uniformBetween({ from: 5, to: 5 }).at(123_456_789)).toBe(5)
  })

  it('exGaussian without exponential is the normal', () => {
    const one = exGaussian({ mu: 5, sigma: 2, tau: 0 })
    const other = normal({ mean: 5, sd: 2 })
    for (const at of [0, 1e9, 2 ** 32 - 1]) expect(one.at(at)).toBe(other.at(at))
  })
})

/** Share of mu + sigma·N + Exp(tau) below x: ∫ φ(z) · (1 − exp(−(x − mu − sigma·z) ÷ tau)) dz over z with a positive rest, by Simpson's rule. */
function exGaussianShare(x: number, mu: number, sigma: number, tau: number): number {
  const from = -9
  const to = Math.min(9, (x - mu) / sigma)
  const steps = 4000
  const width = (to - from) / steps
  let sum = 0
  for (let index = 0; index <= steps; index++) {
    const z = from + index * width
    const weight = index === 0 || index === steps ? 1 : index % 2 === 1 ? 4 : 2
    sum += weight * Math.exp((-z * z) / 2) * (1 - Math.exp(-(x - mu - sigma * z) / tau))
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI)
}
