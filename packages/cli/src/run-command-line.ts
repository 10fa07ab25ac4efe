import { ExitCodes } from '@onrush/contracts'
import { closingLine, type Ending, endingWithout, shownFolder } from './closing-line.ts'
import { parseCommandLine } from './command-line.ts'
import { failureOf } from './failure.ts'
import { gateCommand } from './gate-command.ts'
import { runCommand } from './run-command.ts'
import type { Surroundings } from './surroundings.ts'

/** Does what the words after `onrush` ask for; never throws. The last line it prints is the closing line. */
export async function runCommandLine(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const ending = await attempt(words, surroundings)
  if (ending === undefined) return ExitCodes.pass
  surroundings.stdout.write(closingLine(ending))
  return ending.exitCode
}

/** Undefined when there was nothing to run: help, or the version. */
async function attempt(words: readonly string[], surroundings: Surroundings): Promise<Ending | undefined> {
  try {
    const command = await parseCommandLine(words)
    if (command.name === 'run') return await runCommand(command, words, surroundings)
    if (command.name === 'gate') return await gateCommand(command, surroundings)
    surroundings.stdout.write(`${command.text}\n`)
    return undefined
  } catch (error) {
    const { text, exitCode } = failureOf(error, words.includes('--debug'))
    surroundings.stderr.write(text)
    return { ...endingWithout(exitCode), report: remainsOf(error, surroundings.folder) }
  }
}

/** A run that broke says where its run directory is. */
function remainsOf(error: unknown, folder: string): string {
  const remains = error instanceof Error && 'folder' in error ? error.folder : undefined
  return typeof remains === 'string' ? shownFolder(remains, folder) : 'none'
}
