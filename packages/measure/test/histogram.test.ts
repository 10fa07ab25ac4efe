import { HighestValueUs, Histogram, highestOf, lowestOf, slotOf } from '@onrush/measure'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { facts, histogramOf, microseconds, series37 } from './samples.ts'

const samples = fc.array(microseconds, { minLength: 1, maxLength: 300 })
const perMille = fc.integer({ min: 1, max: 1000 })

describe('a quantile', () => {
  test('is the top of the slot of the sample with that rank, never above the maximum', () => {
    fc.assert(
      fc.property(samples, perMille, (values, share) => {
        const sorted = values.toSorted((a, b) => a - b)
        // The rank by whole numbers alone: ceil(share · n / 1000).
        const rank = Math.floor((share * values.length + 999) / 1000)
        const expected = Math.min(highestOf(slotOf(sorted[rank - 1] ?? 0)), sorted.at(-1) ?? 0)
        expect(histogramOf(values).valueAtQuantile(share / 1000)).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })

  test('is that of hdr-histogram-js, but for the maximum, which stays exact', () => {
    fc.assert(
      fc.property(samples, perMille, (values, share) => {
        const histogram = histogramOf(values)
        const theirs = histogram.toHdr().getValueAtPercentile(share / 10)
        expect(histogram.valueAtQuantile(share / 1000)).toBe(Math.min(theirs, histogram.maxUs))
      }),
      { numRuns: 300 },
    )
  })

  test('does not skip a sample where the product of doubles is a hair too large', () => {
    const histogram = histogramOf(Array.from({ length: 100 }, (_, i) => i + 1))
    expect(0.07 * 100).toBeGreaterThan(7)
    expect(histogram.valueAtQuantile(0.07)).toBe(7)
    expect(histogram.valueAtQuantile(0.29)).toBe(29)
    expect(histogram.valueAtQuantile(0.57)).toBe(57)
  })

  test('at 0 and 1 is the exact minimum and maximum', () => {
    const histogram = histogramOf([10_001, 20_001, 30_001])
    expect([histogram.valueAtQuantile(0), histogram.valueAtQuantile(1)]).toEqual([10_001, 30_001])
  })

  test.each([-0.1, 1.1, 99, Number.NaN])('of %s is refused with a hint', (q) => {
    expect(() => histogramOf([1]).valueAtQuantile(q)).toThrow(
      expect.objectContaining({ code: 'ONRUSH_MEASURE_QUANTILE', hint: expect.any(String) }),
    )
  })

  test('of the series i · 37 is what Java and JavaScript report', () => {
    const histogram = series37()
    expect([histogram.valueAtQuantile(0.5), histogram.valueAtQuantile(0.99)]).toEqual([185_087, 366_335])
    expect(histogram.toHdr().mean).toBeCloseTo(185_019.0551, 4)
    expect(histogram.meanUs).toBe((37 * 10_001) / 2)
  })
})

describe('recording', () => {
  test('keeps count, minimum, maximum and sum exactly', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const { count, minUs, maxUs, sumUs, clampedCount } = histogramOf(values)
        expect({ count, minUs, maxUs, sumUs, clampedCount }).toEqual({
          count: values.length,
          minUs: Math.min(...values),
          maxUs: Math.max(...values),
          sumUs: values.reduce((sum, value) => sum + value, 0),
          clampedCount: 0,
        })
      }),
    )
  })

  test('takes fractions to the nearest whole microsecond', () => {
    const histogram = histogramOf([1.4, 1.5, 2.49])
    expect([histogram.minUs, histogram.maxUs, histogram.sumUs]).toEqual([1, 2, 5])
  })

  test.each([
    ['just above the range', HighestValueUs + 0.1, HighestValueUs],
    ['infinite', Number.POSITIVE_INFINITY, HighestValueUs],
    ['no number: a broken clock must not look fast', Number.NaN, HighestValueUs],
    ['before its start', -1, 0],
    ['a hair before its start', -1e-9, 0],
  ])('clamps and counts what is %s', (_, value, recorded) => {
    const histogram = histogramOf([value])
    expect([histogram.count, histogram.maxUs, histogram.clampedCount]).toEqual([1, recorded, 1])
  })

  test('does not clamp the ends of the range', () => {
    const histogram = histogramOf([0, HighestValueUs])
    expect([histogram.minUs, histogram.maxUs, histogram.clampedCount]).toEqual([0, HighestValueUs, 0])
  })

  test('many at once equals one by one, beyond 32 bits as well', () => {
    const histogram = new Histogram()
    histogram.recordMany(1000, 2 ** 33)
    histogram.recordMany(2000, 0)
    histogram.record(3000)
    expect([histogram.count, histogram.valueAtQuantile(0.5), histogram.maxUs]).toEqual([2 ** 33 + 1, 1000, 3000])
    expect(histogram.toHdr().getValueAtPercentile(50)).toBe(1000)
  })

  test.each([-1, 1.5, Number.NaN])('%s samples at once are refused', (count) => {
    expect(() => new Histogram().recordMany(1, count)).toThrow(
      expect.objectContaining({ code: 'ONRUSH_MEASURE_COUNT' }),
    )
  })
})

