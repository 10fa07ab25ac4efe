import type { MilestoneResult, ObjectiveResult, RunReport } from '@onrush/contracts'
import { nearestName, OnrushError } from '@onrush/contracts'
import { conclude, doubtsOf } from './conclude.ts'
import type { Judgement } from './judge.ts'

/** New limits by objective name, each in the objective's own unit. */
export type StricterLimits = Readonly<Record<string, number>>

/**
 * Judges a recorded run again, with its own limits or stricter ones. What the run could not prove stays unproven: INVALID and
 * NO_DATA are kept, whatever the limit. `{ ...report, ...regate(report, limits) }` is the judged report.
 * @throws OnrushError ONRUSH_SLO_UNKNOWN_OBJECTIVE for a name the run did not judge; ONRUSH_SLO_LIMIT for a limit that is no
 * number or looser than the recorded one.
 */
export function regate(report: RunReport, stricter: StricterLimits = {}): Judgement {
  const names = report.objectives.map(({ name }) => name)
  for (const name of Object.keys(stricter)) if (!names.includes(name)) throw unknownObjective(name, names)
  const objectives = report.objectives.map((result) => judgedBy(result, limitOf(result, stricter)))
  const milestones = report.milestones.map((result) => milestoneBy(result, objectives))
  const { invariants } = report
  return { ...conclude(objectives, invariants, doubtsOf(report)), objectives, milestones, invariants }
}

/** Only the number of clicks offered has to be large; everything else has to be small. */
function isAtLeast({ kind }: ObjectiveResult): boolean {
  return kind === 'offered'
}

function limitOf(result: ObjectiveResult, stricter: StricterLimits): number {
  const limit = Object.hasOwn(stricter, result.name) ? stricter[result.name] : undefined
  if (limit === undefined) return result.limit
  if (!Number.isFinite(limit) || limit < 0) {
    throw new OnrushError(
      'ONRUSH_SLO_LIMIT',
      `The limit of "${result.name}" must be a number of at least 0, got ${limit}`,
      {
        hint: `Give it in ${result.unit}; the run was judged with ${result.limit}.`,
      },
    )
  }
  if (isAtLeast(result) ? limit < result.limit : limit > result.limit) {
    throw new OnrushError(
      'ONRUSH_SLO_LIMIT',
      `The limit of "${result.name}" would get looser: ${limit} instead of ${result.limit} ${result.unit}`,
      {
        hint: 'A recorded run can only be judged more strictly; change the objective in the scenario and run it again.',
      },
    )
  }
  return limit
}

function judgedBy(result: ObjectiveResult, limit: number): ObjectiveResult {
  const isProven = result.verdict === 'PASS' || result.verdict === 'FAIL'
  if (!isProven || result.observed === null) return { ...result, limit }
  const holds = isAtLeast(result) ? result.observed >= limit : result.observed <= limit
  const explanation =
    limit === result.limit
      ? result.explanation
      : `${result.explanation} Judged again with limit ${limit} ${result.unit}.`
  return { ...result, limit, verdict: holds ? 'PASS' : 'FAIL', explanation }
}

function milestoneBy(result: MilestoneResult, objectives: readonly ObjectiveResult[]): MilestoneResult {
  const judged = objectives.find(({ kind, name }) => kind === 'milestone' && name === result.name)
  if (!judged) return result
  const marginShare = result.atMs === null ? null : (judged.limit - result.atMs) / judged.limit
  return { ...result, limitMs: judged.limit, verdict: judged.verdict, marginShare }
}

function unknownObjective(name: string, names: readonly string[]): OnrushError {
  const nearest = nearestName(name, names)
  return new OnrushError('ONRUSH_SLO_UNKNOWN_OBJECTIVE', `The recorded run has no objective "${name}"`, {
    hint: nearest === undefined ? `It judged: ${names.join(', ') || 'nothing'}.` : `Did you mean "${nearest}"?`,
  })
}
