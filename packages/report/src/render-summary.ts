import type { RunReport } from '@onrush/contracts'
import { generatorSentence, verdictSentence } from './verdict-sentence.ts'
import {
  countText,
  durationText,
  largeText,
  limitText,
  marginText,
  moneyText,
  Nothing,
  observedText,
  offsetText,
  reachedText,
  verdictMark,
  verdictWord,
} from './wording.ts'

/** GitHub drops a whole job summary above 1 MiB; this stays well below. */
const MaxCharacters = 250_000
const MaxRows = 200

/** The report as Markdown for pull requests and job summaries: verdict first, then what was asked and what was seen. */
export function renderSummary(report: RunReport): string {
  const sections = [
    heading(report),
    milestoneTable(report),
    objectiveTable(report),
    invariantTable(report),
    operationTable(report),
    generatorPart(report),
  ]
  const text = `${sections.filter((section) => section !== '').join('\n\n')}\n`
  return text.length <= MaxCharacters ? text : `${text.slice(0, MaxCharacters)}\n\n… cut; report.json has the rest.\n`
}

function heading(report: RunReport): string {
  const { scenario, seed, clock, durationMs, startedAt, money, interrupted } = report
  const played = `Seed ${seed}, ${clock} clock, ${offsetText(durationMs)} of scenario time, started ${escaped(startedAt)}`
  const lines = [
    `## ${verdictMark(report.verdict)} ${verdictWord(report.verdict)}: ${escaped(scenario)}`,
    escaped(verdictSentence(report)),
    `**${moneyText(money.gmvFen)}** turnover, ${countText(money.orders)} orders, ${countText(money.paid)} paid, ${countText(money.cod)} by cash on delivery.`,
    `${played}${interrupted ? '; **stopped before its end**' : ''}.`,
  ]
  return lines.join('\n\n')
}

function milestoneTable({ milestones }: RunReport): string {
  if (milestones.length === 0) return ''
  const rows = milestones.map(({ name, target, atMs, limitMs, marginShare, verdict }) => [
    `${verdictMark(verdict)} ${verdictWord(verdict)}`,
    escaped(name),
    moneyText(target),
    atMs === null ? Nothing : reachedText(atMs),
    offsetText(limitMs),
    marginText(marginShare),
  ])
  return `### Milestones\n\n${table(['', 'milestone', 'turnover', 'reached', 'limit', 'margin'], rows, '-l-r-r-r-r')}`
}

function objectiveTable({ objectives }: RunReport): string {
  const judged = objectives.filter(({ kind }) => kind !== 'milestone')
  if (judged.length === 0) return ''
  const rows = judged.map((result) => [
    `${verdictMark(result.verdict)} ${verdictWord(result.verdict)}`,
    escaped(result.name),
    observedText(result),
    limitText(result),
    escaped(result.explanation),
  ])
  return `### Objectives\n\n${table(['', 'objective', 'observed', 'limit', ''], rows, '-l-r-r-l')}`
}

function invariantTable({ invariants }: RunReport): string {
  if (invariants.length === 0) return ''
  const rows = invariants.map(({ name, verdict, violations, checked, samples }) => [
    `${verdictMark(verdict)} ${verdictWord(verdict)}`,
    escaped(name),
    countText(violations),
    countText(checked),
    escaped(samples[0] ?? ''),
  ])
  return `### Laws of the ledger\n\n${table(['', 'law', 'violations', 'checked', 'first violation'], rows, '-l-r-r-l')}`
}

function operationTable({ operations }: RunReport): string {
  const rows = Object.entries(operations).flatMap(([operation, { counts, outcomes }]) =>
    Object.entries(outcomes).map(([outcome, { responseMs, serviceMs }]) => [
      escaped(operation),
      outcome,
      largeText(counts[outcome as keyof typeof counts]),
      durationText(responseMs.p50),
      durationText(responseMs.p99),
      durationText(responseMs.max),
      durationText(serviceMs.p99),
    ]),
  )
  if (rows.length === 0) return ''
  return `### Latency\n\n${table(['operation', 'outcome', 'count', 'response p50', 'p99', 'max', 'service p99'], rows, 'l-l-r-r-r-r-r')}`
}

function generatorPart(report: RunReport): string {
  const { offered, unsent, peakOfferedPerSec, heldMs } = report.generator
  const figures = `${largeText(offered)} clicks offered, at most ${largeText(peakOfferedPerSec)}/s; ${countText(unsent)} unsent; scenario time held for ${durationText(heldMs)}.`
  return `### Generator\n\n${escaped(generatorSentence(report))} ${figures}`
}

/** `alignment`: one letter per column, l or r, between dashes. A first empty letter is a left column. */
function table(head: readonly string[], rows: readonly (readonly string[])[], alignment: string): string {
  const rules = head.map((_, column) => (alignment.split('-')[column] === 'r' ? '---:' : '---'))
  const shown = rows.slice(0, MaxRows)
  const cut =
    rows.length > shown.length ? `\n\n… and ${countText(rows.length - shown.length)} more in report.json.` : ''
  return `${[head, rules, ...shown].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}${cut}`
}

/**
 * Text that Markdown shows as it is: no table cell, HTML, link, emphasis or mention can be started from within it. Names come from
 * scenarios, and summaries are posted to pull requests.
 */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[&<>@]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\\`*_[\]|~#!]/g, '\\$&')
    .replace(/(https?):\/\//gi, '$1:&#47;&#47;')
}
