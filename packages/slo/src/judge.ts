import type {
  ExitCode,
  InvariantReport,
  InvariantResult,
  MilestoneResult,
  ObjectiveResult,
  Verdict,
} from '@onrush/contracts'
import { conclude, doubtsOf } from './conclude.ts'
import type { Evidence } from './evidence.ts'
import { invariantVerdict, judgeInvariant, judgeMilestone, milestoneResult } from './judge-ledger.ts'
import { judgeErrorBudget, judgeLatency, judgeOffered, judgeRecovery, judgeStall } from './judge-measured.ts'
import type { MilestoneObjective, Objective } from './objective.ts'

/** What a run came to. */
export interface Judgement {
  readonly verdict: Verdict
  readonly exitCode: ExitCode
  /** One per objective, in the order given. */
  readonly objectives: readonly ObjectiveResult[]
  readonly milestones: readonly MilestoneResult[]
  /** Every law of the ledger, whether an objective names it or not. */
  readonly invariants: readonly InvariantReport[]
}

/**
 * Judges a run. Pure: the same evidence gives the same judgement.
 *
 * What was measured by the generator (latency, stall, recovery, errors, clicks offered) is INVALID as soon as the generator
 * was the bottleneck or a fault touched nothing; what the ledger says keeps its own verdict. Then the gravest counts:
 * broken invariant (FAIL) > INVALID > FAIL > NO_DATA > INCONCLUSIVE > PASS. A law that the ledger says is broken fails the
 * run even when no objective asked for it.
 */
export function judge(objectives: readonly Objective[], evidence: Evidence): Judgement {
  const doubts = doubtsOf(evidence)
  const results = objectives.map((objective) => withDoubts(judgeOne(objective, evidence), doubts))
  const milestones = objectives
    .filter((objective): objective is MilestoneObjective => objective.kind === 'milestone')
    .map((objective) => milestoneResult(objective, evidence))
  const invariants = (evidence.ledger?.invariants ?? []).map(invariantReport)
  return { ...conclude(results, invariants, doubts), objectives: results, milestones, invariants }
}

function judgeOne(objective: Objective, evidence: Evidence): ObjectiveResult {
  switch (objective.kind) {
    case 'latency':
      return judgeLatency(objective, evidence)
    case 'stall':
      return judgeStall(objective, evidence)
    case 'recovery':
      return judgeRecovery(objective, evidence)
    case 'offered':
      return judgeOffered(objective, evidence)
    case 'errors':
      return judgeErrorBudget(objective, evidence)
    case 'milestone':
      return judgeMilestone(objective, evidence)
    case 'invariant':
      return judgeInvariant(objective, evidence)
  }
}

/** The figure stays visible, but neither its PASS nor its FAIL can be believed. Where there was no data, that is the better reason. */
function withDoubts(result: ObjectiveResult, doubts: readonly string[]): ObjectiveResult {
  const isMeasured = result.kind !== 'milestone' && result.kind !== 'invariant'
  if (doubts.length === 0 || !isMeasured || result.verdict === 'NO_DATA') return result
  return {
    ...result,
    verdict: 'INVALID',
    explanation: `${result.explanation} This proves nothing: ${doubts.join('; ')}.`,
  }
}

function invariantReport(result: InvariantResult): InvariantReport {
  const { name, violations, checked, samples } = result
  return { name, verdict: invariantVerdict(result), violations, checked, samples }
}
