import type { Window } from '@onrush/contracts'
import { nearestName, OnrushError } from '@onrush/contracts'
import type { Objective } from './objective.ts'
import { duration, windowName } from './wording.ts'

/** What a scenario plays; times are ms from T0. */
export interface Timeline {
  readonly startMs: number
  readonly endMs: number
  /** Up to here scenario time runs with wall time; `endMs` or more on every clock but the time-lapse one. */
  readonly realUntilMs: number
  /** The crowd's operation names. */
  readonly operations: readonly string[]
}

/**
 * Checks objectives against the scenario they are for, before anything is fired: an objective that can never be judged is a
 * mistake, not a verdict.
 * @throws OnrushError ONRUSH_SLO_DUPLICATE_NAME, ONRUSH_SLO_MILESTONE_AFTER_END, ONRUSH_SLO_WINDOW_OUTSIDE,
 * ONRUSH_SLO_WINDOW_TIME_LAPSE, ONRUSH_SLO_UNKNOWN_OPERATION
 */
export function validateObjectives(objectives: readonly Objective[], timeline: Timeline): void {
  const names = new Set<string>()
  for (const objective of objectives) {
    if (names.has(objective.name)) throw duplicateName(objective.name)
    names.add(objective.name)
    if (objective.kind === 'milestone') checkDeadline(objective.name, objective.limitMs, timeline)
    if ('window' in objective) checkWindow(objective, objective.window, timeline)
    if ('operation' in objective && objective.operation !== null)
      checkOperation(objective.name, objective.operation, timeline)
  }
}

function checkDeadline(name: string, limitMs: number, { endMs }: Timeline): void {
  if (limitMs <= endMs) return
  throw new OnrushError(
    'ONRUSH_SLO_MILESTONE_AFTER_END',
    `The milestone "${name}" is due at ${duration(limitMs)}, after the scenario's end at ${duration(endMs)}`,
    {
      hint: 'Make the scenario longer or drop the milestone.',
    },
  )
}

function checkWindow({ name, kind }: Objective, window: Window, { startMs, endMs, realUntilMs }: Timeline): void {
  if (window.fromMs < startMs || window.toMs > endMs) {
    throw new OnrushError(
      'ONRUSH_SLO_WINDOW_OUTSIDE',
      `The window ${windowName(window)} of "${name}" lies outside the scenario, ${windowName({ fromMs: startMs, toMs: endMs })}`,
      {
        hint: 'Move the window inside the scenario, or make the scenario longer.',
      },
    )
  }
  // Waiting is wall time: it means something only while scenario time runs with it.
  const isWaiting = kind === 'latency' || kind === 'stall' || kind === 'recovery'
  if (isWaiting && window.toMs > realUntilMs) {
    throw new OnrushError(
      'ONRUSH_SLO_WINDOW_TIME_LAPSE',
      `The window ${windowName(window)} of "${name}" reaches beyond ${duration(realUntilMs)}, where the time-lapse begins`,
      {
        hint: `Latency can be judged only at speed 1: end the window at ${realUntilMs} ms or earlier, or run on the system clock.`,
      },
    )
  }
}

function checkOperation(name: string, operation: string, { operations }: Timeline): void {
  if (operations.includes(operation)) return
  const nearest = nearestName(operation, operations)
  throw new OnrushError(
    'ONRUSH_SLO_UNKNOWN_OPERATION',
    `The objective "${name}" names the operation "${operation}", which the crowd does not have`,
    {
      hint: nearest === undefined ? `It has: ${operations.join(', ')}.` : `Did you mean "${nearest}"?`,
    },
  )
}

function duplicateName(name: string): OnrushError {
  return new OnrushError('ONRUSH_SLO_DUPLICATE_NAME', `Two objectives are called "${name}"`, {
    hint: 'Give one of them a name of its own: { name: "…", … }.',
  })
}
