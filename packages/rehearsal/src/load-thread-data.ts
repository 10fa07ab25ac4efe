import type { CrowdReport } from '@onrush/contracts'
import type { ScenarioOptions } from './scenario.ts'

/** What a load thread is started with; shared memory and plain values only. */
export interface LoadThreadData {
  readonly scenarioUrl: string
  readonly options: ScenarioOptions
  /** The target's handle, null for a plain target. */
  readonly handle: unknown
  readonly ledgerFolder: string
  readonly control: SharedArrayBuffer
  readonly clock: SharedArrayBuffer
  readonly bank: SharedArrayBuffer
  readonly gauges: SharedArrayBuffer
  readonly timeline: SharedArrayBuffer
  readonly spans: SharedArrayBuffer
}

/** Words by which the main thread steers a load thread. */
export const LoadControl = { go: 0, stop: 1, words: 4 } as const

/** What a load thread says at its end. */
export interface LoadDone {
  readonly crowd: CrowdReport
  readonly reachedMs: number
  readonly longestStepMs: number
}
