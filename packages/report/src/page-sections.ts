import type { RunReport } from '@onrush/contracts'
import { Outcomes } from '@onrush/contracts'
import { type Markup, markup } from './markup.ts'
import { badge, facts, section, table } from './page-parts.ts'
import { generatorSentence } from './verdict-sentence.ts'
import {
  countText,
  durationText,
  largeText,
  limitText,
  Nothing,
  observedText,
  offsetText,
  shareText,
} from './wording.ts'

/** Everything that was asked besides the milestones, and what was seen. */
export function objectivesSection({ objectives }: RunReport): Markup | undefined {
  const judged = objectives.filter(({ kind }) => kind !== 'milestone')
  if (judged.length === 0) return undefined
  const rows = judged.map((result) => [
    result.name,
    badge(result.verdict),
    observedText(result),
    limitText(result),
    markup`<span class="note">${result.explanation}</span>`,
  ])
  const columns = [
    { title: 'objective' },
    { title: 'verdict' },
    { title: 'observed', isNumber: true },
    { title: 'limit', isNumber: true },
    { title: 'what was judged' },
  ]
  return section(
    'objectives',
    'Objectives',
    'What the run had to achieve besides the milestones, and what was seen.',
    table('Objectives with what was observed', columns, rows),
  )
}

/** How many answers of which kind each operation got. */
export function answersSection({ operations }: RunReport): Markup | undefined {
  const entries = Object.entries(operations)
  if (entries.length === 0) return undefined
  const rows = entries.map(([operation, { counts }]) => [
    operation,
    ...Outcomes.map((outcome) =>
      counts[outcome] === 0 ? markup`<span class="zero">0</span>` : countText(counts[outcome]),
    ),
    countText(Outcomes.reduce((sum, outcome) => sum + counts[outcome], 0)),
  ])
  const columns = [
    { title: 'operation' },
    ...[...Outcomes.map(outcomeText), 'all'].map((title) => ({ title, isNumber: true })),
  ]
  const lead =
    'What became of every click. A refusal is a correct no (sold out, limit reached); shed means “not now”; unsent is the generator’s own failure.'
  return section('answers', 'Answers', lead, table('Answers by operation and outcome', columns, rows))
}

/** Percentiles per operation and outcome, from the intended start and from sending. */
export function percentilesSection({ operations }: RunReport): Markup | undefined {
  const figures = ['p50', 'p90', 'p99', 'p999', 'max'] as const
  const rows = Object.entries(operations).flatMap(([operation, { outcomes }]) =>
    Outcomes.flatMap((outcome) => {
      const times = outcomes[outcome]
      if (times === undefined || times.responseMs.count === 0) return []
      const cells = [times.responseMs, times.serviceMs].flatMap((time) =>
        figures.map((figure) => durationText(time[figure])),
      )
      return [
        [
          markup`${operation} <span class="outcome">${outcomeText(outcome)}</span>`,
          countText(times.responseMs.count),
          ...cells,
        ],
      ]
    }),
  )
  if (rows.length === 0) return undefined
  const titles = ['p50', 'p90', 'p99', 'p99.9', 'max']
  const columns = [
    { title: 'operation and outcome' },
    ...['answers', ...titles, ...titles].map((title) => ({ title, isNumber: true })),
  ]
  const group = markup`<tr><td colspan="2"></td><th scope="colgroup" colspan="5">response time</th><th scope="colgroup" colspan="5">service time</th></tr>`
  const lead =
    'Response time counts from the moment somebody meant to click, service time from the moment the click was sent. Where they differ, people were waiting before they were heard.'
  return section(
    'percentiles',
    'Percentiles',
    lead,
    table('Response and service time by operation and outcome', columns, rows, group),
  )
}

/** Whether the load was what it claims to be. */
export function generatorSection(report: RunReport): Markup {
  const { generator, amplification } = report
  const { lagMs, limits, offered, sent, unsent, heldMs, peakOfferedPerSec, offeredFirstSecond, longestWaitMs } =
    generator
  const sentText = sent === offered ? 'all of them' : countText(sent)
  const content = facts([
    ['verdict on the generator', badge(generator.verdict)],
    ['clicks offered', countText(offered)],
    ['sent', sentText],
    ['unsent', markup`${countText(unsent)} <small>limit ${shareText(limits.unsentShare)}</small>`],
    ['lag p99', markup`${durationText(lagMs.p99)} <small>limit ${durationText(limits.lagP99Ms)}</small>`],
    [
      'lag p99, first two seconds',
      markup`${durationText(lagMs.burstP99)} <small>limit ${durationText(limits.burstLagP99Ms)}</small>`,
    ],
    ['longest lag', durationText(lagMs.max)],
    ['scenario time held', durationText(heldMs)],
    ['clicks in the first second', countText(offeredFirstSecond)],
    ['most clicks in a second', countText(peakOfferedPerSec)],
    ['longest wait of anybody', durationText(longestWaitMs)],
    ['attempts per wish', amplification.toFixed(2)],
  ])
  return section('generator', 'Was the load honest?', generatorSentence(report), content)
}

