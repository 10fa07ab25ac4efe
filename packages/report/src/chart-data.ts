import type { RunReport, SeriesPoint, Verdict } from '@onrush/contracts'

/** One chart as the page's script draws it. Times are seconds from T0. */
export interface Chart {
  readonly id: string
  readonly xScale: 'linear' | 'log'
  readonly unit: 'yuan' | 'ms' | 'perSec'
  readonly x: readonly number[]
  readonly lines: readonly ChartLine[]
  readonly marks: readonly ChartMark[]
  /** From here on the figures are shown but not judged; null: everything counts. */
  readonly unjudgedFromSec: number | null
}

export interface ChartLine {
  readonly label: string
  readonly style: 'main' | 'quiet' | 'faint' | 'area' | 'one' | 'two' | 'three' | 'four' | 'five'
  readonly y: readonly (number | null)[]
}

/** A target on the chart: a value by a time. */
export interface ChartMark {
  readonly x: number
  readonly y: number
  readonly label: string
  readonly verdict: Verdict
}

const MaxPoints = 400
/** More lines than this cannot be told apart. */
const MaxOperations = 5
const LineStyles = ['one', 'two', 'three', 'four', 'five'] as const
/** Without a time-lapse the rush is what lies around T0, as far as the run is longer than that. */
const RushMs = 60_000

/** The turnover the ledger counted, against its milestones; undefined without a ledger. */
export function turnoverChart({ turnover, milestones }: RunReport): Chart | undefined {
  const points = turnover.atMs
    .map((atMs, index) => ({ sec: atMs / 1000, yuan: (turnover.valueFen[index] ?? 0) / 100 }))
    .filter(({ sec, yuan }) => sec >= 1 && yuan > 0)
  if (points.length < 2) return undefined
  const thin = thinned(points)
  return {
    id: 'turnover',
    xScale: 'log',
    unit: 'yuan',
    x: thin.map(({ sec }) => Number(sec.toFixed(2))),
    lines: [{ label: 'turnover', style: 'main', y: thin.map(({ yuan }) => short(yuan)) }],
    marks: milestones.map(({ target, limitMs, name, verdict }) => ({
      x: limitMs / 1000,
      y: target / 100,
      label: name,
      verdict,
    })),
    unjudgedFromSec: null,
  }
}

/** Clicks offered and answered per second around T0; undefined without series. */
export function clicksChart(report: RunReport): Chart | undefined {
  const points = rushPoints(report)
  if (points.length < 2) return undefined
  const perSec = (count: number, { fromMs, toMs }: SeriesPoint): number => short((count / (toMs - fromMs)) * 1000)
  const answered = (point: SeriesPoint): number => Object.values(point.answered).reduce((sum, count) => sum + count, 0)
  return {
    id: 'clicks',
    xScale: 'linear',
    unit: 'perSec',
    x: points.map(({ fromMs }) => fromMs / 1000),
    lines: [
      { label: 'offered', style: 'area', y: points.map((point) => perSec(point.offered, point)) },
      { label: 'answered', style: 'quiet', y: points.map((point) => perSec(answered(point), point)) },
    ],
    marks: [],
    unjudgedFromSec: null,
  }
}

/** Response time around T0, a chart per operation. */
export function latencyCharts(report: RunReport): readonly { readonly operation: string; readonly chart: Chart }[] {
  const points = rushPoints(report)
  if (points.length < 2) return []
  const of = (operation: string, figure: 'p50' | 'p99' | 'max'): readonly (number | null)[] =>
    points.map(({ response }) => positive(response[operation]?.[figure]))
  return chartedOperations(report).map((operation, index) => ({
    operation,
    chart: {
      id: `latency-${index}`,
      xScale: 'linear',
      unit: 'ms',
      x: points.map(({ fromMs }) => fromMs / 1000),
      lines: [
        { label: 'max', style: 'faint', y: of(operation, 'max') },
        { label: 'p99', style: 'main', y: of(operation, 'p99') },
        { label: 'p50', style: 'quiet', y: of(operation, 'p50') },
      ],
      marks: [],
      unjudgedFromSec: null,
    },
  }))
}

