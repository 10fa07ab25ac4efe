import type { Shape } from '@onrush/contracts'
import { chain, constant, empty, gammaPulse, offsetOf, step } from '@onrush/shapes'
import { describe, expect, it } from 'vitest'

describe('offsetOf', () => {
  it('is 0 for nobody and Infinity for more than ever come', () => {
    const shape = constant({ rps: 10, durationMs: 1_000 })
    expect([offsetOf(shape, 0), offsetOf(shape, -1), offsetOf(shape, 10.001), offsetOf(shape, Number.NaN)]).toEqual([
      0,
      0,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ])
    expect(offsetOf(empty({ durationMs: 5 }), 1)).toBe(Number.POSITIVE_INFINITY)
  })

  it('finds the last arrival of a chain although its parts were added up', () => {
    const shape = chain(...Array.from({ length: 10 }, () => constant({ rps: 0.1, durationMs: 1_000 })))
    expect(offsetOf(shape, 1)).toBeCloseTo(10_000, 2)
  })

  it('gives the first offset where nobody comes for a while', () => {
    const shape = step({
      steps: [
        { rps: 10, durationMs: 1_000 },
        { rps: 0, durationMs: 5_000 },
        { rps: 10, durationMs: 1_000 },
      ],
    })
    expect(offsetOf(shape, 10)).toBeCloseTo(1_000, 2)
    expect(offsetOf(shape, 10.001)).toBeCloseTo(6_000.1, 2)
  })

  it('takes a handful of evaluations over a whole day', () => {
    let evaluations = 0
    const pulse = gammaPulse({ count: 514_057, shape: 2.8098, scaleMs: 674_804, durationMs: 86_400_000 })
    const counted: Shape = {
      ...pulse,
      arrivalsBy: (offsetMs) => {
        evaluations++
        return pulse.arrivalsBy(offsetMs)
      },
    }
    offsetOf(counted, 250_000)
    expect(evaluations).toBeLessThan(25)
  })
})
