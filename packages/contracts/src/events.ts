/** Something worth telling while a run goes on. `atMs` is scenario time. */
export type RunEvent =
  | { readonly type: 'phase'; readonly atMs: number; readonly phase: string; readonly detail?: string }
  | { readonly type: 'progress'; readonly atMs: number; readonly progress: Progress }
  | {
      readonly type: 'milestone'
      readonly atMs: number
      readonly name: string
      readonly targetFen: number
      readonly limitMs: number
    }
  | { readonly type: 'warning'; readonly atMs: number; readonly message: string }
  | { readonly type: 'end'; readonly atMs: number; readonly verdict: string; readonly exitCode: number }

/** One look at a run in progress. Counts are totals so far, rates are over the last interval. */
export interface Progress {
  readonly scenarioMs: number
  readonly startMs: number
  readonly endMs: number
  /** Scenario seconds per wall second. */
  readonly speed: number
  readonly gmvFen: number
  readonly offered: number
  readonly answered: number
  readonly inFlight: number
  readonly clicksPerSec: number
  readonly ordersPerSec: number
  /** p99 of response time over the last interval, ms; null without samples. */
  readonly p99Ms: number | null
  /** Requests waiting inside the target, where it says so. */
  readonly queueDepth: number | null
  readonly soldOutItems: number | null
}

/** Receives a run's events. Must not block and must not throw. */
export interface Sink {
  accept(event: RunEvent): void
}
