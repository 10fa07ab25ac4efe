import type { CrowdReport, RunEvent } from '@onrush/contracts'
import type { Timeline } from '@onrush/engine'
import type { Measurements } from './measurements.ts'
import type { RunDirectory } from './run-directory.ts'
import type { CompleteScenario, ScenarioOptions } from './scenario.ts'

/** What playing a scenario needs, whatever the clock. */
export interface Stage {
  readonly scenario: CompleteScenario
  readonly scenarioUrl: URL
  readonly options: ScenarioOptions
  readonly directory: RunDirectory
  readonly emit: (event: RunEvent) => void
  /** Aborted: end the load, keep what was seen. */
  readonly signal: AbortSignal
  /** Called about once a second with what is known so far, so that a killed run loses no more than that. */
  readonly checkpoint: (played: Played) => void
}

/** What came of it. */
export interface Played {
  readonly measurements: Measurements
  readonly timeline: Timeline
  readonly engineGauges: Float64Array
  readonly targetGauges: Readonly<Record<string, number>>
  readonly crowd: CrowdReport
  readonly reachedMs: number
  /** Longest step of scenario time above speed 1, ms. */
  readonly clockStepMs: number
  readonly isInterrupted: boolean
}

export const EmptyCrowdReport: CrowdReport = { intents: {}, amplification: 0, notes: {} }
