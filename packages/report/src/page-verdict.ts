import type { MilestoneResult, RunReport } from '@onrush/contracts'
import { type Markup, markup } from './markup.ts'
import { badge, tone } from './page-parts.ts'
import { verdictSentence } from './verdict-sentence.ts'
import {
  countText,
  largeText,
  marginText,
  moneyText,
  offsetText,
  reachedText,
  verdictMark,
  verdictWord,
} from './wording.ts'

/** What must be understood at once: the verdict and why, the money, the milestones. */
export function pageHead(report: RunReport): Markup {
  const { scenario, seed, clock, startedAt, durationMs, verdict, exitCode, interrupted } = report
  const stopped = interrupted
    ? markup`<p class="notice"><strong>Stopped before its end.</strong> What follows is what was recorded until then.</p>`
    : undefined
  return markup`<header>
<p class="brand"><span>Onrush</span> rehearsal report</p>
<h1>${scenario}</h1>
<p class="origin">seed ${seed} · ${clock} clock · ${offsetText(durationMs)} of scenario time · started <time datetime="${startedAt}">${dateText(startedAt)}</time></p>
</header>
<section class="verdict ${tone(verdict)}" aria-label="Verdict">
<p class="word"><span class="mark" aria-hidden="true">${verdictMark(verdict)}</span>${verdictWord(verdict)}</p>
<div><p class="why">${verdictSentence(report)}</p><p class="exit">exit code ${exitCode}</p></div>
</section>
${stopped}
${headline(report)}
${milestoneCards(report.milestones)}`
}

/** Turnover where there is a ledger, the size of the crowd otherwise. */
function headline({ money, generator }: RunReport): Markup {
  const crowd = markup`<li><b>${largeText(generator.offered)}</b> clicks offered</li><li><b>${largeText(generator.peakOfferedPerSec)}/s</b> at the peak</li>`
  if (money.orders === 0 && money.gmvFen === 0) {
    return markup`<div class="headline"><p class="figure"><span>${largeText(generator.offered)}</span> clicks offered</p>
<ul><li><b>${largeText(generator.peakOfferedPerSec)}/s</b> at the peak</li><li><b>${countText(generator.unsent)}</b> unsent</li></ul></div>`
  }
  return markup`<div class="headline"><p class="figure"><span>${moneyText(money.gmvFen)}</span> turnover</p>
<ul><li><b>${largeText(money.orders)}</b> orders</li><li><b>${largeText(money.paid)}</b> paid</li><li><b>${largeText(money.cod)}</b> by cash on delivery</li>${crowd}</ul></div>`
}

function milestoneCards(milestones: readonly MilestoneResult[]): Markup | undefined {
  if (milestones.length === 0) return undefined
  return markup`<section aria-labelledby="milestones-title">
<h2 id="milestones-title" class="quiet">Milestones</h2>
<ol class="cards">${milestones.map(milestoneCard)}</ol>
</section>`
}

function milestoneCard({ name, target, atMs, limitMs, marginShare, verdict }: MilestoneResult): Markup {
  const amount = moneyText(target)
  const title = name === amount ? markup`${amount}` : markup`${name}<small>${amount}</small>`
  const margin = marginShare === null ? 'not reached' : marginText(marginShare)
  return markup`<li class="card ${tone(verdict)}">
<h3>${title}</h3>
<p class="time">${atMs === null ? 'never' : reachedText(atMs)}</p>
<p class="limit">limit ${offsetText(limitMs)}<br>${margin}</p>
<p>${badge(verdict)}</p>
</li>
`
}

/** 10 November 2026, 15:59 UTC; whatever is no date stays as it is. */
function dateText(startedAt: string): string {
  const date = new Date(startedAt)
  if (Number.isNaN(date.getTime())) return startedAt
  return `${date.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).replace(' at ', ', ')} UTC`
}
