import type { RunReport, Verdict } from '@onrush/contracts'
import Table from 'cli-table3'
import colors from 'picocolors'
import { verdictSentence } from './verdict-sentence.ts'
import {
  limitText,
  marginText,
  moneyText,
  observedText,
  offsetText,
  reachedText,
  verdictMark,
  verdictWord,
} from './wording.ts'

export interface TerminalOptions {
  readonly color: boolean
  /** Columns; tables are cut to it. */
  readonly width: number
}

type Align = 'left' | 'right'
const MinNameWidth = 12
const Gap = 2

/** The end of a run on a terminal: objectives, milestones, and the verdict with its reason. Ends with a newline. */
export function renderTerminal(report: RunReport, { color, width }: TerminalOptions): string {
  const paint = colors.createColors(color)
  const tint = {
    PASS: paint.green,
    FAIL: paint.red,
    INVALID: paint.yellow,
    NO_DATA: paint.yellow,
    INCONCLUSIVE: paint.yellow,
  }
  const verdictCell = (verdict: Verdict): string => tint[verdict](`${verdictMark(verdict)} ${verdictWord(verdict)}`)
  const objectives = report.objectives
    .filter(({ kind }) => kind !== 'milestone')
    .map((result) => [safe(result.name), observedText(result), limitText(result), verdictCell(result.verdict)])
  const milestones = report.milestones.map(({ name, target, atMs, limitMs, marginShare, verdict }) => [
    safe(name),
    moneyText(target),
    atMs === null ? 'never' : reachedText(atMs),
    offsetText(limitMs),
    marginText(marginShare),
    verdictCell(verdict),
  ])
  const tables = [
    { head: ['objective', 'observed', 'limit', 'verdict'], rows: objectives },
    { head: ['milestone', 'turnover', 'reached', 'limit', 'margin', 'verdict'], rows: milestones },
  ]
  const drawn = tables
    .filter(({ rows }) => rows.length > 0)
    .map(({ head, rows }) => drawTable(head.map(paint.dim), rows, width))
  const word = paint.bold(tint[report.verdict](`${verdictMark(report.verdict)} ${verdictWord(report.verdict)}`))
  return `${[...drawn, `${word}  ${safe(verdictSentence(report))}`].join('\n\n')}\n`
}

/** No lines, only columns; when it is too wide they move together, and then the names are cut. */
function drawTable(head: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const lengths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map(visibleLength)),
  )
  const isNarrow = lengths.reduce((sum, length) => sum + length + Gap, 0) > width
  const gap = isNarrow ? 1 : Gap
  const widths = lengths.map((length) => length + gap)
  const others = widths.slice(1).reduce((sum, columnWidth) => sum + columnWidth, 0)
  const nameWidth = Math.min(widths[0] ?? 0, Math.max(MinNameWidth, width - others))
  const table = new Table({
    head: [...head],
    colWidths: [nameWidth, ...widths.slice(1)],
    colAligns: head.map((_, column): Align => (column === 0 || column === head.length - 1 ? 'left' : 'right')),
    chars: Object.fromEntries(Borders.map((border) => [border, ''])),
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [] },
  })
  table.push(...rows.map((row) => [...row]))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const Borders = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
] as const

function visibleLength(text: string): number {
  return text.replace(/\u001b\[[0-9;]*m/g, '').length
}

/** Names come from scenarios: nothing in them may move the cursor or repaint the screen. */
export function safe(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
}