describe('merging', () => {
  const lists = fc.tuple(fc.array(microseconds), fc.array(microseconds), fc.array(microseconds))

  test('equals recording everything into one, in any order and grouping', () => {
    fc.assert(
      fc.property(lists, ([a, b, c]) => {
        const all = facts(histogramOf([...a, ...b, ...c]))
        const left = histogramOf(a)
        left.add(histogramOf(b))
        left.add(histogramOf(c))
        const inner = histogramOf(c)
        inner.add(histogramOf(b))
        const right = histogramOf(a)
        right.add(inner)
        expect(facts(left)).toEqual(all)
        expect(facts(right)).toEqual(all)
      }),
    )
  })

  test('carries clamped samples along', () => {
    const histogram = histogramOf([Number.NaN])
    histogram.add(histogramOf([-1, 5]))
    expect(histogram.clampedCount).toBe(2)
  })

  test('with itself doubles it', () => {
    const histogram = histogramOf([1, 5000])
    histogram.add(histogram)
    expect([histogram.count, histogram.sumUs]).toEqual([4, 10_002])
  })

  test('a copy does not follow its original', () => {
    const histogram = histogramOf([1, 5000])
    const copy = histogram.copy()
    histogram.record(7)
    expect(facts(copy)).toEqual(facts(histogramOf([1, 5000])))
  })

  test('a cleared histogram is as good as a new one', () => {
    fc.assert(
      fc.property(lists, ([a, b]) => {
        const histogram = histogramOf(a)
        histogram.clear()
        expect(facts(histogram)).toEqual(facts(new Histogram()))
        for (const value of b) histogram.record(value)
        expect(facts(histogram)).toEqual(facts(histogramOf(b)))
      }),
    )
  })
})

describe('countAbove', () => {
  test('counts the samples whose slot starts above the value', () => {
    fc.assert(
      fc.property(samples, microseconds, (values, limit) => {
        const expected = values.filter((value) => lowestOf(slotOf(value)) > limit).length
        expect(histogramOf(values).countAbove(limit)).toBe(expected)
      }),
      { numRuns: 300 },
    )
  })

  test('takes limits beyond the range and within a microsecond', () => {
    const histogram = histogramOf([0, 1, 2, HighestValueUs])
    expect(histogram.countAbove(-5)).toBe(4)
    expect(histogram.countAbove(1.5)).toBe(2)
    expect(histogram.countAbove(HighestValueUs + 1)).toBe(0)
    expect(histogram.countAbove(Number.POSITIVE_INFINITY)).toBe(0)
    expect(histogram.countAbove(Number.NaN)).toBeNaN()
  })
})

describe('an empty histogram', () => {
  const empty = new Histogram()

  test('knows no time at all rather than a good one', () => {
    expect([empty.minUs, empty.maxUs, empty.meanUs, empty.valueAtQuantile(0.99)]).toEqual(Array(4).fill(Number.NaN))
    expect([empty.count, empty.sumUs, empty.countAbove(0)]).toEqual([0, 0, 0])
    expect(empty.percentiles()).toEqual({ p50: null, p90: null, p99: null, p999: null, max: null, count: 0 })
  })

  test('adds nothing and is empty for the library too', () => {
    const histogram = histogramOf([3])
    histogram.add(empty)
    expect(facts(histogram)).toEqual(facts(histogramOf([3])))
    expect(empty.toHdr().totalCount).toBe(0)
  })
})

test('the percentiles of the report are milliseconds with the exact maximum', () => {
  expect(series37().percentiles()).toEqual({
    p50: 185.087,
    p90: 333.055,
    p99: 366.335,
    p999: 369.663,
    max: 370,
    count: 10_000,
  })
})

test('the library sees the same total, minimum and maximum', () => {
  fc.assert(
    fc.property(samples, (values) => {
      const hdr = histogramOf(values).toHdr()
      expect([hdr.totalCount, hdr.maxValue]).toEqual([values.length, Math.max(...values)])
      const nonZero = values.filter((value) => value > 0)
      if (nonZero.length === values.length) expect(hdr.minNonZeroValue).toBe(Math.min(...nonZero))
    }),
  )
})
