import type { InvariantResult, MilestoneResult, ObjectiveResult, Verdict } from '@onrush/contracts'
import type { Evidence } from './evidence.ts'
import type { InvariantObjective, MilestoneObjective } from './objective.ts'
import { amount, duration, yuan } from './wording.ts'

/** Judges turnover by a time; observed and limit in ms from T0, observed null when it was never reached. */
export function judgeMilestone(objective: MilestoneObjective, evidence: Evidence): ObjectiveResult {
  const { name, targetFen, limitMs } = objective
  const { atMs, verdict } = milestoneResult(objective, evidence)
  return {
    name,
    kind: 'milestone',
    verdict,
    observed: atMs,
    limit: limitMs,
    unit: 'ms',
    window: null,
    explanation: explain(),
  }

  function explain(): string {
    const by = `${yuan(targetFen)} by ${duration(limitMs)}`
    if (!evidence.ledger) return `${by}: there is no ledger to ask.`
    if (atMs === null) {
      return verdict === 'FAIL'
        ? `${by}: never reached.`
        : `${by}: the run ended at ${duration(evidence.reachedMs)}, before the limit.`
    }
    const early = limitMs - atMs
    return `${by}: reached at ${duration(atMs)}, ${duration(Math.abs(early))} ${early >= 0 ? 'early' : 'late'}.`
  }
}

/** A milestone with its margin. Late or never is FAIL; a run that ended before the limit without reaching it is NO_DATA. */
export function milestoneResult(
  { name, targetFen, limitMs }: MilestoneObjective,
  { ledger, reachedMs }: Evidence,
): MilestoneResult {
  const atMs = ledger?.reachedMs(targetFen) ?? null
  const marginShare = atMs === null ? null : (limitMs - atMs) / limitMs
  return { name, target: targetFen, atMs, limitMs, verdict: verdictOf(), marginShare }

  function verdictOf(): Verdict {
    if (!ledger) return 'NO_DATA'
    if (atMs === null) return reachedMs >= limitMs ? 'FAIL' : 'NO_DATA'
    return atMs <= limitMs ? 'PASS' : 'FAIL'
  }
}

/** Judges one law of the ledger, or all of them; observed is the number of violations. */
export function judgeInvariant({ name, invariant }: InvariantObjective, { ledger }: Evidence): ObjectiveResult {
  const result = (observed: number | null, verdict: Verdict, explanation: string): ObjectiveResult => ({
    name,
    kind: 'invariant',
    verdict,
    observed,
    limit: 0,
    unit: 'violations',
    window: null,
    explanation,
  })
  if (!ledger) return result(null, 'NO_DATA', 'There is no ledger to check.')
  const laws = ledger.invariants.filter((law) => invariant === null || law.name === invariant)
  if (laws.length === 0)
    return result(null, 'NO_DATA', `The ledger knows no invariant${invariant === null ? '' : ` "${invariant}"`}.`)
  const violations = laws.reduce((sum, law) => sum + law.violations, 0)
  const checked = laws.reduce((sum, law) => sum + law.checked, 0)
  const broken = laws.filter((law) => law.violations > 0)
  if (broken.length > 0) {
    const first = broken[0]?.samples[0]
    const named = broken.map((law) => law.name).join(', ')
    return result(
      violations,
      'FAIL',
      `${amount(violations)} violations of ${named}${first === undefined ? '' : `; the first: ${first}`}.`,
    )
  }
  const untested = laws.filter((law) => law.checked === 0)
  if (untested.length > 0)
    return result(0, 'NO_DATA', `Never put to the test: ${untested.map((law) => law.name).join(', ')}.`)
  return result(
    0,
    'PASS',
    `${laws.length === 1 ? 'The law holds' : `All ${laws.length} laws hold`} over ${amount(checked)} checked facts.`,
  )
}

/** A violation counts however little was checked; no violation counts only if something was checked. */
export function invariantVerdict({ violations, checked }: InvariantResult): Verdict {
  return violations > 0 ? 'FAIL' : checked > 0 ? 'PASS' : 'NO_DATA'
}
