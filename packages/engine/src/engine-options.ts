import type { AcknowledgedSink, BatchTarget, Crowd } from '@onrush/contracts'
import type { RecorderBank } from '@onrush/measure'
import type { Timeline } from './timeline.ts'

/** The engine's view of time. */
export interface EngineClock {
  /** Reads wall time now, microseconds; on the virtual clock, virtual time. */
  wallUs(): number
  /** The wall time at which scenario time passed `scenarioUs`. */
  wallOfUs(scenarioUs: number): number
}

export interface EngineOptions {
  readonly crowd: Crowd
  readonly target: BatchTarget
  readonly bank: RecorderBank
  readonly clock: EngineClock
  readonly gauges: Float64Array
  readonly timeline: Timeline
  /** An arrival unanswered for this long (wall time from its intended start) is `timedOut`; one unsent for this long is `unsent`. */
  readonly timeoutMs: number
  /** Most arrivals between the oldest unanswered one and the newest. */
  readonly inFlightMax?: number
  /** True on the virtual clock: the generator is on time by definition, so sent = due. */
  readonly isVirtual?: boolean
  /** Operations whose ok answers are reported to `acknowledged`, by code. */
  readonly acknowledgedOps?: readonly number[]
  readonly acknowledged?: AcknowledgedSink
}
