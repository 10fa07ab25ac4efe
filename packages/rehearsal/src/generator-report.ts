import type { GeneratorReport, Window } from '@onrush/contracts'
import { EngineGauge, OutcomeCount, type Timeline } from '@onrush/engine'
import type { Measurements } from './measurements.ts'
import type { CompleteScenario } from './scenario.ts'

/** The first clicks come all at once; here the lag has a limit of its own. */
export const BurstWindow: Window = { fromMs: 0, toMs: 2000 }
const UnsentCode = 6
/** Fewer clicks than this say nothing about a 99th percentile. */
const LagSamplesMin = 100

/** The stretches at speed 1 outside the burst: where lag is judged by the ordinary limit. */
export function steadyWindows({ timeline }: CompleteScenario): readonly Window[] {
  return [
    { fromMs: timeline.startMs, toMs: 0 },
    { fromMs: BurstWindow.toMs, toMs: timeline.realUntilMs },
  ].filter((window) => window.toMs > window.fromMs)
}

/** Was the generator the bottleneck? Judged at speed 1 only: above it scenario time waits for the generator. */
export function generatorReport(
  scenario: CompleteScenario,
  gauges: Float64Array,
  timeline: Timeline,
  measurements: Measurements,
): GeneratorReport {
  const limits = scenario.generator
  const offered = gauges[EngineGauge.offered] as number
  let unsent = 0
  for (let op = 0; op < scenario.crowd.operations.length; op++)
    unsent += gauges[EngineGauge.outcomes + op * OutcomeCount + UnsentCode] as number
  const steady = lagOf(measurements, steadyWindows(scenario))
  const burst = lagOf(measurements, [BurstWindow])
  const reasons: string[] = []
  if (steady.p99 !== null && steady.p99 > limits.lagP99Ms) {
    reasons.push(`clicks left late: lag p99 was ${steady.p99.toFixed(2)} ms, the limit is ${limits.lagP99Ms} ms`)
  }
  if (burst.p99 !== null && burst.p99 > limits.burstLagP99Ms) {
    reasons.push(
      `the first clicks left late: lag p99 in the first two seconds was ${burst.p99.toFixed(1)} ms, the limit is ${limits.burstLagP99Ms} ms`,
    )
  }
  if (offered > 0 && unsent / offered > limits.unsentShare) {
    reasons.push(`${unsent} of ${offered} clicks could not be sent, the limit is a share of ${limits.unsentShare}`)
  }
  return {
    offered,
    sent: gauges[EngineGauge.sent] as number,
    unsent,
    peakOfferedPerSec: peakPerSecond(timeline),
    offeredFirstSecond: timeline.offered(0, 1000),
    longestWaitMs: (gauges[EngineGauge.longestWaitUs] as number) / 1000,
    lagMs: { p99: steady.p99, max: maxOf(steady.max, burst.max), burstP99: burst.p99 },
    limits,
    heldMs: (gauges[EngineGauge.heldUs] as number) / 1000,
    verdict: reasons.length === 0 ? 'PASS' : 'INVALID',
    reasons,
  }
}

function lagOf(measurements: Measurements, windows: readonly Window[]): { p99: number | null; max: number | null } {
  const merged = windows
    .map((window) => measurements.window(window)?.merged({ kind: 'lag' }))
    .filter((histogram) => histogram !== undefined)
  const all = merged[0]
  if (!all) return { p99: null, max: null }
  for (const other of merged.slice(1)) all.add(other)
  if (all.count < LagSamplesMin) return { p99: null, max: null }
  return { p99: all.valueAtQuantile(0.99) / 1000, max: all.maxUs / 1000 }
}

function maxOf(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}

/** Most clicks due in any second that starts on a tenth. */
function peakPerSecond(timeline: Timeline): number {
  const tenths = timeline.offeredByTenth
  let sum = 0
  let peak = 0
  for (let tenth = 0; tenth < tenths.length; tenth++) {
    sum += tenths[tenth] as number
    if (tenth >= 10) sum -= tenths[tenth - 10] as number
    peak = Math.max(peak, sum)
  }
  return peak
}
