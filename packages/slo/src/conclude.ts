import type { ExitCode, InvariantReport, ObjectiveResult, Verdict } from '@onrush/contracts'
import type { Evidence } from './evidence.ts'
import { exitCodeOf, worstVerdict } from './verdict.ts'

/** The verdict of a whole run from its parts; `doubts` says why the run may prove nothing. */
export function conclude(
  objectives: readonly ObjectiveResult[],
  invariants: readonly InvariantReport[],
  doubts: readonly string[],
): { readonly verdict: Verdict; readonly exitCode: ExitCode } {
  const isBroken = invariants.some(({ verdict }) => verdict === 'FAIL') || objectives.some(isBrokenInvariant)
  const verdict = isBroken
    ? 'FAIL'
    : doubts.length > 0
      ? 'INVALID'
      : worstVerdict(objectives.map((objective) => objective.verdict))
  return { verdict, exitCode: exitCodeOf(verdict) }
}

/** Why the run may prove nothing: the generator's reasons, and the faults without effect. */
export function doubtsOf({ generator, faults }: Pick<Evidence, 'generator' | 'faults'>): readonly string[] {
  const isHonest =
    generator.verdict === 'PASS' || generator.verdict === 'NO_DATA' || generator.verdict === 'INCONCLUSIVE'
  const late = isHonest ? [] : generator.reasons.length > 0 ? generator.reasons : ['the generator was the bottleneck']
  return [
    ...late,
    ...faults.filter(({ touched }) => touched === 0).map(({ name }) => `the fault "${name}" touched nothing`),
  ]
}

function isBrokenInvariant(result: ObjectiveResult): boolean {
  return result.kind === 'invariant' && result.verdict === 'FAIL'
}
