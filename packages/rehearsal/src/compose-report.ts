import { cpus, totalmem } from 'node:os'
import {
  type CrowdReport,
  ExitCodes,
  type Ledger,
  type MachineReport,
  type OperationReport,
  type OutcomeName,
  Outcomes,
  type RunReport,
} from '@onrush/contracts'
import type { Timeline } from '@onrush/engine'
import { judge } from '@onrush/slo'
import { evidenceOf } from './evidence.ts'
import { generatorReport } from './generator-report.ts'
import type { Measurements } from './measurements.ts'
import type { CompleteScenario, ScenarioOptions } from './scenario.ts'

/** Everything a report is made of. */
export interface Findings {
  readonly scenario: CompleteScenario
  readonly options: ScenarioOptions
  readonly clock: RunReport['clock']
  readonly startedAt: string
  readonly measurements: Measurements
  readonly timeline: Timeline
  readonly engineGauges: Float64Array
  readonly targetGauges: Readonly<Record<string, number>>
  readonly crowd: CrowdReport
  readonly ledger: Ledger | null
  readonly reachedMs: number
  readonly isInterrupted: boolean
  readonly wallMs: number
}

export const ToolVersion = '0.1.0'

/** Judges what was found and writes it down as one report. Pure, but for the machine block. */
export function composeReport(found: Findings): RunReport {
  const { scenario, measurements, timeline, ledger } = found
  const generator = generatorReport(scenario, found.engineGauges, timeline, measurements)
  const judgement = judge(scenario.objectives, evidenceOf({ ...found, generator }))
  return {
    schemaVersion: 1,
    tool: { name: 'onrush', version: ToolVersion },
    scenario: scenario.name,
    seed: scenario.seed,
    clock: found.clock,
    startedAt: found.startedAt,
    durationMs: Math.round(found.reachedMs - scenario.timeline.startMs),
    verdict: judgement.verdict,
    exitCode: found.isInterrupted ? ExitCodes.interrupted : judgement.exitCode,
    interrupted: found.isInterrupted,
    options: Object.fromEntries(Object.entries(found.options).filter(([, value]) => value !== undefined)),
    objectives: judgement.objectives,
    milestones: judgement.milestones,
    invariants: judgement.invariants,
    operations: Object.fromEntries(
      scenario.crowd.operations.map((name) => [name, operationReport(measurements, name)]),
    ),
    intents: found.crowd.intents,
    amplification: found.crowd.amplification,
    generator,
    faults: [],
    money: ledger?.money ?? moneyFromGauges(found.targetGauges),
    turnover: ledger?.turnover ?? { atMs: [], valueFen: [] },
    series: measurements.series,
    figures: { ...found.crowd.notes, ...ledger?.figures, ...clickFigures(timeline, scenario) },
    digest: ledger?.digest ?? null,
    machine: machineReport(found.wallMs),
  }
}

function operationReport(measurements: Measurements, operation: string): OperationReport {
  const counts = Object.fromEntries(Outcomes.map((name) => [name, 0])) as Record<OutcomeName, number>
  const outcomes: Record<
    string,
    { responseMs: ReturnType<typeof percentiles>; serviceMs: ReturnType<typeof percentiles> }
  > = {}
  function percentiles(kind: 'response' | 'service', outcome: OutcomeName) {
    return measurements.totals.merged({ operation, outcomes: [outcome], kind }).percentiles()
  }
  for (const outcome of Outcomes) {
    const responseMs = percentiles('response', outcome)
    counts[outcome] = responseMs.count
    if (responseMs.count > 0) outcomes[outcome] = { responseMs, serviceMs: percentiles('service', outcome) }
  }
  return { counts, outcomes, lagMs: measurements.totals.merged({ operation, kind: 'lag' }).percentiles() }
}

/** Without an audit the target's own gauges are all there is. */
function moneyFromGauges(gauges: Readonly<Record<string, number>>): RunReport['money'] {
  const of = (name: string): number => gauges[name] ?? 0
  return { gmvFen: of('gmvFen'), orders: of('orders'), paid: of('paid'), cod: of('cod'), released: of('released') }
}

/** Clicks per tenth of a second around T0, as one compact text for the report's chart. */
function clickFigures(timeline: Timeline, scenario: CompleteScenario): Record<string, string | number> {
  return { clicksPerTenthFromMs: scenario.timeline.startMs, clicksPerTenth: [...timeline.offeredByTenth].join(' ') }
}

function machineReport(wallMs: number): MachineReport {
  const processors = cpus()
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    wallMs: Math.round(wallMs),
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  }
}
