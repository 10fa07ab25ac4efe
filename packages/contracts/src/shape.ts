/** A rate over time; pure mathematics. Offsets are milliseconds from the shape's own start. */
export interface Shape {
  readonly durationMs: number
  /** Arrivals per second at that offset; 0 outside [0, durationMs). Never negative. */
  rateAt(offsetMs: number): number
  /** The exact integral of `rateAt` from 0 to `offsetMs`, in arrivals; constant after `durationMs`. */
  arrivalsBy(offsetMs: number): number
}
