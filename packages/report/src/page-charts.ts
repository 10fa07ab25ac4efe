import type { RunReport } from '@onrush/contracts'
import { type Chart, chartedOperations, clicksChart, dayChart, latencyCharts, turnoverChart } from './chart-data.ts'
import type { Markup } from './markup.ts'
import { markup } from './markup.ts'
import { chartFigure, section } from './page-parts.ts'
import { durationText, largeText, moneyText } from './wording.ts'

/** The sections that need drawing, and what is to be drawn in them. */
export interface PageCharts {
  readonly turnover: Markup | undefined
  readonly rush: Markup | undefined
  readonly latency: Markup | undefined
  readonly day: Markup | undefined
  readonly charts: readonly Chart[]
}

export function pageCharts(report: RunReport): PageCharts {
  const turnover = turnoverChart(report)
  const clicks = clicksChart(report)
  const latency = latencyCharts(report)
  const day = dayChart(report)
  const charts = [turnover, clicks, ...latency.map(({ chart }) => chart), day].filter((chart) => chart !== undefined)
  return {
    turnover: turnover && turnoverSection(report),
    rush: clicks && rushSection(report),
    latency: latency.length === 0 ? undefined : latencySection(report),
    day: day && daySection(report),
    charts,
  }
}

function turnoverSection({ money, milestones }: RunReport): Markup {
  const inTime = milestones.filter(({ verdict }) => verdict === 'PASS').length
  const description = `Turnover grows to ${moneyText(money.gmvFen)}; ${inTime} of ${milestones.length} milestones were reached in time.`
  const lead =
    milestones.length === 0
      ? 'What the shop earned, as its ledger has it.'
      : 'What the shop earned, as its ledger has it. Each mark is a milestone: an amount at the latest time it may be reached. The curve has to pass above or left of it.'
  return section(
    'turnover',
    'Turnover',
    lead,
    chartFigure('turnover', 'Turnover by time after T0, both on logarithmic scales', description, true),
  )
}

function rushSection({ generator }: RunReport): Markup {
  const description = `${largeText(generator.offeredFirstSecond)} clicks were offered in the first second of the sale, ${largeText(generator.peakOfferedPerSec)} in the busiest one.`
  const lead =
    'Clicks are fired when people mean to click, whether or not the answers keep up. Where the line lies below the area, people are waiting.'
  return section(
    'rush',
    'The rush',
    [description, ' ', lead],
    chartFigure('clicks', 'Clicks per second around T0', description),
  )
}

function latencySection(report: RunReport): Markup {
  const operations = chartedOperations(report)
  const figures = latencyCharts(report).map(({ operation, chart }) => {
    const ok = report.operations[operation]?.outcomes.ok?.responseMs
    const description = `Response time of ${operation}: over the whole run p50 ${durationText(ok?.p50 ?? null)}, p99 ${durationText(ok?.p99 ?? null)}, longest ${durationText(ok?.max ?? null)} for successful answers.`
    return chartFigure(chart.id, operation, description)
  })
  const left = Object.keys(report.operations).length - operations.length
  const more = left > 0 ? ` ${left} further operations are in the tables.` : ''
  const lead = `How long people waited around T0, per operation and over all answers, on a logarithmic scale.${more}`
  return section('latency', 'Waiting around T0', lead, markup`<div class="grid">${figures}</div>`)
}

function daySection({ clock }: RunReport): Markup {
  const lapse =
    clock === 'time-lapse'
      ? ' In the shaded part scenario time runs faster than real time: the figures are shown, but not judged.'
      : ''
  const lead = `p99 of response time of each operation from the first second to the last; each point is the worst of its stretch of time.${lapse}`
  const description = 'p99 of response time per operation over the whole run, on logarithmic scales.'
  return section(
    'day',
    'Waiting over the whole run',
    lead,
    chartFigure('day', 'p99 of response time by time after T0', description),
  )
}
