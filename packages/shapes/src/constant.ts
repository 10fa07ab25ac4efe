import { rule, type Shape } from '@onrush/contracts'
import { boundedShape } from './bounded-shape.ts'
import { checkOptions } from './options.ts'

/** The same rate all the time. */
export function constant(options: { rps: number; durationMs: number }): Shape {
  checkOptions('constant()', options, { rps: rule.notNegative, durationMs: rule.notNegative })
  const { rps, durationMs } = options
  return boundedShape(
    durationMs,
    () => rps,
    (offsetMs) => (rps * offsetMs) / 1000,
  )
}

/** Nobody comes. */
export function empty(options: { durationMs: number }): Shape {
  checkOptions('empty()', options, { durationMs: rule.notNegative })
  return boundedShape(
    options.durationMs,
    () => 0,
    () => 0,
  )
}
