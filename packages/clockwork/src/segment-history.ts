/**
 * How scenario time ran against the wall: a ring of segments, each a start on both time lines and a speed. Scenario time is
 * continuous from segment to segment, wall time jumps where time was held.
 *
 *   scenario ▲            ╱ segment 2
 *            │     ┌─────╯ held: no segment, only the later wall start of the next one
 *            │   ╱ segment 1
 *            └──╱──────────────▶ wall
 */
export class SegmentHistory {
  readonly #scenarioUs: Float64Array
  readonly #wallUs: Float64Array
  readonly #speed: Float64Array
  readonly #mask: number
  #count = 0

  /** `capacity` is a power of two: how many segments are remembered. */
  constructor(capacity: number) {
    this.#scenarioUs = new Float64Array(capacity)
    this.#wallUs = new Float64Array(capacity)
    this.#speed = new Float64Array(capacity)
    this.#mask = capacity - 1
  }

  /** Starts a segment; it lasts until the next one starts. Both times must not be before the previous start. */
  begin(scenarioUs: number, wallUs: number, speed: number): void {
    const slot = this.#count++ & this.#mask
    this.#scenarioUs[slot] = scenarioUs
    this.#wallUs[slot] = wallUs
    this.#speed[slot] = speed
  }

  /** Speed of the newest segment; 0 when there is none. */
  newestSpeed(): number {
    return this.#count === 0 ? 0 : (this.#speed[(this.#count - 1) & this.#mask] as number)
  }

  /** Scenario time on the newest segment at that wall time. */
  scenarioOf(wallUs: number): number {
    const slot = (this.#count - 1) & this.#mask
    return (
      (this.#scenarioUs[slot] as number) + (wallUs - (this.#wallUs[slot] as number)) * (this.#speed[slot] as number)
    )
  }

  /**
   * Wall time at which scenario time reached `scenarioUs`; before the history its oldest wall time, after its end extrapolated at
   * the newest speed. Needs at least one segment.
   */
  wallOf(scenarioUs: number): number {
    let index = this.#count - 1
    if (scenarioUs <= (this.#scenarioUs[index & this.#mask] as number)) index = this.#find(scenarioUs)
    const slot = index & this.#mask
    const startUs = this.#scenarioUs[slot] as number
    const sinceUs = scenarioUs > startUs ? scenarioUs - startUs : 0
    return (this.#wallUs[slot] as number) + sinceUs / (this.#speed[slot] as number)
  }

  /** Index of the newest segment that starts before `scenarioUs` (a held instant belongs to the segment that reached it), or the oldest. */
  #find(scenarioUs: number): number {
    let low = Math.max(0, this.#count - this.#mask - 1)
    let high = this.#count - 1
    while (low < high) {
      const middle = low + Math.ceil((high - low) / 2)
      if ((this.#scenarioUs[middle & this.#mask] as number) < scenarioUs) low = middle
      else high = middle - 1
    }
    return low
  }
}
