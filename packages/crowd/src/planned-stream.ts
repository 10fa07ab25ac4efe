import type { Shape } from '@onrush/contracts'
import { mix32 } from './mix.ts'

const TO_UNIT = 2 ** -32

/**
 * Start times that follow a shape, made a slice at a time. Slice s holds floor(N(end)) − floor(N(begin)) starts, N being the exact
 * integral of the shape, at uniform times inside: a pure function of (seed, slice), so no answer ever shifts an arrival.
 */
export class PlannedStream {
  /** Due time of the next start, µs from T0; Infinity when there are no more. */
  headUs: number = Number.POSITIVE_INFINITY
  /** How many came before the next start. */
  ordinal = 0
  readonly #shape: Shape
  readonly #seed: number
  readonly #fromUs: number
  readonly #sliceUs: number
  readonly #sliceCount: number
  readonly #leadUs: number
  #slice = 0
  #plannedBefore = 0
  #offsets = new Uint32Array(1024)
  #at = 0
  #count = 0
  #beginUs = 0

  /**
   * @param options fromUs: where the shape's offset 0 lies, µs from T0; leadUs: how much earlier than the shape says things start,
   * though never before fromUs (in the first two leads they start at half their offset, which joins smoothly).
   */
  constructor(options: {
    shape: Shape
    seed: number
    fromUs: number
    untilUs: number
    sliceUs: number
    leadUs: number
  }) {
    this.#shape = options.shape
    this.#seed = options.seed
    this.#fromUs = options.fromUs
    this.#sliceUs = options.sliceUs
    this.#leadUs = options.leadUs
    const endUs = Math.min(options.fromUs + options.shape.durationMs * 1000, options.untilUs)
    this.#sliceCount = Math.max(0, Math.ceil((endUs - options.fromUs) / options.sliceUs))
    this.#move()
  }

  /** Goes on to the next start. */
  next(): void {
    this.ordinal++
    this.#at++
    this.#move()
  }

  #move(): void {
    while (this.#at === this.#count) {
      if (this.#slice === this.#sliceCount) {
        this.headUs = Number.POSITIVE_INFINITY
        return
      }
      this.#fill()
    }
    const offsetUs = this.#beginUs + (this.#offsets[this.#at] as number)
    const leadUs = this.#leadUs
    this.headUs = this.#fromUs + (offsetUs < 2 * leadUs ? Math.floor(offsetUs / 2) : offsetUs - leadUs)
  }

  #fill(): void {
    const slice = this.#slice++
    const planned = Math.floor(this.#shape.arrivalsBy(((slice + 1) * this.#sliceUs) / 1000))
    const count = planned - this.#plannedBefore
    this.#plannedBefore = planned
    this.#beginUs = slice * this.#sliceUs
    this.#at = 0
    this.#count = count
    if (count > this.#offsets.length) this.#offsets = new Uint32Array(2 ** Math.ceil(Math.log2(count)))
    for (let index = 0; index < count; index++) {
      this.#offsets[index] = Math.floor((mix32(this.#seed, slice, index, 0) >>> 0) * TO_UNIT * this.#sliceUs)
    }
    if (count > 1) this.#offsets.subarray(0, count).sort()
  }
}
