import type { MoneyCurve } from '@onrush/contracts'

const FirstPoints = 4096
const CurvePointsMax = 4000
const FineUntilMs = 900_000

/**
 * Cumulative turnover, exact: one point (stamp, value after it) per distinct decision stamp. The order of the log is the
 * order of the decisions, so a stamp that runs behind counts at the latest one before it.
 */
export class Turnover {
  #stampUs: Float64Array<ArrayBuffer> = new Float64Array(FirstPoints)
  #valueFen: Float64Array<ArrayBuffer> = new Float64Array(FirstPoints)
  #count = 0
  #total = 0
  #lastUs = Number.NEGATIVE_INFINITY

  /** Integer fen, so sums are exact up to 2⁵³. */
  get totalFen(): number {
    return this.#total
  }

  add(stampUs: number, fen: number): void {
    this.#total += fen
    if (stampUs > this.#lastUs) {
      if (this.#count === this.#stampUs.length) this.#grow()
      this.#stampUs[this.#count] = this.#lastUs = stampUs
      this.#count++
    }
    this.#valueFen[this.#count - 1] = this.#total
  }

  /** Scenario time (ms) of the decision that brought turnover to `valueFen`, or null. */
  reachedMs(valueFen: number): number | null {
    if (this.#count === 0 || this.#total < valueFen) return null
    const index = firstIndex(this.#count, (at) => (this.#valueFen[at] as number) >= valueFen)
    return (this.#stampUs[index] as number) / 1000
  }

  /** The curve for people: every second until T0 + 15 min, then every minute or coarser; first and last point exact. */
  curve(): MoneyCurve {
    const atMs: number[] = []
    const valueFen: number[] = []
    if (this.#count === 0) return { atMs, valueFen }
    const firstMs = (this.#stampUs[0] as number) / 1000
    const lastMs = (this.#stampUs[this.#count - 1] as number) / 1000
    atMs.push(firstMs)
    valueFen.push(this.#valueFen[0] as number)
    for (const ms of gridMs(firstMs, lastMs)) {
      atMs.push(ms)
      valueFen.push(this.#valueAt(ms * 1000))
    }
    if (lastMs > firstMs) {
      atMs.push(lastMs)
      valueFen.push(this.#total)
    }
    return { atMs, valueFen }
  }

  /** Lets go of the spare room that growing by doubling leaves. */
  trim(): void {
    this.#resize(this.#count)
  }

  #valueAt(stampUs: number): number {
    const after = firstIndex(this.#count, (at) => (this.#stampUs[at] as number) > stampUs)
    return this.#valueFen[after - 1] ?? 0
  }

  #grow(): void {
    this.#resize(this.#stampUs.length * 2)
  }

  #resize(points: number): void {
    this.#stampUs = new Float64Array(this.#stampUs.buffer.transfer(points * 8))
    this.#valueFen = new Float64Array(this.#valueFen.buffer.transfer(points * 8))
  }
}

/** Whole seconds, later whole minutes, strictly between two times; steps double until the points are few enough. */
function gridMs(firstMs: number, lastMs: number): number[] {
  for (let coarseness = 1; ; coarseness *= 2) {
    const points: number[] = []
    let ms = firstMs
    while (points.length <= CurvePointsMax) {
      const stepMs = (ms < FineUntilMs ? 1000 : 60_000) * coarseness
      ms = (Math.floor(ms / stepMs) + 1) * stepMs
      if (ms >= lastMs) return points
      points.push(ms)
    }
  }
}

/** The first of `count` indexes for which `holds`, where it holds for all that follow; `count` when for none. */
function firstIndex(count: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
