import { gammaDensity, gammaP, portableExp, portableLn, portableSine } from '@onrush/clockwork'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** |got − wanted| ÷ |wanted|, or the plain distance near 0. */
const error = (got: number, wanted: number): number => Math.abs(got - wanted) / Math.max(Math.abs(wanted), 1e-300)

describe('portableExp', () => {
  it('agrees with the engine to a relative 1e-14 over the whole range', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 709, noNaN: true }), (x) => {
        expect(error(portableExp(x), Math.exp(x))).toBeLessThan(1e-14)
      }),
      { numRuns: 5000 },
    )
  })

  it('handles the edges as Math.exp does', () => {
    for (const x of [
      0,
      -0,
      -745,
      -746,
      -1e9,
      710,
      1e9,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ]) {
      expect(portableExp(x)).toBe(Math.exp(x))
    }
  })
})

describe('portableLn', () => {
  it('agrees with the engine to 1e-14 of the result or 1e-16 near 1', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        expect(Math.abs(portableLn(x) - Math.log(x))).toBeLessThanOrEqual(1e-14 * Math.abs(Math.log(x)) + 1e-16)
      }),
      { numRuns: 5000 },
    )
  })

  it('undoes portableExp', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(portableLn(portableExp(x)) - x)).toBeLessThan(1e-13 * Math.max(1, Math.abs(x)))
      }),
    )
  })

  it('handles the edges as Math.log does', () => {
    for (const x of [0, 1, 2, -1, Number.POSITIVE_INFINITY, Number.NaN]) expect(portableLn(x)).toBe(Math.log(x))
  })
})

describe('portableSine', () => {
  it('agrees with the engine over many turns', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -1000, max: 1000 }), (part, whole) => {
        const tolerance = 1e-14 + Math.abs(whole) * 1e-15
        expect(Math.abs(portableSine(part + whole) - Math.sin(2 * Math.PI * part))).toBeLessThan(tolerance)
      }),
      { numRuns: 2000 },
    )
  })

  it('is exact at the quarter turns', () => {
    expect([0, 0.25, 0.5, 0.75, 1, -0.25].map((turns) => portableSine(turns) + 0)).toEqual([0, 1, 0, -1, 0, -1])
  })
})

/** P(k, x) for whole k, as the chance of k or more events of a Poisson with mean x. */
function poissonAtLeast(k: number, x: number): number {
  let term = Math.exp(-x)
  let below = 0
  for (let n = 0; n < k; n++) {
    below += term
    term *= x / (n + 1)
  }
  return 1 - below
}

describe('gammaP', () => {
  it.each([
    ['an exponential at its mean', 1, 1, 0.6321205588285577],
    ['two stages', 2, 3, 1 - 4 * Math.exp(-3)],
    ['erf(1), as P(½, 1)', 0.5, 1, 0.8427007929497149],
    ['erf(2), as P(½, 4)', 0.5, 4, 0.9953222650189527],
    ['95 % of a chi-square of 1', 0.5, 3.841458820694124 / 2, 0.95],
    ['95 % of a chi-square of 10', 5, 18.307038053275146 / 2, 0.95],
    ['99 % of a chi-square of 100', 50, 135.80672317102676 / 2, 0.99],
  ])('gives the published value for %s', (_, k, x, wanted) => {
    expect(Math.abs(gammaP(k, x) - wanted)).toBeLessThan(1e-12)
  })

  it('equals the Poisson sum for whole shapes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.01, max: 120, noNaN: true }), (k, x) => {
        expect(Math.abs(gammaP(k, x) - poissonAtLeast(k, x))).toBeLessThan(1e-11)
      }),
      { numRuns: 2000 },
    )
  })

  it('ascends in x, also where the series hands over to the fraction', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 300, noNaN: true }),
        fc.double({ min: -1e-3, max: 1e-3, noNaN: true }),
        (k, off) => {
          const x = k + 1 + off
          expect(gammaP(k, x + 1e-6)).toBeGreaterThan(gammaP(k, x) - 1e-12)
        },
      ),
    )
  })

  it('is 0 up to 0 and 1 at infinity', () => {
    expect([gammaP(2, -1), gammaP(2, 0), gammaP(2, Number.POSITIVE_INFINITY)]).toEqual([0, 0, 1])
  })

  it('has gammaDensity as its derivative', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 50, noNaN: true }),
        fc.double({ min: 0.2, max: 80, noNaN: true }),
        (k, x) => {
          const slope = (gammaP(k, x + 1e-4) - gammaP(k, x - 1e-4)) / 2e-4
          expect(Math.abs(slope - gammaDensity(k, x))).toBeLessThan(1e-6)
        },
      ),
    )
  })
})
