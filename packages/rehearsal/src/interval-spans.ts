/** What an interval of measurements covers. */
export interface IntervalSpan {
  readonly fromUs: number
  readonly toUs: number
  readonly speed: number
  /** Clicks offered within the interval. */
  readonly offered: number
  readonly inFlight: number
}

/** Passes the span of a rotated interval from the load thread to the thread that folds: one slot per parity of the rotation count. */
export class IntervalSpans {
  readonly buffer: SharedArrayBuffer
  readonly #values: Float64Array
  #count = 0
  #offeredBefore = 0
  #fromUs: number

  constructor(options: { startUs: number; buffer?: SharedArrayBuffer }) {
    this.buffer = options.buffer ?? new SharedArrayBuffer(2 * Fields * 8)
    this.#values = new Float64Array(this.buffer)
    this.#fromUs = options.startUs
  }

  /** Load thread, before a rotation: notes what it would cover. */
  note(nowUs: number, speed: number, offeredTotal: number, inFlight: number): void {
    const at = (this.#count & 1) * Fields
    this.#values[at] = this.#fromUs
    this.#values[at + 1] = nowUs
    this.#values[at + 2] = speed
    this.#values[at + 3] = offeredTotal - this.#offeredBefore
    this.#values[at + 4] = inFlight
  }

  /** Load thread, after a rotation that succeeded. */
  advance(nowUs: number, offeredTotal: number): void {
    this.#fromUs = nowUs
    this.#offeredBefore = offeredTotal
    this.#count++
  }

  /** Folding thread: the span of the interval just folded. */
  take(): IntervalSpan {
    const at = (this.#count++ & 1) * Fields
    const values = this.#values
    return {
      fromUs: values[at] as number,
      toUs: values[at + 1] as number,
      speed: values[at + 2] as number,
      offered: values[at + 3] as number,
      inFlight: values[at + 4] as number,
    }
  }
}

const Fields = 5
