import type { Shape } from '@onrush/contracts'
import { chain, constant, delayed, empty, gammaPulse, hours, ramp, scale, spike, step, sum, wave } from '@onrush/shapes'
import fc from 'fast-check'

const rps = fc.double({ min: 0, max: 10_000, noNaN: true })
export const durationMs = fc.integer({ min: 1, max: 100_000 })
export const factor = fc.double({ min: 0.1, max: 10, noNaN: true })
export const weights = fc
  .array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 24 })
  .filter((list) => list.some((weight) => weight > 0))

export const basic: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ rps, durationMs }).map(constant),
  fc.record({ durationMs }).map(empty),
  fc.record({ fromRps: rps, toRps: rps, durationMs }).map(ramp),
  fc.record({ steps: fc.array(fc.record({ rps, durationMs }), { minLength: 1, maxLength: 5 }) }).map(step),
  fc
    .record({
      baseRps: rps,
      peakRps: rps,
      beforeMs: durationMs,
      riseMs: durationMs,
      fallMs: durationMs,
      afterMs: durationMs,
    })
    .map(({ baseRps, peakRps, beforeMs, riseMs, fallMs, afterMs }) =>
      spike({
        baseRps,
        peakRps,
        atMs: beforeMs + riseMs,
        riseMs,
        fallMs,
        durationMs: beforeMs + riseMs + fallMs + afterMs,
      }),
    ),
  fc
    .record({
      meanRps: rps,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      periodMs: fc.integer({ min: 1_000, max: 200_000 }),
      phaseMs: fc.integer({ min: -1e6, max: 1e6 }),
      durationMs,
    })
    .map(({ share, ...options }) => wave({ ...options, amplitudeRps: options.meanRps * share })),
  fc
    .record({
      count: rps,
      shape: fc.double({ min: 1, max: 20, noNaN: true }),
      scaleMs: fc.integer({ min: 100, max: 20_000 }),
      durationMs,
    })
    .map(gammaPulse),
  fc.record({ count: rps, weights, durationMs }).map(hours),
)

const composed: fc.Arbitrary<Shape> = fc.oneof(
  fc.array(basic, { maxLength: 4 }).map((shapes) => sum(...shapes)),
  fc.array(basic, { maxLength: 4 }).map((shapes) => chain(...shapes)),
  fc.tuple(basic, factor, factor).map(([shape, rateFactor, timeFactor]) => scale(shape, { rateFactor, timeFactor })),
  fc.tuple(basic, durationMs).map(([shape, byMs]) => delayed(shape, { byMs })),
)

export const anyShape = fc.oneof(basic, composed)
export const share = fc.double({ min: 0, max: 1, noNaN: true })
