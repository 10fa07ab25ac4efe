import { gammaDensity, gammaP } from '@onrush/clockwork'
import { type FieldRule, rule, type Shape } from '@onrush/contracts'
import { boundedShape } from './bounded-shape.ts'
import { checkOptions } from './options.ts'

const shapeRule: FieldRule = (value) =>
  typeof value === 'number' && value >= 1 && value < Number.POSITIVE_INFINITY ? undefined : 'a number of at least 1'

/**
 * `count` arrivals whose times are Gamma(shape, scaleMs) distributed from offset 0: rising to a peak at (shape − 1)·scaleMs, then dying away.
 * What falls after `durationMs` is cut off. Below shape 1 the rate at offset 0 would be infinite.
 */
export function gammaPulse(options: { count: number; shape: number; scaleMs: number; durationMs: number }): Shape {
  checkOptions('gammaPulse()', options, {
    count: rule.notNegative,
    shape: shapeRule,
    scaleMs: rule.positive,
    durationMs: rule.notNegative,
  })
  const { count, shape, scaleMs, durationMs } = options
  return boundedShape(
    durationMs,
    (offsetMs) => ((count * 1000) / scaleMs) * gammaDensity(shape, offsetMs / scaleMs),
    (offsetMs) => count * gammaP(shape, offsetMs / scaleMs),
  )
}
