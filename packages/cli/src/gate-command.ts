import { resolve } from 'node:path'
import { type Ending, exitCodeOf, shownFolder } from './closing-line.ts'
import type { GateCommand } from './command-line.ts'
import type { Surroundings } from './surroundings.ts'
import { terminalOf } from './terminal.ts'

/** `onrush gate`: judges a recorded run again, with its own limits or stricter ones; writes nothing. */
export async function gateCommand(command: GateCommand, { stdout, folder }: Surroundings): Promise<Ending> {
  const [{ readRun }, { renderTerminal }, { regate }] = await Promise.all([
    import('@onrush/rehearsal'),
    import('@onrush/report'),
    import('@onrush/slo'),
  ])
  const runFolder = resolve(folder, command.folder)
  const { report, isPartial } = await readRun(runFolder)
  const judged = { ...report, ...regate(report, command.limits) }
  if (!command.isQuiet) {
    if (isPartial) stdout.write('This run was cut short: what follows is judged from what it had recorded.\n')
    stdout.write(`${renderTerminal(judged, terminalOf(stdout))}\n`)
  }
  return { verdict: judged.verdict, exitCode: exitCodeOf(judged.exitCode), report: shownFolder(runFolder, folder) }
}
