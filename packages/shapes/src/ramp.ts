import { rule, type Shape } from '@onrush/contracts'
import { boundedShape } from './bounded-shape.ts'
import { checkOptions } from './options.ts'

/** From one rate to another in a straight line; the integral is the trapezoid below it. */
export function ramp(options: { fromRps: number; toRps: number; durationMs: number }): Shape {
  checkOptions('ramp()', options, { fromRps: rule.notNegative, toRps: rule.notNegative, durationMs: rule.notNegative })
  const { fromRps, toRps, durationMs } = options
  // Only called within the duration, so never with a duration of 0.
  const rateAt = (offsetMs: number): number => fromRps + (toRps - fromRps) * (offsetMs / durationMs)
  return boundedShape(durationMs, rateAt, (offsetMs) =>
    durationMs === 0 ? 0 : ((fromRps + rateAt(offsetMs)) * offsetMs) / 2000,
  )
}
