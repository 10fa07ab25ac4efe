/** A law the ledger must obey, and whether it did. */
export interface InvariantResult {
  readonly name: string
  readonly violations: number
  /** How many facts were checked; 0 means the law was never put to the test. */
  readonly checked: number
  /** The first few violations, for people. */
  readonly samples: readonly string[]
}

/** Money by time: cumulative value in fen at scenario times in ms, ascending in both. */
export interface MoneyCurve {
  readonly atMs: readonly number[]
  readonly valueFen: readonly number[]
}

/** The target's own account of what happened, as its audit found it. */
export interface Ledger {
  readonly invariants: readonly InvariantResult[]
  readonly money: {
    readonly gmvFen: number
    readonly orders: number
    readonly paid: number
    readonly cod: number
    readonly released: number
  }
  /** Scenario time (ms) at which cumulative turnover first reached `valueFen`, or null. */
  readonly reachedMs: (valueFen: number) => number | null
  readonly turnover: MoneyCurve
  /** Digest of the whole event log, hex SHA-256. */
  readonly digest: string
  /** Further figures for the report (units unsold, recovery time, …). */
  readonly figures: Readonly<Record<string, number>>
}
