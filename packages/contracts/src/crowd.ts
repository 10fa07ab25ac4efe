import type { ArrivalBatch, SettledBatch } from './arrival.ts'

/**
 * People: the source of arrivals and the only part that reacts to answers. Times are scenario microseconds from T0.
 * All methods run on the load thread's hot path: no promise, no allocation per item.
 */
export interface Crowd {
  /** Appends the arrivals due at or before `nowUs` in due order, up to the batch's capacity; says how many. */
  take(into: ArrivalBatch, nowUs: number): number
  /** The next due time, or Infinity when nobody has anything left to do. */
  nextDueUs(): number
  /** Reacts to answers at scenario time `nowUs`: retry, pay, spill over, give up. */
  settle(settled: SettledBatch, nowUs: number): void
}

/** The crowd's own account, for the report. */
export interface CrowdReport {
  /** By cohort: how intents ended and how long they took (first intended click to final answer). */
  readonly intents: Readonly<Record<string, IntentReport>>
  /** Attempts ÷ intents. */
  readonly amplification: number
  /** Free figures of this crowd, shown in the report (for example the factor by which views were thinned). */
  readonly notes: Readonly<Record<string, number | string>>
}

export interface IntentReport {
  readonly counts: {
    readonly won: number
    readonly lost: number
    readonly shed: number
    readonly gaveUp: number
    readonly open: number
  }
  readonly timeMs: {
    readonly p50: number
    readonly p90: number
    readonly p99: number
    readonly p999: number
    readonly max: number
  }
}
