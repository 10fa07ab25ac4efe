import { Outcomes } from '@onrush/contracts'

/** The engine's own figures as float64 in shared memory: written by the load thread, read by anybody. */
export const EngineGauge = {
  scenarioUs: 0,
  speed: 1,
  heldUs: 2,
  offered: 3,
  sent: 4,
  answered: 5,
  inFlight: 6,
  lateAnswers: 7,
  /** Response times over everything at speed 1: the longest, microseconds. */
  longestWaitUs: 8,
  /** Counts of answers by operation and outcome follow: `outcomes + op * OutcomeCount + code`. */
  outcomes: 16,
} as const

export const OutcomeCount: number = Outcomes.length

/** Allocates the gauges of an engine with that many operations. */
export function engineGauges(operationCount: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer((EngineGauge.outcomes + operationCount * OutcomeCount) * 8))
}
