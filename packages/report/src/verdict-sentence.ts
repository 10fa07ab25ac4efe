import type { ObjectiveResult, RunReport, Verdict } from '@onrush/contracts'
import { countText, durationText } from './wording.ts'

/** One sentence that says why the verdict is what it is. */
export function verdictSentence(report: RunReport): string {
  const { objectives, invariants } = report
  const count = objectives.length
  const broken = invariants.filter(({ verdict }) => verdict === 'FAIL')
  switch (report.verdict) {
    case 'PASS':
      return `All ${countText(count)} objectives hold${milestonesPart(report)}${invariantsPart(report)}, and the load was sent on time.`
    case 'FAIL':
      if (broken.length > 0) {
        const violations = broken.reduce((sum, law) => sum + law.violations, 0)
        const names = broken.map(({ name }) => name).join(', ')
        return `The ledger breaks ${lawCount(broken.length)} (${names}): ${plural(violations, 'violation')}. ${partOf(objectives, 'FAIL')} failed.`
      }
      return `${partOf(objectives, 'FAIL')} failed: ${named(objectives, 'FAIL')}.`
    case 'INVALID':
      return `This run proves nothing: ${doubts(report)}.`
    case 'NO_DATA':
      return count === 0
        ? 'No objective was judged.'
        : `${partOf(objectives, 'NO_DATA')} could not be judged for want of data: ${named(objectives, 'NO_DATA')}.`
    case 'INCONCLUSIVE':
      return `${partOf(objectives, 'INCONCLUSIVE')} could not be decided: ${named(objectives, 'INCONCLUSIVE')}.`
  }
}

/** What the generator's own verdict means, in one sentence. */
export function generatorSentence({ generator }: RunReport): string {
  const { lagMs, limits, verdict, reasons } = generator
  if (verdict === 'INVALID' || verdict === 'FAIL') {
    const why = reasons.length > 0 ? reasons.join('; ') : 'it could not keep its schedule'
    return `The generator was the bottleneck (${why}): the latencies below describe it as much as the target, so no verdict rests on them.`
  }
  if (lagMs.p99 === null) return 'No lag was recorded: nothing is known about how well the schedule was kept.'
  return `The clicks left when they were due (lag p99 ${durationText(lagMs.p99)}, limit ${durationText(limits.lagP99Ms)}): what was slow was the target, not the generator.`
}

function milestonesPart({ milestones }: RunReport): string {
  if (milestones.length === 0) return ''
  return `: ${milestones.length === 1 ? 'the milestone was' : `all ${milestones.length} milestones were`} reached in time`
}

function invariantsPart({ invariants, milestones }: RunReport): string {
  const checked = invariants.filter(({ verdict }) => verdict === 'PASS')
  if (checked.length === 0) return ''
  return `${milestones.length > 0 ? ', ' : ': '}${checked.length === 1 ? 'the law of the ledger is' : `all ${checked.length} laws of the ledger are`} kept`
}

function doubts({ generator, faults, objectives }: RunReport): string {
  const late = generator.verdict === 'PASS' ? [] : generator.reasons
  const idle = faults.filter(({ touched }) => touched === 0).map(({ name }) => `the fault “${name}” touched nothing`)
  const all = [...late, ...idle]
  return all.length > 0 ? all.join('; ') : `${named(objectives, 'INVALID') || 'the generator was the bottleneck'}`
}

function partOf(objectives: readonly ObjectiveResult[], verdict: Verdict): string {
  const count = objectives.filter((objective) => objective.verdict === verdict).length
  return `${countText(count)} of ${plural(objectives.length, 'objective')}`
}

/** The first three by name; the tables below have them all. */
function named(objectives: readonly ObjectiveResult[], verdict: Verdict): string {
  const names = objectives.filter((objective) => objective.verdict === verdict).map(({ name }) => name)
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}

function lawCount(count: number): string {
  return count === 1 ? 'a law' : `${count} laws`
}

function plural(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`
}