/** p99 of response time over the whole run, a line per operation; undefined when the rush is the whole run. */
export function dayChart(report: RunReport): Chart | undefined {
  const rush = rushPoints(report)
  const rushEndMs = rush.at(-1)?.toMs
  if (rushEndMs === undefined || rushEndMs >= (report.series.at(-1)?.toMs ?? 0)) return undefined
  const points = worstOf(report.series.filter(({ toMs }) => toMs >= 1000))
  if (points.length < 2) return undefined
  return {
    id: 'day',
    xScale: 'log',
    unit: 'ms',
    x: points.map(({ toMs }) => toMs / 1000),
    lines: chartedOperations(report).map((operation, index) => ({
      label: operation,
      style: LineStyles[index] ?? 'faint',
      y: points.map(({ response }) => positive(response[operation]?.p99)),
    })),
    marks: [],
    unjudgedFromSec: report.clock === 'time-lapse' ? rushEndMs / 1000 : null,
  }
}

/** Operations with the most answers first, as many as can be told apart. */
export function chartedOperations({ series, operations }: RunReport): readonly string[] {
  const seen = Object.keys(operations).filter((operation) =>
    series.some(({ response }) => response[operation] !== undefined),
  )
  const answers = (operation: string): number =>
    Object.values(operations[operation]?.counts ?? {}).reduce((sum, count) => sum + count, 0)
  if (seen.length <= MaxOperations) return seen
  return seen.sort((a, b) => answers(b) - answers(a)).slice(0, MaxOperations)
}

/** The part whose latency is judged: at speed 1, and on other clocks a minute before and after T0. */
function rushPoints({ series, clock }: RunReport): readonly SeriesPoint[] {
  if (clock === 'time-lapse') {
    // Up to the first faster interval: later ones may be slow as well, while scenario time is held.
    const faster = series.findIndex(({ speed }) => speed > 1)
    return worstOf(faster === -1 ? series : series.slice(0, faster))
  }
  const last = series.at(-1)
  const isShort = last === undefined || last.toMs <= 10 * RushMs
  return worstOf(isShort ? series : series.filter(({ fromMs, toMs }) => fromMs >= -RushMs && toMs <= RushMs))
}

/** Every n-th point and the last: money only grows, so what is left out lies between its neighbours. */
function thinned<Point>(points: readonly Point[]): readonly Point[] {
  const step = Math.ceil(points.length / MaxPoints)
  return points.filter((_, index) => index % step === 0 || index === points.length - 1)
}

/** Joins neighbours until few enough are left. Quantiles cannot be averaged, so the worst interval speaks for its neighbours. */
function worstOf(intervals: readonly SeriesPoint[]): readonly SeriesPoint[] {
  // While scenario time is held an interval has no length: there is nothing to draw.
  const points = intervals.filter(({ fromMs, toMs }) => toMs > fromMs)
  const size = Math.ceil(points.length / MaxPoints)
  if (size <= 1) return points
  const groups = Array.from({ length: Math.ceil(points.length / size) }, (_, index) =>
    points.slice(index * size, (index + 1) * size),
  )
  return groups.flatMap((group) => (group.length === 0 ? [] : [group.reduce(joined)]))
}

function joined(first: SeriesPoint, next: SeriesPoint): SeriesPoint {
  const names = [...new Set([...Object.keys(first.response), ...Object.keys(next.response)])]
  const response = names.map((name) => [name, worse(first.response[name], next.response[name])])
  const outcomes = Object.keys(first.answered) as (keyof SeriesPoint['answered'])[]
  const answered = outcomes.map((outcome) => [outcome, first.answered[outcome] + next.answered[outcome]])
  return {
    ...next,
    fromMs: first.fromMs,
    offered: first.offered + next.offered,
    answered: Object.fromEntries(answered),
    response: Object.fromEntries(response),
  }
}

type Figures = SeriesPoint['response'][string]

function worse(first: Figures | undefined, next: Figures | undefined): Figures | undefined {
  if (!first || !next) return first ?? next
  return {
    p50: Math.max(first.p50, next.p50),
    p99: Math.max(first.p99, next.p99),
    max: Math.max(first.max, next.max),
    count: first.count + next.count,
  }
}

/** A logarithmic axis has no place for zero. */
function positive(value: number | undefined): number | null {
  return value !== undefined && value > 0 ? short(value) : null
}

/** Four digits are more than a pixel. */
function short(value: number): number {
  return Number(value.toPrecision(4))
}
