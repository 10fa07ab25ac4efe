const CELL_BITS = 14
const CELLS = 2 ** CELL_BITS
const LOW_BITS = 32 - CELL_BITS
const LOW_MASK = 2 ** LOW_BITS - 1
const LOW_STEP = 2 ** -LOW_BITS

/** What a table is built from. */
export interface QuantileSource {
  /** The value below which a share `p` of the distribution lies; `p` ascends from call to call, strictly between 0 and 1. */
  quantile(p: number): number
  /** Mean of what lies below the first inner edge, and above the last. */
  lowestMean(edge: number, share: number): number
  highestMean(edge: number, share: number): number
  /** No sample is below this. */
  readonly least: number
}

/**
 * A distribution as a table of its quantiles: one uniform uint32 gives one sample, without logarithms on the way. 16,384 cells of equal
 * probability, linear inside. The outermost cells are set so that their means are right: tails are cut off, means are not.
 */
export class Quantiles {
  /** Mean of what `at` delivers. */
  readonly mean: number
  readonly #edges: Float64Array

  constructor(source: QuantileSource) {
    const edges = new Float64Array(CELLS + 1)
    for (let cell = 1; cell < CELLS; cell++) edges[cell] = source.quantile(cell / CELLS)
    const low = edges[1] as number
    const high = edges[CELLS - 1] as number
    // A linear cell from a to b has the mean (a + b) ÷ 2.
    edges[0] = Math.min(low, Math.max(source.least, 2 * source.lowestMean(low, 1 / CELLS) - low))
    edges[CELLS] = Math.max(high, 2 * source.highestMean(high, 1 / CELLS) - high)
    this.#edges = edges
    this.mean = meanOf(edges)
  }

  /** The sample for a uniform 32-bit integer: the cell by its top 14 bits, the place inside by the others. Ascending in `uint32`. */
  at(uint32: number): number {
    const cell = uint32 >>> LOW_BITS
    const low = this.#edges[cell] as number
    // Half a step on, so that the samples of a cell average to its middle.
    return low + ((this.#edges[cell + 1] as number) - low) * (((uint32 & LOW_MASK) + 0.5) * LOW_STEP)
  }
}

function meanOf(edges: Float64Array): number {
  let sum = ((edges[0] as number) + (edges[CELLS] as number)) / 2
  for (let cell = 1; cell < CELLS; cell++) sum += edges[cell] as number
  return sum / CELLS
}
