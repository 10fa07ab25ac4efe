import { type Markup, markup } from './markup.ts'
import { section } from './page-parts.ts'

const Words: readonly (readonly [string, string])[] = [
  ['T0', 'The instant the sale opens. All times are counted from it: 1:11 is a minute and eleven seconds later.'],
  [
    'Milestone',
    'An amount of turnover that has to be reached by a time. Early is good, late or never is a failure. The turnover is what the shop earned from the crowd; nobody fed it in.',
  ],
  ['PASS, FAIL', 'Every objective held; at least one did not.'],
  [
    'INVALID',
    'The run proves nothing either way: the load was not what it should have been, or a fault had no effect.',
  ],
  ['NO DATA', 'There was too little to judge. It never counts as a pass.'],
  [
    'p50, p99, p99.9, max',
    'Half, 99 of 100, 999 of 1,000 people waited no longer than this; max is the longest wait of all.',
  ],
  ['Response time', 'From the moment somebody meant to click to the answer, with all the waiting in between.'],
  [
    'Service time',
    'From the moment the click was sent to the answer. Most tools show only this one, which hides the queue in front of the door.',
  ],
  [
    'Lag',
    'From meant to sent: how late the load generator itself was. When it is large, the generator was measured and not the target.',
  ],
  [
    'Clock',
    'On the system clock time is real. The time-lapse clock is real up to shortly after T0 and then faster, with every order still carried out; waiting is judged only in the real part. The virtual clock is a simulation and gives the same report every time.',
  ],
  [
    'Time held',
    'How long the time-lapse stood still because work was behind. It makes the day longer for the machine, never a milestone late.',
  ],
  ['Law of the ledger', 'Something the books must never show, such as more sold than there was.'],
]

/** For somebody who has never seen the project. */
export function glossarySection(): Markup {
  const list = Words.map(([word, meaning]) => markup`<div><dt>${word}</dt><dd>${meaning}</dd></div>\n`)
  const lead =
    'Onrush sent a crowd of simulated shoppers at a system, as it happens when a big sale opens at midnight, and judged what they and the system’s own books saw. The verdict at the top is the gravest of all the verdicts below it.'
  return section('glossary', 'How to read this page', lead, markup`<dl class="glossary">${list}</dl>`)
}
