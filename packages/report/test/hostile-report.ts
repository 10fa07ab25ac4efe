import type { RunReport } from '@onrush/contracts'
import { redReport } from './sample-report.ts'

/** A name that tries to break out of every format at once. */
export const Hostile =
  '</script><img src=x onerror=alert(1)>"\'`|*_[a](javascript:x) @everyone ]]> --> & \u001b[2J\u0000\u0007\u2028\uD800 http://evil.example # x\n| y'

/** A report whose every free text is hostile. */
export function hostileReport(): RunReport {
  const report = redReport()
  const renamed = <Value>(values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name + Hostile, value]))
  return {
    ...report,
    scenario: Hostile,
    startedAt: Hostile,
    options: renamed(report.options),
    objectives: report.objectives.map((result) => ({ ...result, name: result.name + Hostile, explanation: Hostile })),
    milestones: report.milestones.map((result) => ({ ...result, name: result.name + Hostile })),
    invariants: report.invariants.map((law) => ({ ...law, name: law.name + Hostile, samples: [Hostile] })),
    operations: renamed(report.operations),
    intents: renamed(report.intents),
    generator: { ...report.generator, verdict: 'INVALID', reasons: [Hostile] },
    faults: report.faults.map((fault) => ({ ...fault, name: Hostile })),
    series: report.series.map((point) => ({ ...point, response: renamed(point.response) })),
    figures: { [Hostile]: Hostile },
    machine: { ...report.machine, cpu: Hostile, platform: Hostile },
  }
}
