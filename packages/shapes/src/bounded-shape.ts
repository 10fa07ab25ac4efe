import type { Shape } from '@onrush/contracts'

/** Cuts a pair of functions that hold within [0, durationMs) to a shape: no arrivals outside, rate and integral never below 0. */
export function boundedShape(
  durationMs: number,
  rateWithin: (offsetMs: number) => number,
  arrivalsWithin: (offsetMs: number) => number,
): Shape {
  return {
    durationMs,
    rateAt: (offsetMs) => (offsetMs >= 0 && offsetMs < durationMs ? Math.max(0, rateWithin(offsetMs)) : 0),
    arrivalsBy: (offsetMs) => (offsetMs > 0 ? Math.max(0, arrivalsWithin(Math.min(offsetMs, durationMs))) : 0),
  }
}
