import type { Shape } from '@onrush/contracts'
import { checkShapes } from './options.ts'

const PRECISION_MS = 0.001
/** Sums of parts may miss their total by this much of it. */
const ROUNDING = 1e-12
const NEWTON_STEPS = 30

/**
 * The first offset in milliseconds at which `arrivalsBy` reaches `arrivals`, to 1 µs; 0 for none, Infinity if it never does.
 *
 * Newton's steps on the exact integral, aimed a little beyond the goal so that the bracket closes from both sides, and a bisection
 * whenever a step leaves the bracket or the one before gained too little. About ten evaluations, at worst one per bit and 30 more.
 */
export function offsetOf(shape: Shape, arrivals: number): number {
  checkShapes('offsetOf', [shape])
  if (arrivals <= 0) return 0
  const total = shape.arrivalsBy(shape.durationMs)
  if (!(arrivals <= total * (1 + ROUNDING))) return Number.POSITIVE_INFINITY
  const goal = Math.min(arrivals, total)
  // The invariant: fewer than the goal have arrived by `lowMs`, the goal or more by `highMs`.
  let lowMs = 0
  let highMs = shape.durationMs
  let atMs = highMs * (goal / total)
  let missedBefore = Number.POSITIVE_INFINITY
  for (let round = 0; highMs - lowMs > PRECISION_MS; round++) {
    const missing = goal - shape.arrivalsBy(atMs)
    if (missing > 0) lowMs = atMs
    else highMs = atMs
    const stepMs = (missing * 1000) / shape.rateAt(atMs)
    const newtonMs = atMs + stepMs + (missing > 0 ? PRECISION_MS : -PRECISION_MS) * 0.4
    const isNear = Math.abs(stepMs) <= 2 * PRECISION_MS || Math.abs(missing) <= missedBefore / 2
    missedBefore = Math.abs(missing)
    const isUseful = isNear && round < NEWTON_STEPS && newtonMs > lowMs && newtonMs < highMs
    const middleMs = lowMs + (highMs - lowMs) / 2
    if (!isUseful && (middleMs <= lowMs || middleMs >= highMs)) break
    atMs = isUseful ? newtonMs : middleMs
  }
  return highMs
}
