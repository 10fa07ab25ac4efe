import type { RunReport, SeriesPoint } from '@onrush/contracts'
import { renderHtml, reportFiles } from '@onrush/report'
import { describe, expect, it } from 'vitest'
import { Hostile, hostileReport } from './hostile-report.ts'
import { invalidReport, redReport, sampleReport } from './sample-report.ts'

const Void = new Set(['meta', 'br', 'img', 'link', 'input', 'hr'])
const samples: [string, RunReport][] = [
  ['green', sampleReport()],
  ['red', redReport()],
  ['invalid', invalidReport()],
  ['hostile', hostileReport()],
  [
    'without anything',
    sampleReport({
      objectives: [],
      milestones: [],
      invariants: [],
      operations: {},
      intents: {},
      faults: [],
      series: [],
      figures: {},
      turnover: { atMs: [], valueFen: [] },
      digest: null,
    }),
  ],
]

interface Tag {
  readonly name: string
  readonly attributes: string
}

/** The tags of a page in order, with a stack to see that they are balanced; the text of scripts and styles is no markup. */
function tagsOf(page: string): readonly Tag[] {
  const markup = page.replaceAll(/(<(script|style)\b[^>]*>)[\s\S]*?(<\/\2>)/g, '$1$3')
  const tags: Tag[] = []
  const open: string[] = []
  for (const [, slash, name = '', attributes = ''] of markup.matchAll(
    /<(\/?)([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/gi,
  )) {
    if (slash === '/') expect(open.pop(), `</${name}>`).toBe(name)
    else {
      tags.push({ name, attributes })
      if (!Void.has(name)) open.push(name)
    }
  }
  expect(open).toEqual([])
  // Whatever is no tag holds no angle bracket: nothing was overlooked above.
  expect(
    markup.replace('<!doctype html>', '').replaceAll(/<\/?[a-z0-9]+(?:\s+[a-z-]+(?:="[^"]*")?)*\s*>/gi, ''),
  ).not.toMatch(/[<>]/)
  return tags
}

function chartsOf(page: string): readonly {
  readonly id: string
  readonly x: readonly number[]
  readonly lines: readonly { readonly y: readonly (number | null)[] }[]
}[] {
  const json = /<script type="application\/json" id="chart-data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? ''
  return JSON.parse(json)
}

/** A day on the virtual clock: a point a second for a quarter of an hour, then a point a minute. */
function virtualDay(): RunReport {
  const [point] = sampleReport().series
  if (point === undefined) throw new Error('the sample has no series')
  const at = (fromMs: number, toMs: number): SeriesPoint => ({
    ...point,
    fromMs,
    toMs,
    response: Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [
        `operation ${index}`,
        { p50: fromMs / 7 + 0.1, p99: fromMs / 3 + 0.2, max: fromMs + 0.3, count: 9 },
      ]),
    ),
  })
  const seconds = Array.from({ length: 960 }, (_, index) => at((index - 60) * 1000, (index - 59) * 1000))
  const minutes = Array.from({ length: 1425 }, (_, index) => at(900_000 + index * 60_000, 960_000 + index * 60_000))
  const operation = sampleReport().operations.buy
  const operations = Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => [`operation ${index}`, operation]),
  ) as RunReport['operations']
  const atMs = Array.from({ length: 5000 }, (_, index) => index * 17_280)
  return sampleReport({
    clock: 'virtual',
    operations,
    series: [...seconds, ...minutes],
    turnover: { atMs, valueFen: atMs.map((time) => time * 2300) },
  })
}

