import { constant, gammaPulse, hours, ramp, spike, step, wave } from '@onrush/shapes'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { weights } from './any-shape.ts'

describe('single shapes', () => {
  it.each([
    ['constant: rate times time', constant({ rps: 50, durationMs: 4_000 }), 2_000, 50, 100],
    [
      'ramp: halfway the mean rate, a quarter of the triangle',
      ramp({ fromRps: 0, toRps: 100, durationMs: 10_000 }),
      5_000,
      50,
      125,
    ],
    [
      'step: the later rate at a seam',
      step({
        steps: [
          { rps: 10, durationMs: 1_000 },
          { rps: 30, durationMs: 1_000 },
        ],
      }),
      1_000,
      30,
      10,
    ],
    [
      'spike: the peak at atMs, base and half of the rise before',
      spike({ baseRps: 10, peakRps: 110, atMs: 5_000, riseMs: 2_000, fallMs: 1_000, durationMs: 9_000 }),
      5_000,
      110,
      150,
    ],
    [
      'wave: the crest after a quarter period',
      wave({ meanRps: 10, amplitudeRps: 5, periodMs: 4_000, durationMs: 8_000 }),
      1_000,
      15,
      10 + 10 / Math.PI,
    ],
    [
      'wave: exactly the mean over a period',
      wave({ meanRps: 10, amplitudeRps: 5, periodMs: 4_000, phaseMs: 1_234, durationMs: 8_000 }),
      4_000,
      10 + 5 * Math.sin((2 * Math.PI * 1_234) / 4_000),
      40,
    ],
    [
      'gammaPulse of shape 1: an exponential decay',
      gammaPulse({ count: 100, shape: 1, scaleMs: 1_000, durationMs: 60_000 }),
      1_000,
      100 / Math.E,
      100 * (1 - 1 / Math.E),
    ],
    ['hours of one weight: a constant', hours({ count: 120, weights: [7], durationMs: 60_000 }), 30_000, 2, 60],
    [
      'hours of equal weights: a constant',
      hours({ count: 120, weights: [3, 3, 3, 3], durationMs: 60_000 }),
      10_000,
      2,
      20,
    ],
  ])('%s', (_, shape, atMs, rate, arrivals) => {
    expect(shape.rateAt(atMs)).toBeCloseTo(rate, 9)
    expect(shape.arrivalsBy(atMs)).toBeCloseTo(arrivals, 9)
  })

  it('spike without rise or fall jumps', () => {
    const shape = spike({ baseRps: 1, peakRps: 9, atMs: 1_000, riseMs: 0, fallMs: 1_000, durationMs: 2_000 })
    expect([shape.rateAt(999), shape.rateAt(1_000), shape.rateAt(1_500)]).toEqual([1, 9, 5])
  })

  it('hours gives every span its share, a continuous rate, and none to an empty span', () => {
    fc.assert(
      fc.property(weights, (list) => {
        const total = list.reduce((all, weight) => all + weight, 0)
        const shape = hours({ count: 1_000, weights: list, durationMs: list.length * 1_000 })
        list.forEach((weight, index) => {
          const inSpan = shape.arrivalsBy((index + 1) * 1_000) - shape.arrivalsBy(index * 1_000)
          expect(inSpan).toBeCloseTo((weight / total) * 1_000, 8)
          if (weight === 0) expect(shape.rateAt(index * 1_000 + 500)).toBeCloseTo(0, 8)
          const jump = shape.rateAt(index * 1_000) - shape.rateAt(index * 1_000 - 1e-6)
          if (index > 0) expect(Math.abs(jump)).toBeLessThan(1e-3)
        })
      }),
    )
  })
})
