import type { OutcomeName, Window } from '@onrush/contracts'

/** Which of the two clocks on an answer is judged: from the intended start, or from the instant it was sent. */
export type LatencyTime = 'response' | 'service'

/** A quantile of latency within a window stays at or below a limit. */
export interface LatencyObjective {
  readonly kind: 'latency'
  readonly name: string
  /** Null: all operations together. */
  readonly operation: string | null
  /** The outcomes judged; shedding nine tenths in a millisecond must not improve any verdict. */
  readonly outcomes: readonly OutcomeName[]
  /** From 0 to 1; 1 is the maximum. */
  readonly quantile: number
  readonly limitMs: number
  readonly window: Window
  /** With fewer answers than this the verdict is NO_DATA. */
  readonly minSamples: number
  readonly time: LatencyTime
}

/** Turnover reaches an amount by a time. */
export interface MilestoneObjective {
  readonly kind: 'milestone'
  readonly name: string
  /** Integer fen. */
  readonly targetFen: number
  /** Scenario time, ms from T0. */
  readonly limitMs: number
}

/** A law of the ledger holds and was put to the test. */
export interface InvariantObjective {
  readonly kind: 'invariant'
  readonly name: string
  /** The ledger's name of the law; null: every law of the ledger. */
  readonly invariant: string | null
}

/** The longest time without a single `ok` answer stays at or below a limit. */
export interface StallObjective {
  readonly kind: 'stall'
  readonly name: string
  readonly operation: string
  readonly limitMs: number
  readonly window: Window
}

/** After `fromMs` a quantile of response time is back at or below `levelMs` for good within `limitMs`. */
export interface RecoveryObjective {
  readonly kind: 'recovery'
  readonly name: string
  readonly operation: string
  readonly outcomes: readonly OutcomeName[]
  readonly quantile: number
  readonly levelMs: number
  readonly limitMs: number
  /** Scenario time from which recovery is counted, ms from T0. */
  readonly fromMs: number
  readonly window: Window
}

/** The crowd was as large as promised: at least so many clicks were offered. */
export interface OfferedObjective {
  readonly kind: 'offered'
  readonly name: string
  readonly atLeast: number
  readonly window: Window
}

/** The share of bad outcomes stays at or below a limit. */
export interface ErrorBudgetObjective {
  readonly kind: 'errors'
  readonly name: string
  /** Null: all operations together. */
  readonly operation: string | null
  readonly outcomes: readonly OutcomeName[]
  /** From 0 to 1. */
  readonly maxShare: number
  readonly window: Window
  readonly minSamples: number
}

/** What a run has to achieve; a plain value, made by the factories of this package. */
export type Objective =
  | LatencyObjective
  | MilestoneObjective
  | InvariantObjective
  | StallObjective
  | RecoveryObjective
  | OfferedObjective
  | ErrorBudgetObjective
