import type { GeneratorReport, Ledger, OutcomeName, Window } from '@onrush/contracts'
import type { LatencyTime } from './objective.ts'

/** A histogram, as far as judging needs it. */
export interface LatencyView {
  readonly count: number
  /** `q` from 0 to 1. */
  valueAtQuantileMs(q: number): number
  readonly maxMs: number
}

/** A quantile of response time per interval; null where nothing was recorded. */
export interface IntervalValue {
  readonly fromMs: number
  readonly toMs: number
  readonly valueMs: number | null
}

/** What a run hands to the judge. `undefined` always means: this cannot be judged. */
export interface Evidence {
  /**
   * The merged histogram over the window; undefined when the window cannot be judged (time-lapse above speed 1, or not reached).
   * `operation` null asks for all of them together.
   */
  latency(query: {
    readonly operation: string | null
    readonly outcomes: readonly OutcomeName[]
    readonly time: LatencyTime
    readonly window: Window
  }): LatencyView | undefined
  counts(query: {
    readonly operation: string | null
    readonly window: Window
  }): Readonly<Record<OutcomeName, number>> | undefined
  /** Clicks offered in the window. */
  offered(window: Window): number | undefined
  /** Longest time between two `ok` answers of the operation; the window's edges count as answers. */
  longestGapMs(query: { readonly operation: string; readonly window: Window }): number | undefined
  /** One value per interval of the window, in order of time. */
  intervals(query: {
    readonly operation: string
    readonly outcomes: readonly OutcomeName[]
    readonly quantile: number
    readonly window: Window
  }): readonly IntervalValue[]
  /** Null: the target could not be audited. */
  readonly ledger: Ledger | null
  readonly generator: GeneratorReport
  readonly faults: readonly { readonly name: string; readonly touched: number }[]
  /** How far the scenario got, ms from T0. */
  readonly reachedMs: number
}
