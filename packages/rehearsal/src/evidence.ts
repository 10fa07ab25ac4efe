import { type GeneratorReport, type Ledger, type OutcomeName, Outcomes, type Window } from '@onrush/contracts'
import type { Timeline } from '@onrush/engine'
import type { Histogram } from '@onrush/measure'
import type { Evidence, LatencyView } from '@onrush/slo'
import type { Measurements } from './measurements.ts'
import type { CompleteScenario } from './scenario.ts'

/** Puts what was measured before the judge. Windows that were not reached, or lie above speed 1, are undefined: no verdict without data. */
export function evidenceOf(options: {
  scenario: CompleteScenario
  measurements: Measurements
  timeline: Timeline
  generator: GeneratorReport
  ledger: Ledger | null
  reachedMs: number
}): Evidence {
  const { scenario, measurements, timeline, reachedMs } = options
  const isReached = (window: Window): boolean => reachedMs >= window.toMs - 1
  return {
    ledger: options.ledger,
    generator: options.generator,
    faults: [],
    reachedMs,
    latency: ({ operation, outcomes, time, window }) => {
      const totals = isReached(window) ? measurements.window(window) : undefined
      return totals && viewOf(totals.merged({ ...(operation === null ? {} : { operation }), outcomes, kind: time }))
    },
    counts: ({ operation, window }) => {
      if (!isReached(window)) return undefined
      const isWhole = window.fromMs <= scenario.timeline.startMs && window.toMs >= scenario.timeline.endMs
      const totals = isWhole ? measurements.totals : measurements.window(window)
      if (!totals) return undefined
      const count = (outcome: OutcomeName): number =>
        totals.merged({ ...(operation === null ? {} : { operation }), outcomes: [outcome], kind: 'response' }).count
      return Object.fromEntries(Outcomes.map((outcome) => [outcome, count(outcome)])) as Record<OutcomeName, number>
    },
    offered: (window) =>
      isReached(window) && window.toMs <= scenario.timeline.realUntilMs
        ? timeline.offered(window.fromMs, window.toMs)
        : undefined,
    longestGapMs: ({ operation, window }) =>
      isReached(window)
        ? timeline.longestGapMs(scenario.crowd.operations.indexOf(operation), window.fromMs, window.toMs)
        : undefined,
    intervals: ({ operation, quantile, window }) =>
      measurements.points(window).map((point) => {
        const response = point.response[operation]
        // The series keeps the median and p99; other quantiles are judged by the nearer one above.
        const valueMs = response
          ? quantile <= 0.5
            ? response.p50
            : quantile <= 0.99
              ? response.p99
              : response.max
          : null
        return { fromMs: point.fromMs, toMs: point.toMs, valueMs }
      }),
  }
}

function viewOf(histogram: Histogram): LatencyView {
  return {
    count: histogram.count,
    maxMs: histogram.count === 0 ? 0 : histogram.maxUs / 1000,
    valueAtQuantileMs: (q) => histogram.valueAtQuantile(q) / 1000,
  }
}

/** The windows whose totals must be kept while the run goes on. */
export function windowsOf(scenario: CompleteScenario): readonly Window[] {
  return scenario.objectives.flatMap((objective) => ('window' in objective ? [objective.window] : []))
}
