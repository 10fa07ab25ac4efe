import type { ObjectiveResult, Verdict, Window } from '@onrush/contracts'
import { Outcomes } from '@onrush/contracts'
import type { Evidence, IntervalValue } from './evidence.ts'
import type {
  ErrorBudgetObjective,
  LatencyObjective,
  OfferedObjective,
  RecoveryObjective,
  StallObjective,
} from './objective.ts'
import { amount, duration, quantileName, windowName } from './wording.ts'

/** Judges a latency quantile; observed and limit in ms. */
export function judgeLatency(objective: LatencyObjective, evidence: Evidence): ObjectiveResult {
  const { operation, outcomes, time, window, quantile, limitMs, minSamples } = objective
  const result = resultOf(objective, limitMs, 'ms')
  if (!isReached(window, evidence)) return result(null, 'NO_DATA', notReached(window, evidence))
  const view = evidence.latency({ operation, outcomes, time, window })
  if (!view)
    return result(
      null,
      'NO_DATA',
      `Latency cannot be judged in ${windowName(window)}: scenario time ran faster than wall time.`,
    )
  const observed = view.count === 0 ? null : quantile === 1 ? view.maxMs : view.valueAtQuantileMs(quantile)
  const figure = quantile === 1 ? 'Longest' : `${quantileName(quantile)} of`
  const what = `${figure} ${time} time of ${operation ?? 'all operations'} over ${amount(view.count)} answers (${outcomes.join(', ')})`
  if (observed === null || view.count < minSamples) {
    return result(observed, 'NO_DATA', `${what}: at least ${amount(minSamples)} are needed for a verdict.`)
  }
  return result(observed, atMost(observed, limitMs), `${what} was ${duration(observed)}, limit ${duration(limitMs)}.`)
}

/** Judges the longest time without success; observed and limit in ms. */
export function judgeStall(objective: StallObjective, evidence: Evidence): ObjectiveResult {
  const { operation, window, limitMs } = objective
  const result = resultOf(objective, limitMs, 'ms')
  if (!isReached(window, evidence)) return result(null, 'NO_DATA', notReached(window, evidence))
  const gapMs = evidence.longestGapMs({ operation, window })
  if (gapMs === undefined)
    return result(
      null,
      'NO_DATA',
      `The gaps between ok answers of ${operation} were not recorded in ${windowName(window)}.`,
    )
  return result(
    gapMs,
    atMost(gapMs, limitMs),
    `Longest gap between two ok answers of ${operation} was ${duration(gapMs)}, limit ${duration(limitMs)}.`,
  )
}

/** Judges the way back to normal; observed and limit in ms, observed null when it never came back. */
export function judgeRecovery(objective: RecoveryObjective, evidence: Evidence): ObjectiveResult {
  const { operation, outcomes, quantile, levelMs, limitMs, fromMs, window } = objective
  const result = resultOf(objective, limitMs, 'ms')
  if (!isReached(window, evidence)) return result(null, 'NO_DATA', notReached(window, evidence))
  const intervals = evidence.intervals({ operation, outcomes, quantile, window }).filter(({ toMs }) => toMs > fromMs)
  const what = `${quantileName(quantile)} of response time of ${operation}`
  if (intervals.every(({ valueMs }) => valueMs === null)) {
    return result(null, 'NO_DATA', `${what}: nothing was recorded in ${windowName({ fromMs, toMs: window.toMs })}.`)
  }
  const backMs = recoveredAtMs(intervals, levelMs)
  if (backMs === null)
    return result(null, 'FAIL', `${what} did not stay at or below ${duration(levelMs)} by the end of the window.`)
  const tookMs = Math.max(0, backMs - fromMs)
  return result(
    tookMs,
    atMost(tookMs, limitMs),
    `${what} was back at or below ${duration(levelMs)} for good after ${duration(tookMs)}, limit ${duration(limitMs)}.`,
  )
}

/**
 * The start of the first good interval with no bad one after it; null when there is none. An interval without a sample is
 * neither: silence after a bad interval is no recovery.
 */
function recoveredAtMs(intervals: readonly IntervalValue[], levelMs: number): number | null {
  const lastBad = intervals.findLastIndex(({ valueMs }) => valueMs !== null && valueMs > levelMs)
  return intervals.slice(lastBad + 1).find(({ valueMs }) => valueMs !== null)?.fromMs ?? null
}

/** Judges the size of the crowd; observed and limit in clicks. */
export function judgeOffered(objective: OfferedObjective, evidence: Evidence): ObjectiveResult {
  const { window, atLeast } = objective
  const result = resultOf(objective, atLeast, 'clicks')
  if (!isReached(window, evidence)) return result(null, 'NO_DATA', notReached(window, evidence))
  const clicks = evidence.offered(window)
  if (clicks === undefined) return result(null, 'NO_DATA', `Clicks offered were not counted in ${windowName(window)}.`)
  const verdict = clicks >= atLeast ? 'PASS' : 'FAIL'
  return result(
    clicks,
    verdict,
    `${amount(clicks)} clicks were offered in ${windowName(window)}, at least ${amount(atLeast)} promised.`,
  )
}

/** Judges the share of bad outcomes; observed and limit from 0 to 1. */
export function judgeErrorBudget(objective: ErrorBudgetObjective, evidence: Evidence): ObjectiveResult {
  const { operation, outcomes, maxShare, window, minSamples } = objective
  const result = resultOf(objective, maxShare, 'share')
  if (!isReached(window, evidence)) return result(null, 'NO_DATA', notReached(window, evidence))
  const counts = evidence.counts({ operation, window })
  if (!counts) return result(null, 'NO_DATA', `Outcomes were not counted in ${windowName(window)}.`)
  const total = Outcomes.reduce((sum, outcome) => sum + counts[outcome], 0)
  const bad = outcomes.reduce((sum, outcome) => sum + counts[outcome], 0)
  const observed = total === 0 ? null : bad / total
  const what = `${amount(bad)} of ${amount(total)} answers of ${operation ?? 'all operations'} were ${outcomes.join(', ')}`
  if (observed === null || total < minSamples) {
    return result(observed, 'NO_DATA', `${what}: at least ${amount(minSamples)} are needed for a verdict.`)
  }
  return result(observed, atMost(observed, maxShare), `${what}: ${percent(observed)}, limit ${percent(maxShare)}.`)
}

function resultOf(
  {
    name,
    kind,
    window,
  }: LatencyObjective | StallObjective | RecoveryObjective | OfferedObjective | ErrorBudgetObjective,
  limit: number,
  unit: string,
): (observed: number | null, verdict: Verdict, explanation: string) => ObjectiveResult {
  return (observed, verdict, explanation) => ({ name, kind, verdict, observed, limit, unit, window, explanation })
}

function atMost(observed: number, limit: number): Verdict {
  return observed <= limit ? 'PASS' : 'FAIL'
}

/** The whole window must have been played: a quantile of half of it is another quantile. */
function isReached(window: Window, evidence: Evidence): boolean {
  return evidence.reachedMs >= window.toMs
}

function notReached(window: Window, evidence: Evidence): string {
  return `The window ${windowName(window)} was not reached: the run ended at ${duration(evidence.reachedMs)}.`
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}
