/** What the user did wrong, or what broke around a run: a stable code, what happened, and what to do about it. */
export class OnrushError extends Error {
  override readonly name = 'OnrushError'
  /** `ONRUSH_<PACKAGE>_<WHAT>`; every code is listed in docs/reference/errors.md. */
  readonly code: string
  /** One sentence that says what the reader can do. */
  readonly hint: string
  /** The process exit status this error asks for; 2 (bad usage or configuration) unless said otherwise. */
  readonly exitCode: ExitCode

  constructor(code: string, message: string, options: { hint: string; exitCode?: ExitCode; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
    this.exitCode = options.exitCode ?? ExitCodes.usage
  }
}

/** The one table of exit codes (DESIGN.md section 8). */
export const ExitCodes = {
  pass: 0,
  fail: 1,
  usage: 2,
  invalid: 3,
  noData: 4,
  broken: 5,
  interrupted: 130,
} as const
export type ExitCode = (typeof ExitCodes)[keyof typeof ExitCodes]
