import { resolve } from 'node:path'
import { ExitCodes, type Sink } from '@onrush/contracts'
import { type Ending, exitCodeOf, shownFolder } from './closing-line.ts'
import type { RunCommand } from './command-line.ts'
import { scenarioFile } from './scenario-file.ts'
import type { Surroundings } from './surroundings.ts'
import { terminalOf } from './terminal.ts'

/** `onrush run`: one rehearsal, with its progress and its table on the terminal. */
export async function runCommand(
  command: RunCommand,
  words: readonly string[],
  { stdout, folder, signal }: Surroundings,
): Promise<Ending> {
  const scenario = scenarioFile(command.scenario, folder)
  // Loaded late, so that help and a mistyped option answer at once.
  const [{ runRehearsal }, { renderTerminal, reportFiles, terminalSink }] = await Promise.all([
    import('@onrush/rehearsal'),
    import('@onrush/report'),
  ])
  const sink = command.isQuiet ? silence : terminalSink(stdout, { isTerminal: stdout.isTTY === true })
  const run = await runRehearsal({
    scenario,
    options: command.options,
    ...(command.isVirtual ? { clock: 'virtual' as const } : {}),
    reportsFolder: resolve(folder, command.reportsFolder),
    command: ['onrush', ...words].join(' '),
    keepJournal: command.keepsJournal,
    sinks: [sink],
    renderers: reportFiles,
    signal,
  }).finally(() => sink.close())
  if (!command.isQuiet) stdout.write(`${renderTerminal(run.report, terminalOf(stdout))}\n`)
  const exitCode = run.report.interrupted ? ExitCodes.interrupted : exitCodeOf(run.report.exitCode)
  return { verdict: run.report.verdict, exitCode, report: shownFolder(run.folder, folder) }
}

const silence: Sink & { close(): void } = { accept: () => undefined, close: () => undefined }
