/**
 * Time as a scenario sees it. Scenario times are offsets from T0 (0 = the sale opens, −10_000 = ten seconds before).
 * On the system and the virtual clock, wall time runs with scenario time; on the time-lapse clock it does not.
 */
export interface Clock {
  /** Scenario time, milliseconds from T0. */
  nowMs(): number
  /** Resolves at that scenario time, or rejects with the signal's reason. */
  sleepUntil(atMs: number, signal?: AbortSignal): Promise<void>
  /** Wall time in microseconds; one zero for all threads of a process. */
  wallUs(): number
  /** The wall time (microseconds) at which scenario time passed `scenarioMs`. */
  wallOf(scenarioMs: number): number
}

export const ClockKinds = ['system', 'virtual', 'time-lapse'] as const
export type ClockKind = (typeof ClockKinds)[number]
