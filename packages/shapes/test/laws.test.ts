import type { Shape } from '@onrush/contracts'
import { chain, delayed, empty, offsetOf, scale, sum } from '@onrush/shapes'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyShape, basic, factor, share } from './any-shape.ts'

/** Arrivals between two offsets from the rate alone, by Simpson's rule on pieces that no jump or kink of the rate can hide in for long. */
function quadrature(shape: Shape, fromMs: number, toMs: number, pieces: number): number {
  const width = (toMs - fromMs) / pieces
  let arrivals = 0
  for (let piece = 0; piece < pieces; piece++) {
    const startMs = fromMs + piece * width
    arrivals +=
      (shape.rateAt(startMs) + 4 * shape.rateAt(startMs + width / 2) + shape.rateAt(startMs + width * (1 - 1e-9))) / 6
  }
  return (arrivals * width) / 1000
}

/** The highest rate met on a grid, for tolerances. */
function highestRps(shape: Shape): number {
  let highest = 0
  for (let index = 0; index < 1000; index++)
    highest = Math.max(highest, shape.rateAt((shape.durationMs * index) / 1000))
  return highest
}

describe('every shape', () => {
  it('has in arrivalsBy the integral of rateAt', () => {
    fc.assert(
      fc.property(anyShape, share, share, (shape, one, other) => {
        const fromMs = Math.min(one, other) * shape.durationMs
        const toMs = Math.max(one, other) * shape.durationMs
        const pieces = 4_000
        const got = shape.arrivalsBy(toMs) - shape.arrivalsBy(fromMs)
        // A jump inside a piece costs at most that piece; there are at most 24 of them.
        const tolerance = 1e-6 + (24 * highestRps(shape) * ((toMs - fromMs) / pieces)) / 1000
        expect(Math.abs(got - quadrature(shape, fromMs, toMs, pieces))).toBeLessThanOrEqual(tolerance)
      }),
      { numRuns: 300 },
    )
  })

  it('has no arrivals outside its duration, and neither rate nor integral is ever negative or falling', () => {
    fc.assert(
      fc.property(anyShape, fc.array(share, { minLength: 2, maxLength: 20 }), (shape, shares) => {
        const end = shape.durationMs
        expect([
          shape.rateAt(-1),
          shape.rateAt(end),
          shape.rateAt(end + 1),
          shape.arrivalsBy(-1),
          shape.arrivalsBy(0),
        ]).toEqual([0, 0, 0, 0, 0])
        expect(shape.arrivalsBy(end + 5_000)).toBe(shape.arrivalsBy(end))
        expect(shape.arrivalsBy(Number.POSITIVE_INFINITY)).toBe(shape.arrivalsBy(end))
        let last = 0
        for (const offsetMs of shares.map((each) => each * end).sort((one, other) => one - other)) {
          expect(shape.rateAt(offsetMs)).toBeGreaterThanOrEqual(0)
          const arrivals = shape.arrivalsBy(offsetMs)
          expect(arrivals).toBeGreaterThanOrEqual(last - 1e-9 * Math.max(1, last))
          last = arrivals
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is inverted by offsetOf to a microsecond', () => {
    fc.assert(
      fc.property(anyShape, share, (shape, part) => {
        const goal = shape.arrivalsBy(shape.durationMs) * part
        const offsetMs = offsetOf(shape, goal)
        if (goal === 0) {
          expect(offsetMs).toBe(0)
          return
        }
        expect(shape.arrivalsBy(offsetMs)).toBeGreaterThanOrEqual(goal)
        // Not yet reached just over a microsecond earlier, but for the rounding of the integral itself.
        expect(shape.arrivalsBy(offsetMs - 0.00101)).toBeLessThanOrEqual(goal * (1 + 1e-12) + 1e-12)
      }),
      { numRuns: 500 },
    )
  })
})

describe('composition', () => {
  const offsets = (shape: Shape, part: number): number => part * (shape.durationMs + 1_000) - 500

  it('sum adds rates and arrivals, and is as long as the longest', () => {
    fc.assert(
      fc.property(basic, basic, share, (one, other, part) => {
        const both = sum(one, other)
        const offsetMs = offsets(both, part)
        expect(both.durationMs).toBe(Math.max(one.durationMs, other.durationMs))
        expect(both.rateAt(offsetMs)).toBe(one.rateAt(offsetMs) + other.rateAt(offsetMs))
        expect(both.arrivalsBy(offsetMs)).toBe(one.arrivalsBy(offsetMs) + other.arrivalsBy(offsetMs))
      }),
    )
  })

  it('chain is the sum of the first and the delayed second', () => {
    fc.assert(
      fc.property(basic, basic, share, (one, other, part) => {
        const chained = chain(one, other)
        const same = sum(one, delayed(other, { byMs: one.durationMs }))
        const offsetMs = offsets(chained, part)
        expect(chained.durationMs).toBe(same.durationMs)
        expect(chained.rateAt(offsetMs)).toBeCloseTo(same.rateAt(offsetMs), 6)
        expect(chained.arrivalsBy(offsetMs)).toBeCloseTo(same.arrivalsBy(offsetMs), 6)
      }),
    )
  })

  it('chain associates', () => {
    fc.assert(
      fc.property(basic, basic, basic, share, (one, two, three, part) => {
        const left = chain(chain(one, two), three)
        const right = chain(one, chain(two, three))
        expect(left.durationMs).toBe(right.durationMs)
        expect(left.arrivalsBy(offsets(left, part))).toBeCloseTo(right.arrivalsBy(offsets(right, part)), 6)
      }),
    )
  })

  it('scale multiplies arrivals by both factors and is undone by their inverses', () => {
    fc.assert(
      fc.property(basic, factor, factor, share, (shape, rateFactor, timeFactor, part) => {
        const scaled = scale(shape, { rateFactor, timeFactor })
        const total = shape.arrivalsBy(shape.durationMs)
        expect(Math.abs(scaled.arrivalsBy(scaled.durationMs) - total * rateFactor * timeFactor)).toBeLessThanOrEqual(
          1e-9 * Math.max(1, total * 100),
        )
        const back = scale(scaled, { rateFactor: 1 / rateFactor, timeFactor: 1 / timeFactor })
        const offsetMs = offsets(shape, part)
        expect(Math.abs(back.arrivalsBy(offsetMs) - shape.arrivalsBy(offsetMs))).toBeLessThanOrEqual(
          1e-9 * Math.max(1, total),
        )
      }),
    )
  })

  it('of nothing is an empty shape', () => {
    for (const nothing of [sum(), chain(), chain(empty({ durationMs: 0 }))]) {
      expect([nothing.durationMs, nothing.rateAt(0), nothing.arrivalsBy(1)]).toEqual([0, 0, 0])
    }
  })
})
