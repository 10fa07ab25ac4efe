import type { Shape } from '@onrush/contracts'
import { checkShapes } from './options.ts'

/** Shapes side by side, all from offset 0; as long as the longest. */
export function sum(...shapes: readonly Shape[]): Shape {
  checkShapes('sum', shapes)
  return {
    durationMs: shapes.reduce((longestMs, shape) => Math.max(longestMs, shape.durationMs), 0),
    rateAt: (offsetMs) => shapes.reduce((rps, shape) => rps + shape.rateAt(offsetMs), 0),
    arrivalsBy: (offsetMs) => shapes.reduce((arrivals, shape) => arrivals + shape.arrivalsBy(offsetMs), 0),
  }
}
