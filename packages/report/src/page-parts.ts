import type { Verdict } from '@onrush/contracts'
import { type Markup, type MarkupValue, markup, trusted } from './markup.ts'
import { verdictMark, verdictWord } from './wording.ts'

/** A section with its heading and one sentence that says what it is about. */
export function section(id: string, title: string, lead: MarkupValue, content: MarkupValue): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
<p class="lead">${lead}</p>
${content}
</section>`
}

export interface Column {
  readonly title: string
  /** Numbers stand right and in tabular figures. */
  readonly isNumber?: boolean
}

/** A table with a caption that scrolls sideways where it does not fit. The first cell of a row is its heading. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly MarkupValue[])[],
  group?: Markup,
): Markup {
  const heads = columns.map(({ title, isNumber }) => markup`<th scope="col"${classOf(isNumber)}>${title}</th>`)
  const body = rows.map((cells) => {
    const [first, ...rest] = cells.map((cell, index) =>
      index === 0 ? markup`<th scope="row">${cell}</th>` : markup`<td${classOf(columns[index]?.isNumber)}>${cell}</td>`,
    )
    return markup`<tr>${first}${rest}</tr>\n`
  })
  const width = columns.length > 10 ? trusted(' wide') : undefined
  return markup`<div class="scroll${width}" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead>${group}<tr>${heads}</tr></thead>
<tbody>
${body}</tbody>
</table></div>`
}

/** A verdict as a word with a mark: its colour only repeats them. */
export function badge(verdict: Verdict): Markup {
  return markup`<span class="badge ${tone(verdict)}"><span aria-hidden="true">${verdictMark(verdict)}</span> ${verdictWord(verdict)}</span>`
}

/** The class that colours a verdict. */
export function tone(verdict: Verdict): 'good' | 'bad' | 'open' {
  return verdict === 'PASS' ? 'good' : verdict === 'FAIL' ? 'bad' : 'open'
}

/** Pairs of a name and a value. */
export function facts(pairs: readonly (readonly [name: MarkupValue, value: MarkupValue])[]): Markup {
  return markup`<dl class="facts">${pairs.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>`
}

/** The place of a chart; `description` is what it says to somebody who does not see it. */
export function chartFigure(id: string, caption: string, description: string, isTall: boolean = false): Markup {
  const size = isTall ? trusted(' tall') : undefined
  return markup`<figure>
<figcaption>${caption}</figcaption>
<div class="chart${size}" data-chart="${id}" role="img" aria-label="${description}"></div>
</figure>`
}

function classOf(isNumber: boolean | undefined): Markup | undefined {
  return isNumber === true ? trusted(' class="number"') : undefined
}
