import { rule, type Shape } from '@onrush/contracts'
import { checkOptions, checkShapes } from './options.ts'

/** Nothing until `byMs`, then the shape. */
export function delayed(shape: Shape, options: { byMs: number }): Shape {
  checkShapes('delayed', [shape])
  checkOptions('delayed()', options, { byMs: rule.notNegative })
  const { byMs } = options
  return {
    durationMs: shape.durationMs + byMs,
    rateAt: (offsetMs) => shape.rateAt(offsetMs - byMs),
    arrivalsBy: (offsetMs) => shape.arrivalsBy(offsetMs - byMs),
  }
}
