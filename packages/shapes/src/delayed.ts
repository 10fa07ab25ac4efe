import { rule, type Shape } from '@onrush/contracts'
import { boundedShape } from './bounded-shape.ts'
import { checkOptions, checkShapes } from './options.ts'

/** Nothing until `byMs`, then the shape. */
export function delayed(shape: Shape, options: { byMs: number }): Shape {
  checkShapes('delayed', [shape])
  checkOptions('delayed()', options, { byMs: rule.notNegative })
  const { byMs } = options
  return boundedShape(
    shape.durationMs + byMs,
    (offsetMs) => shape.rateAt(offsetMs - byMs),
    (offsetMs) => shape.arrivalsBy(offsetMs - byMs),
  )
}