describe('report.html', () => {
  it.each(samples)('is one balanced document that fetches nothing: %s', (_, report) => {
    const page = renderHtml(report)
    const tags = tagsOf(page)
    expect(tags.filter(({ name }) => ['img', 'link', 'iframe', 'object', 'base', 'form', 'a'].includes(name))).toEqual(
      [],
    )
    expect(
      tags.filter(({ attributes }) => /\s(src|href|on[a-z]+)=/i.test(attributes.replaceAll(/"[^"]*"/g, ''))),
    ).toEqual([])
    expect(tags.filter(({ name }) => name === 'script')).toHaveLength(3)
    expect(page).toContain(
      `content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"`,
    )
  })

  it('shows a hostile name as text, in the page and in the data of its charts', () => {
    const page = renderHtml(hostileReport())
    expect(page).not.toContain('<img')
    expect(page).toContain('&#60;/script&#62;&#60;img src=x onerror=alert(1)&#62;')
    expect(JSON.stringify(chartsOf(page))).toContain(JSON.stringify(Hostile).slice(1, 40))
  })

  it.each(samples)('can be read without seeing it: %s', (_, report) => {
    const page = renderHtml(report)
    const tags = tagsOf(page)
    const headings = tags.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name.slice(1))] : []))
    expect(headings.filter((level) => level === 1)).toHaveLength(1)
    headings.forEach((level, index) => expect(level - (headings[index - 1] ?? 0)).toBeLessThanOrEqual(1))
    const count = (wanted: string): number => tags.filter(({ name }) => name === wanted).length
    expect(count('caption')).toBe(count('table'))
    expect(count('figcaption')).toBe(count('figure'))
    expect(tags.filter(({ attributes }) => attributes.includes('data-chart'))).toHaveLength(chartsOf(page).length)
    for (const { attributes } of tags.filter((tag) => tag.attributes.includes('data-chart')))
      expect(attributes).toMatch(/role="img" aria-label="[^"]+"/)
    for (const { attributes } of tags.filter((tag) => tag.name === 'section')) expect(attributes).toMatch(/aria-label/)
  })

  it('says the verdict before anything else, in words', () => {
    const text = renderHtml(redReport())
      .replaceAll(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
    expect(text.indexOf('FAIL')).toBeLessThan(text.indexOf('1.93 bn yuan'))
    expect(text).toContain('The ledger breaks a law (nothing oversold): 3 violations.')
    expect(text).toMatch(/10 M yuan 1:18\.8 limit 1:11 11 % late ✗ FAIL/)
    expect(text).toMatch(/2 bn yuan never limit 24:00:00 not reached ✗ FAIL/)
    expect(text).toContain('item 17: sold 64 of 63 at 812 ms')
  })

  it('stays under 400 kB for a midnight, on either clock', () => {
    expect(Buffer.byteLength(renderHtml(sampleReport()))).toBeLessThan(400_000)
    expect(Buffer.byteLength(renderHtml(virtualDay()))).toBeLessThan(400_000)
  })

  it('draws the worst of the intervals it joins, and never more than there was', () => {
    const report = virtualDay()
    const day = chartsOf(renderHtml(report)).find(({ id }) => id === 'day')
    const worst = Math.max(...report.series.map(({ response }) => response['operation 0']?.p99 ?? 0))
    expect(day?.x.length).toBeLessThanOrEqual(400)
    expect(Math.max(...(day?.lines[0]?.y ?? []).map((value) => value ?? 0))).toBeCloseTo(worst, -4)
  })

  it('draws as judged only what was played at speed 1', () => {
    const charts = chartsOf(renderHtml(sampleReport()))
    const rush = charts.find(({ id }) => id === 'latency-0')
    expect(rush?.x).toEqual(Array.from({ length: 90 }, (_, index) => index - 60))
  })

  it('never draws more turnover than the ledger has', () => {
    const report = sampleReport()
    const curve = chartsOf(renderHtml(report)).find(({ id }) => id === 'turnover')
    const total = (report.turnover.valueFen.at(-1) ?? 0) / 100
    expect(curve?.lines[0]?.y.at(-1)).toBeCloseTo(total, -6)
    expect(curve?.x.at(-1)).toBe(86_400)
  })
})

describe('the files of a run', () => {
  it('are the four that follow from the report', () => {
    const files = reportFiles(sampleReport())
    expect(files.map(({ name }) => name)).toEqual(['report.json', 'report.html', 'summary.md', 'junit.xml'])
    for (const { content } of files) expect(content.endsWith('\n')).toBe(true)
  })

  it('are the same twice', () => {
    expect(reportFiles(redReport())).toEqual(reportFiles(redReport()))
  })
})
