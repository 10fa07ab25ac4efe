import type { OutcomeName, RunReport, SeriesPoint } from '@onrush/contracts'
import { Outcomes } from '@onrush/contracts'

/** Turnover targets in yuan with their limits in seconds, as the reference midnight sets them. */
export const Milestones = [
  ['10 M yuan', 10e6, 71],
  ['100 M yuan', 100e6, 300],
  ['200 M yuan', 200e6, 842],
  ['500 M yuan', 500e6, 2308],
  ['700 M yuan', 700e6, 7200],
  ['2 bn yuan', 2e9, 86_400],
] as const
export const DayMs = 86_400_000
export const MedianMs = { browse: 0.21, cart: 0.34, buy: 0.62, pay: 0.71 } as const

/** Straight between the milestones on a log–log scale, in 900 points. */
export function turnover(share: number): RunReport['turnover'] {
  const knots = [
    [1, 2e3],
    [10, 2.1e5],
    ...Milestones.map(([, yuan, sec]) => [sec * 0.97, yuan]),
    [86_400, 2.08114e9],
  ] as [number, number][]
  const count = 900
  const atMs = Array.from({ length: count }, (_, index) => 1000 * 86_400 ** (index / (count - 1)))
  return {
    atMs: atMs.map(Math.round),
    valueFen: atMs.map((time) => Math.round(between(knots, time / 1000) * 100 * share)),
  }
}

function between(knots: readonly [number, number][], sec: number): number {
  const after = Math.max(
    1,
    knots.findIndex(([at]) => at >= sec),
  )
  const [fromSec, from] = knots[after - 1] ?? [1, 1]
  const [toSec, to] = knots[after] ?? [1, 1]
  return from * (to / from) ** (Math.log(sec / fromSec) / Math.log(toSec / fromSec))
}

/** A point per wall second: a minute of waiting and half a minute of rush at speed 1, then the day in a minute and a half. */
export function series(): readonly SeriesPoint[] {
  const real = Array.from({ length: 90 }, (_, index) => point((index - 60) * 1000, (index - 59) * 1000))
  const lapse = Array.from({ length: 90 }, (_, index) => point(lapseMs(index), lapseMs(index + 1)))
  return [...real, ...lapse]
}

function lapseMs(index: number): number {
  return Math.round(30_000 * (DayMs / 30_000) ** (index / 90))
}

function point(fromMs: number, toMs: number): SeriesPoint {
  const ripple = 1 + 0.2 * Math.sin(fromMs / 3700) + 0.1 * Math.sin(fromMs / 1100)
  const offered = Math.round(
    fromMs < 0
      ? 150_000 * ripple
      : fromMs < 30_000
        ? 200_000 * ripple + 2_500_000 / (1 + fromMs / 700) ** 1.5
        : 700_000 * ripple,
  )
  const load =
    fromMs < 0
      ? 1
      : fromMs < 30_000
        ? 1 + 180 / (1 + fromMs / 900) ** 2 + (fromMs >= 5000 && fromMs < 8000 ? 60 : 0)
        : 3
  const response = Object.fromEntries(
    Object.entries(MedianMs).map(([operationName, medianMs]) => {
      const p50 = medianMs * ripple * (fromMs === 0 ? 40 : Math.sqrt(load))
      return [
        operationName,
        { p50, p99: medianMs * 6 * ripple * load, max: medianMs * 16 * ripple * load, count: Math.round(offered / 4) },
      ]
    }),
  )
  const speed = fromMs < 30_000 ? 1 : (toMs - fromMs) / 1000
  const answered = { ...none(), ok: Math.round(offered * 0.7), refused: offered - Math.round(offered * 0.7) }
  return {
    fromMs,
    toMs,
    speed,
    offered,
    answered,
    response,
    lagP99Ms: fromMs === 0 ? 18.2 : 0.3 * ripple,
    inFlight: Math.round(offered / 900),
    queueDepth: Math.round(offered / 2000),
  }
}

export function none(): Record<OutcomeName, number> {
  return Object.fromEntries(Outcomes.map((outcome) => [outcome, 0])) as Record<OutcomeName, number>
}
