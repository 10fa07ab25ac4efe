import type { ClockKind } from './clock.ts'
import type { IntentReport } from './crowd.ts'
import type { OutcomeName } from './outcome.ts'

export const Verdicts = ['PASS', 'FAIL', 'INVALID', 'NO_DATA', 'INCONCLUSIVE'] as const
export type Verdict = (typeof Verdicts)[number]

/** A stretch of scenario time, ms from T0: [fromMs, toMs). */
export interface Window {
  readonly fromMs: number
  readonly toMs: number
}

export interface ObjectiveResult {
  readonly name: string
  readonly kind: 'latency' | 'milestone' | 'invariant' | 'stall' | 'recovery' | 'offered' | 'errors'
  readonly verdict: Verdict
  /** What was seen, in `unit`; null when there was nothing to see. */
  readonly observed: number | null
  readonly limit: number
  readonly unit: string
  readonly window: Window | null
  /** One sentence for people: which figure of which operation over how many samples. */
  readonly explanation: string
}

export interface MilestoneResult {
  readonly name: string
  /** Turnover to reach, integer fen. */
  readonly target: number
  /** Scenario time at which it was reached, ms from T0; null if never. */
  readonly atMs: number | null
  readonly limitMs: number
  readonly verdict: Verdict
  /** (limit − reached) ÷ limit: 0.03 is 3 % early, negative is late; null if never. */
  readonly marginShare: number | null
}

export interface InvariantReport {
  readonly name: string
  readonly verdict: Verdict
  readonly violations: number
  readonly checked: number
  readonly samples: readonly string[]
}

/** Percentiles in milliseconds; null where nothing was recorded. */
export interface Percentiles {
  readonly p50: number | null
  readonly p90: number | null
  readonly p99: number | null
  readonly p999: number | null
  readonly max: number | null
  readonly count: number
}

export interface OperationReport {
  readonly counts: Readonly<Record<OutcomeName, number>>
  readonly outcomes: Readonly<
    Partial<Record<OutcomeName, { readonly responseMs: Percentiles; readonly serviceMs: Percentiles }>>
  >
  readonly lagMs: Percentiles
}

export interface GeneratorReport {
  readonly offered: number
  readonly sent: number
  readonly unsent: number
  /** Most clicks offered in one second of scenario time at speed 1, and when that second began. */
  readonly peakOfferedPerSec: number
  readonly offeredFirstSecond: number
  /** Response time from intended start, the longest of all, ms (at speed 1). */
  readonly longestWaitMs: number
  readonly lagMs: { readonly p99: number | null; readonly max: number | null; readonly burstP99: number | null }
  readonly limits: { readonly lagP99Ms: number; readonly burstLagP99Ms: number; readonly unsentShare: number }
  /** Wall milliseconds during which scenario time was held because work was behind. */
  readonly heldMs: number
  readonly verdict: Verdict
  readonly reasons: readonly string[]
}

/** One point per interval of the run: a wall second, on the virtual clock a scenario second or minute. */
export interface SeriesPoint {
  /** Scenario time at the interval's start and end, ms. */
  readonly fromMs: number
  readonly toMs: number
  readonly speed: number
  readonly offered: number
  readonly answered: Readonly<Record<OutcomeName, number>>
  /** Response time by operation over all answers of the interval, ms. */
  readonly response: Readonly<
    Record<string, { readonly p50: number; readonly p99: number; readonly max: number; readonly count: number }>
  >
  readonly lagP99Ms: number | null
  readonly inFlight: number
  readonly queueDepth: number | null
}

/** What `report.json` holds; described for others by its JSON Schema in packages/report. */
export interface RunReport {
  readonly schemaVersion: 1
  readonly tool: { readonly name: 'onrush'; readonly version: string }
  readonly scenario: string
  readonly seed: number
  readonly clock: ClockKind
  /** ISO 8601; on the virtual clock the scenario's own. */
  readonly startedAt: string
  /** Length of the scenario that was played, ms of scenario time. */
  readonly durationMs: number
  readonly verdict: Verdict
  readonly exitCode: number
  /** True when the run was stopped before its end. */
  readonly interrupted: boolean
  readonly options: Readonly<Record<string, string | number | boolean>>
  readonly objectives: readonly ObjectiveResult[]
  readonly milestones: readonly MilestoneResult[]
  readonly invariants: readonly InvariantReport[]
  readonly operations: Readonly<Record<string, OperationReport>>
  readonly intents: Readonly<Record<string, IntentReport>>
  readonly amplification: number
  readonly generator: GeneratorReport
  readonly faults: readonly {
    readonly name: string
    readonly fromMs: number
    readonly toMs: number
    readonly touched: number
    readonly healed: boolean
  }[]
  readonly money: {
    readonly gmvFen: number
    readonly orders: number
    readonly paid: number
    readonly cod: number
    readonly released: number
  }
  /** Turnover by time as the ledger has it: at most a few thousand points. */
  readonly turnover: { readonly atMs: readonly number[]; readonly valueFen: readonly number[] }
  readonly series: readonly SeriesPoint[]
  readonly figures: Readonly<Record<string, number | string>>
  /** Digest of the target's event log, hex SHA-256; null without a ledger. */
  readonly digest: string | null
  /** Everything that differs from one machine or moment to the next. */
  readonly machine: MachineReport
}

export interface MachineReport {
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
  readonly platform: string
  readonly node: string
  readonly wallMs: number
  readonly peakRssBytes: number
}
