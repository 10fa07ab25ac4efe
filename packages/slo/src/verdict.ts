import type { ExitCode, Verdict } from '@onrush/contracts'
import { ExitCodes } from '@onrush/contracts'

/** From harmless to grave. A broken invariant stands above even INVALID; `judge` sees to that. */
const Severity = { PASS: 0, INCONCLUSIVE: 1, NO_DATA: 2, FAIL: 3, INVALID: 4 } as const satisfies Record<
  Verdict,
  number
>

/** The gravest of the verdicts; NO_DATA when there are none, for whoever asked nothing has proved nothing. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  const first = verdicts[0]
  if (first === undefined) return 'NO_DATA'
  return verdicts.reduce((worst, verdict) => (Severity[verdict] > Severity[worst] ? verdict : worst), first)
}

/** The process exit status of a verdict. */
export function exitCodeOf(verdict: Verdict): ExitCode {
  switch (verdict) {
    case 'PASS':
      return ExitCodes.pass
    case 'FAIL':
      return ExitCodes.fail
    case 'INVALID':
      return ExitCodes.invalid
    case 'NO_DATA':
    case 'INCONCLUSIVE':
      return ExitCodes.noData
  }
}
