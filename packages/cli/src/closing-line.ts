import { relative } from 'node:path'
import { type ExitCode, ExitCodes, type RunReport } from '@onrush/contracts'

/** How a command ended: what the closing line says and the process returns. */
export interface Ending {
  readonly verdict: RunReport['verdict'] | 'none'
  readonly exitCode: ExitCode
  /** The run directory as `shownFolder` writes it; `none` when there is none. */
  readonly report: string
}

/** A command that ended without a verdict. */
export function endingWithout(exitCode: ExitCode): Ending {
  return { verdict: 'none', exitCode, report: 'none' }
}

/** The last line of every run. The report comes last, because a path may hold spaces. */
export function closingLine({ verdict, exitCode, report }: Ending): string {
  return `ONRUSH verdict=${verdict} exit=${exitCode} report=${report}\n`
}

/** A folder as people would write it from where they are: relative when it is below, absolute when it is elsewhere. */
export function shownFolder(folder: string, from: string): string {
  const path = relative(from, folder)
  return path === '' ? '.' : path.startsWith('..') ? folder : path
}

/** A number from a report as an exit code; one that the table does not hold means that the run broke. */
export function exitCodeOf(number: number): ExitCode {
  return Object.values(ExitCodes).find((code) => code === number) ?? ExitCodes.broken
}
