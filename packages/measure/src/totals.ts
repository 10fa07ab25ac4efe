import type { OutcomeName } from '@onrush/contracts'
import { Histogram } from './histogram.ts'
import { describeRow, type Kind } from './rows.ts'

/** Which rows to merge. Left out: every operation, every outcome. Lag has no outcome, so `outcomes` do not narrow it. */
export interface TotalsQuery {
  readonly operation?: string
  readonly outcomes?: readonly OutcomeName[]
  readonly kind: Kind
}

/** The sums of many intervals by row: of a whole run, or of one window of it. Memory goes to rows that have samples only. */
export class Totals {
  readonly operations: readonly string[]
  readonly #rows = new Map<number, Histogram>()

  constructor(operations: readonly string[]) {
    this.operations = operations
  }

  /** Adds an interval's row; the histogram may be reused afterwards, so this fits `RecorderBank.fold`. */
  add(row: number, histogram: Histogram): void {
    const known = this.#rows.get(row)
    if (known) known.add(histogram)
    else {
      describeRow(this.operations, row)
      this.#rows.set(row, histogram.copy())
    }
  }

  /** The sum of a row, or undefined when nothing was added to it. Not a copy. */
  histogram(row: number): Histogram | undefined {
    return this.#rows.get(row)
  }

  /** A new histogram of all rows that fit the query; empty when none does. */
  merged(query: TotalsQuery): Histogram {
    const merged = new Histogram()
    for (const [row, histogram] of this.#rows) {
      const { operation, outcome, kind } = describeRow(this.operations, row)
      if (kind !== query.kind) continue
      if (query.operation !== undefined && operation !== query.operation) continue
      if (query.outcomes !== undefined && outcome !== null && !query.outcomes.includes(outcome)) continue
      merged.add(histogram)
    }
    return merged
  }
}
