import { utcNow, wallTimer } from '@onrush/clockwork'
import { type ClockKind, type Ledger, type RunEvent, type RunReport, type Sink } from '@onrush/contracts'
import { EngineGauge } from '@onrush/engine'
import { composeReport } from './compose-report.ts'
import { playLive } from './live-run.ts'
import { loadScenario } from './load-scenario.ts'
import type { Played, Stage } from './played.ts'
import { RunDirectory } from './run-directory.ts'
import { isConnectable, type ScenarioOptions } from './scenario.ts'
import { playSimulated } from './simulated-run.ts'

export interface RunOptions {
  /** File URL of the scenario module. */
  readonly scenario: URL
  readonly options: ScenarioOptions
  /** Instead of the scenario's own clock. */
  readonly clock?: ClockKind
  /** The folder in which the run directory is made. */
  readonly reportsFolder: string
  /** The command as typed, for the manifest. */
  readonly command: string
  /** Keep the target's journal also when the audit passed. */
  readonly keepJournal: boolean
  readonly sinks: readonly Sink[]
  /** Files that follow from the report alone. */
  readonly renderers: (report: RunReport) => readonly { readonly name: string; readonly content: string }[]
  /** Aborted: the load ends, the report of what was seen is written, `interrupted` is true. */
  readonly signal: AbortSignal
}

/** Most orders whose audit fits into what an interrupted run may still take. */
const QuickAuditOrders = 400_000
/** The checkpoint that a killed run leaves behind. */
export const CheckpointFile = 'report.partial.json'

/**
 * Rehearses a scenario: prepare, play, audit, judge, and write the run directory.
 * @throws OnrushError for everything the user can mend; what the target does wrong is in the report.
 */
export async function runRehearsal(run: RunOptions): Promise<{ report: RunReport; folder: string }> {
  const wallUs = wallTimer()
  const startedUs = wallUs()
  const scenario = await loadScenario(run.scenario, run.options)
  const clock = run.clock ?? scenario.clock
  const startedAt = utcNow()
  const directory = RunDirectory.create(run.reportsFolder, { startedAt, scenario: scenario.name, seed: scenario.seed })
  const emit = (event: RunEvent): void => {
    if (event.type !== 'progress') directory.appendEvent(event)
    for (const sink of run.sinks) sink.accept(event)
  }
  const compose = (played: Played, ledger: Ledger | null): RunReport =>
    composeReport({
      ...played,
      scenario,
      options: run.options,
      clock,
      startedAt: clock === 'virtual' ? scenario.startedAt : startedAt.toISOString(),
      ledger,
      wallMs: (wallUs() - startedUs) / 1000,
    })
  const stage: Stage = {
    scenario,
    scenarioUrl: run.scenario,
    options: run.options,
    directory,
    emit,
    signal: run.signal,
    checkpoint: (played) => directory.write(CheckpointFile, JSON.stringify(compose(played, null))),
  }
  try {
    const played = clock === 'virtual' ? await playSimulated(stage) : await playLive(stage)
    const report = compose(played, await audit(stage, played))
    emit({ type: 'end', atMs: played.reachedMs, verdict: report.verdict, exitCode: report.exitCode })
    record(report, run, directory)
    return { report, folder: directory.folder }
  } catch (error) {
    // Errors that break a run say where its remains are.
    throw error instanceof Error ? Object.assign(error, { folder: directory.folder }) : error
  }
}

/** Writes what follows from the report. report.json comes last but for the manifest: where it stands, everything else does. */
function record(report: RunReport, run: RunOptions, directory: RunDirectory): void {
  const files = run.renderers(report)
  const isReport = (file: { readonly name: string }): boolean => file.name === 'report.json'
  for (const file of [...files.filter((each) => !isReport(each)), ...files.filter(isReport)])
    directory.write(file.name, file.content)
  directory.remove(CheckpointFile)
  if (report.verdict === 'PASS' && !report.interrupted && !run.keepJournal) directory.remove('ledger')
  const { tool, scenario, seed, machine } = report
  directory.seal({ schemaVersion: 1, tool, scenario, seed, command: run.command, machine })
}

async function audit(stage: Stage, played: Played): Promise<Ledger | null> {
  const { scenario, directory, emit } = stage
  const { target } = scenario
  if (!isConnectable(target) || !target.audit) return null
  // Interrupted before the first click: there is nothing to read.
  if (played.isInterrupted && played.engineGauges[EngineGauge.offered] === 0) return null
  const orders = played.targetGauges['orders'] ?? 0
  if (played.isInterrupted && orders > QuickAuditOrders) {
    emit({
      type: 'warning',
      atMs: played.reachedMs,
      message: `interrupted: ${orders} orders are too many to audit now, the journal is kept`,
    })
    return null
  }
  emit({
    type: 'phase',
    atMs: played.reachedMs,
    phase: 'audit',
    detail: `reading ${orders.toLocaleString('en')} orders back from the journal`,
  })
  return target.audit({
    seed: scenario.seed,
    folder: directory.ledgerFolder,
    endMs: played.reachedMs,
    clockStepMs: played.clockStepMs,
  })
}