/** How people's wishes ended. */
export function intentsSection({ intents }: RunReport): Markup | undefined {
  const entries = Object.entries(intents)
  if (entries.length === 0) return undefined
  const rows = entries.map(([cohort, { counts, timeMs }]) => [
    cohort,
    ...[counts.won, counts.lost, counts.shed, counts.gaveUp, counts.open].map((count) =>
      count === 0 ? markup`<span class="zero">0</span>` : countText(count),
    ),
    durationText(timeMs.p50),
    durationText(timeMs.p99),
    durationText(timeMs.max),
  ])
  const titles = ['won', 'lost', 'shed', 'gave up', 'open', 'time p50', 'p99', 'max']
  const columns = [{ title: 'cohort' }, ...titles.map((title) => ({ title, isNumber: true }))]
  const lead =
    'A wish is one person wanting one thing. Its time runs from the first click to the final answer, over every retry in between.'
  return section('wishes', 'How wishes ended', lead, table('Wishes by cohort', columns, rows))
}

/** The laws of the ledger, with the first violations. */
export function invariantsSection({ invariants, digest }: RunReport): Markup | undefined {
  if (invariants.length === 0) return undefined
  const rows = invariants.map(({ name, verdict, violations, checked, samples }) => [
    name,
    badge(verdict),
    countText(violations),
    countText(checked),
    samples.length === 0
      ? markup`<span class="zero">${Nothing}</span>`
      : markup`<ul class="samples">${samples.map((sample) => markup`<li>${sample}</li>`)}</ul>`,
  ])
  const columns = [
    { title: 'law' },
    { title: 'verdict' },
    { title: 'violations', isNumber: true },
    { title: 'facts checked', isNumber: true },
    { title: 'first violations' },
  ]
  const sum = digest === null ? undefined : markup`<p class="digest">digest of the event log <code>${digest}</code></p>`
  const lead = 'What the target’s own books must never show, checked after the run against every entry.'
  return section(
    'laws',
    'Laws of the ledger',
    lead,
    [table('Laws of the ledger', columns, rows), sum].filter((part) => part !== undefined),
  )
}

/** What was broken on purpose. */
export function faultsSection({ faults }: RunReport): Markup | undefined {
  if (faults.length === 0) return undefined
  const rows = faults.map(({ name, fromMs, toMs, touched, healed }) => [
    name,
    offsetText(fromMs, true),
    offsetText(toMs, true),
    touched === 0 ? markup`${badge('INVALID')} nothing` : countText(touched),
    healed ? 'yes' : markup`${badge('FAIL')} no`,
  ])
  const columns = [
    { title: 'fault' },
    ...['from', 'to', 'touched', 'healed'].map((title) => ({ title, isNumber: true })),
  ]
  return section(
    'faults',
    'Faults',
    'What was broken on purpose, and whether it had any effect: a fault that touched nothing proves nothing.',
    table('Faults', columns, rows),
  )
}

/** The target's own figures and the options of the run. */
export function figuresSection({ figures, options }: RunReport): Markup | undefined {
  const free = ([name, value]: readonly [string, string | number | boolean]): readonly [string, string] => [
    name,
    typeof value === 'number' ? numberText(value) : String(value),
  ]
  const pairs = [...Object.entries(figures), ...Object.entries(options)].map(free)
  return pairs.length === 0
    ? undefined
    : section(
        'figures',
        'Further figures and options',
        'What the target says about itself, and how the run was set up.',
        facts(pairs),
      )
}

/** Where the run was made. */
export function machineSection({ machine, tool, seed }: RunReport): Markup {
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
  const content = facts([
    ['processor', machine.cpu],
    ['cores', countText(machine.cores)],
    ['memory', gigabytes(machine.memoryBytes)],
    ['platform', machine.platform],
    ['Node.js', machine.node],
    ['wall time', durationText(machine.wallMs)],
    ['most memory used', gigabytes(machine.peakRssBytes)],
    ['Onrush', tool.version],
    ['seed', String(seed)],
  ])
  return section(
    'machine',
    'Machine',
    'The only part of this page that differs from one machine to the next on the virtual clock.',
    content,
  )
}

function outcomeText(outcome: (typeof Outcomes)[number]): string {
  return outcome === 'timedOut' ? 'timed out' : outcome
}

function numberText(value: number): string {
  return Math.abs(value) >= 1e6 ? largeText(value) : value.toLocaleString('en-US', { maximumFractionDigits: 3 })
}
