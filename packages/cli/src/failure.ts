import { type ExitCode, ExitCodes, OnrushError } from '@onrush/contracts'

/** What people are told about an error: one block on the standard error stream, and the exit code it asks for. */
export function failureOf(error: unknown, isDebug: boolean): { readonly text: string; readonly exitCode: ExitCode } {
  const known = error instanceof OnrushError ? error : internalError(error, isDebug)
  const block = `error ${known.code}: ${known.message}\nhint: ${known.hint}\n`
  return { text: isDebug ? `${block}${stackOf(error)}\n` : block, exitCode: known.exitCode }
}

/** Whatever is not an OnrushError is our mistake, not the user's. */
function internalError(error: unknown, isDebug: boolean): OnrushError {
  const message = error instanceof Error ? error.message : String(error)
  return new OnrushError('ONRUSH_CLI_INTERNAL', message.split('\n')[0] ?? '', {
    hint: isDebug
      ? 'This is a defect of Onrush: please report it with the stack below.'
      : 'This is a defect of Onrush: run it again with --debug and report the stack.',
    exitCode: ExitCodes.broken,
    cause: error,
  })
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
