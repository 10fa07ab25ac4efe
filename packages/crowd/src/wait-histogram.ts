const MANTISSA_BITS = 8
/** Waits from 1 µs to 2⁴⁰ µs (12 days); longer ones count as that. */
const OCTAVES = 40
const CELLS_PER_OCTAVE = 2 ** MANTISSA_BITS
const CELLS = OCTAVES * CELLS_PER_OCTAVE
/** The exponent field of a float64 holding 1. */
const EXPONENT_OF_ONE = 1023

/**
 * Counts of waits by size in 256 cells per doubling: a quantile is right to 0.2 %. A wait's cell is the top of its own float64:
 *
 *     63     52      44                     0
 *     ├ ┬ exp ┬ cell ┬  rest of the mantissa ┤     exp and cell read as one integer ascend with the value
 */
export class WaitHistogram {
  readonly #counts = new Float64Array(CELLS)
  readonly #bits = new Float64Array(1)
  readonly #words = new Uint32Array(this.#bits.buffer)
  #count = 0
  #maxUs = 0

  get count(): number {
    return this.#count
  }

  get maxUs(): number {
    return this.#maxUs
  }

  /** Waits below 1 µs count as 1 µs. */
  record(waitUs: number): void {
    this.#bits[0] = waitUs
    const cell = ((this.#words[1] as number) >> (20 - MANTISSA_BITS)) - (EXPONENT_OF_ONE << MANTISSA_BITS)
    const bounded = cell < 0 ? 0 : cell < CELLS ? cell : CELLS - 1
    this.#counts[bounded] = (this.#counts[bounded] as number) + 1
    this.#count++
    if (waitUs > this.#maxUs) this.#maxUs = waitUs
  }

  /** The wait that a share `p` (0 … 1) did not exceed, µs: the middle of its cell, never above the longest wait; 0 without waits. */
  quantileUs(p: number): number {
    const rank = Math.max(1, Math.ceil(p * this.#count))
    let seen = 0
    for (let cell = 0; cell < CELLS; cell++) {
      seen += this.#counts[cell] as number
      if (seen >= rank) return Math.min(middleOf(cell), this.#maxUs)
    }
    return 0
  }
}

function middleOf(cell: number): number {
  const octave = Math.floor(cell / CELLS_PER_OCTAVE)
  return 2 ** octave * (1 + ((cell % CELLS_PER_OCTAVE) + 0.5) / CELLS_PER_OCTAVE)
}
