import { type OutcomeName, Outcomes, type SeriesPoint, type Window } from '@onrush/contracts'
import { describeRow, type Histogram, HlogWriter, Totals } from '@onrush/measure'
import type { IntervalSpan } from './interval-spans.ts'

/** Intervals are cut on the first turn after their second: this much later at the most still counts as on time. */
const EdgeSlackMs = 60

/**
 * What the load thread measured, gathered interval by interval: the log file, the totals of the run, the totals of every
 * window that an objective judges, and one point of the series per interval.
 */
export class Measurements {
  readonly operations: readonly string[]
  readonly totals: Totals
  readonly series: SeriesPoint[] = []
  readonly #windows: readonly { readonly window: Window; readonly totals: Totals }[]
  readonly #hlog: HlogWriter
  readonly #realUntilMs: number
  /** Wall seconds since the first interval, for the log of a time-lapse, whose lines are wall seconds. */
  #logSec = 0
  /** p99 of response time over all operations in the newest interval, ms; null without samples. */
  latestP99Ms: number | null = null

  constructor(options: {
    operations: readonly string[]
    windows: readonly Window[]
    realUntilMs: number
    startUnixMs: number
    tool: string
    writeLog: (text: string) => void
  }) {
    this.operations = options.operations
    this.totals = new Totals(options.operations)
    this.#windows = distinct(options.windows).map((window) => ({ window, totals: new Totals(options.operations) }))
    this.#realUntilMs = options.realUntilMs
    this.#hlog = new HlogWriter({ startUnixMs: options.startUnixMs, tool: options.tool, write: options.writeLog })
    this.#hlog.header()
  }

  /** Takes one interval; `fold` calls back once per row that has samples. `logSec`: how long it was on the log's time axis. */
  take(
    span: IntervalSpan,
    logSec: number,
    queueDepth: number | null,
    fold: (into: (row: number, histogram: Histogram) => void) => unknown,
  ): SeriesPoint {
    const fromMs = span.fromUs / 1000
    const toMs = span.toUs / 1000
    const interval = new Totals(this.operations)
    const windows = this.#windows.filter((entry) => isInside(fromMs, toMs, entry.window))
    fold((row, histogram) => {
      interval.add(row, histogram)
      this.totals.add(row, histogram)
      for (const entry of windows) entry.totals.add(row, histogram)
      this.#hlog.interval(describeRow(this.operations, row).tag, this.#logSec, logSec, histogram)
    })
    this.#logSec += logSec
    const point = seriesPoint(span, interval, queueDepth)
    this.series.push(point)
    const all = interval.merged({ kind: 'response' })
    this.latestP99Ms = all.count === 0 ? null : all.valueAtQuantile(0.99) / 1000
    return point
  }

  /** The totals of a window; undefined for one that no objective named or that lies above speed 1. */
  window(window: Window): Totals | undefined {
    if (window.toMs > this.#realUntilMs + EdgeSlackMs) return undefined
    return this.#windows.find((entry) => entry.window.fromMs === window.fromMs && entry.window.toMs === window.toMs)
      ?.totals
  }

  /** The points of the series inside a window. */
  points(window: Window): readonly SeriesPoint[] {
    return this.series.filter((point) => isInside(point.fromMs, point.toMs, window))
  }
}

function seriesPoint(span: IntervalSpan, interval: Totals, queueDepth: number | null): SeriesPoint {
  const answered = Object.fromEntries(Outcomes.map((name) => [name, 0])) as Record<OutcomeName, number>
  const response: Record<string, { p50: number; p99: number; max: number; count: number }> = {}
  for (const operation of interval.operations) {
    const all = interval.merged({ operation, kind: 'response' })
    if (all.count === 0) continue
    response[operation] = {
      p50: all.valueAtQuantile(0.5) / 1000,
      p99: all.valueAtQuantile(0.99) / 1000,
      max: all.maxUs / 1000,
      count: all.count,
    }
  }
  for (const outcome of Outcomes) answered[outcome] = interval.merged({ outcomes: [outcome], kind: 'response' }).count
  const lag = interval.merged({ kind: 'lag' })
  return {
    fromMs: span.fromUs / 1000,
    toMs: span.toUs / 1000,
    speed: span.speed,
    offered: span.offered,
    answered,
    response,
    lagP99Ms: lag.count === 0 ? null : lag.valueAtQuantile(0.99) / 1000,
    inFlight: span.inFlight,
    queueDepth,
  }
}

function isInside(fromMs: number, toMs: number, window: Window): boolean {
  return fromMs >= window.fromMs - EdgeSlackMs && toMs <= window.toMs + EdgeSlackMs
}

function distinct(windows: readonly Window[]): readonly Window[] {
  return windows.filter(
    (window, index) =>
      windows.findIndex((other) => other.fromMs === window.fromMs && other.toMs === window.toMs) === index,
  )
}
