import { rule, type Shape } from '@onrush/contracts'
import { boundedShape } from './bounded-shape.ts'
import { checkOptions, checkShapes } from './options.ts'

/**
 * A shape with `rateFactor` times the rates over `timeFactor` times the duration (both default 1). Arrivals change by the product of the two:
 * to press a shape into half the time with the same number of arrivals, give { rateFactor: 2, timeFactor: 0.5 }.
 */
export function scale(shape: Shape, options: { rateFactor?: number; timeFactor?: number }): Shape {
  checkShapes('scale', [shape])
  checkOptions('scale()', options, {}, { rateFactor: rule.notNegative, timeFactor: rule.positive })
  const { rateFactor = 1, timeFactor = 1 } = options
  return boundedShape(
    shape.durationMs * timeFactor,
    (offsetMs) => rateFactor * shape.rateAt(offsetMs / timeFactor),
    (offsetMs) => rateFactor * timeFactor * shape.arrivalsBy(offsetMs / timeFactor),
  )
}
