import type { RunReport } from '@onrush/contracts'
import { renderSummary, renderTerminal } from '@onrush/report'
import { describe, expect, it } from 'vitest'
import { hostileReport } from './hostile-report.ts'
import { invalidReport, redReport, sampleReport } from './sample-report.ts'

const samples: [string, RunReport][] = [
  ['green', sampleReport()],
  ['red', redReport()],
  ['invalid', invalidReport()],
  ['hostile', hostileReport()],
]

describe('summary.md', () => {
  it('says the verdict first, then why', () => {
    const [first, , second] = renderSummary(redReport()).split('\n')
    expect(first).toBe('## ✗ FAIL: midnight, stock checked before it is taken')
    expect(second).toBe('The ledger breaks a law (nothing oversold): 3 violations. 5 of 13 objectives failed.')
  })

  it.each(samples)('has as many cells in every row of a table as in its head: %s', (_, report) => {
    const tables = renderSummary(report)
      .split('\n\n')
      .filter((block) => block.startsWith('|'))
    expect(tables.length).toBeGreaterThan(3)
    for (const table of tables) {
      // A pipe behind a backslash is text.
      const cells = table.split('\n').map((row) => row.replaceAll(/\\[\\|]/g, '').split('|').length)
      expect(new Set(cells).size).toBe(1)
    }
  })

  it('lets no tag, link, mention or control character out of a name', () => {
    const text = renderSummary(hostileReport())
    expect(text).not.toMatch(/[<>@]/)
    expect(text).not.toMatch(/[^\\]\[/)
    expect(text).not.toContain('http://')
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  })

  it('stays small enough to be shown, whatever a run holds', () => {
    const law = { name: 'x'.repeat(1000), verdict: 'PASS', violations: 0, checked: 1, samples: [] } as const
    const text = renderSummary(sampleReport({ invariants: Array.from({ length: 5000 }, () => law) }))
    expect(text.length).toBeLessThan(300_000)
    expect(text).toContain('report.json')
  })
})

describe('the table at the end', () => {
  it.each([60, 80, 120])('fits a terminal of %d columns', (width) => {
    for (const [, report] of samples.slice(0, 3)) {
      const tables = renderTerminal(report, { color: false, width }).split('\n\n').slice(0, -1)
      const widest = Math.max(...tables.flatMap((table) => table.split('\n').map((line) => line.length)))
      expect(widest).toBeLessThanOrEqual(width)
    }
  })

  it.each(samples)('has no control codes without colour: %s', (_, report) => {
    expect(renderTerminal(report, { color: false, width: 100 }).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  })

  it('differs by nothing but colour when it has colour', () => {
    const plain = renderTerminal(redReport(), { color: false, width: 100 })
    const colored = renderTerminal(redReport(), { color: true, width: 100 })
    expect(colored).not.toBe(plain)
    const stripped = colored.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '')
    expect(stripped).toBe(plain)
  })

  it('shows the time a milestone was reached, its limit and its margin', () => {
    const text = renderTerminal(redReport(), { color: false, width: 100 })
    expect(text).toMatch(/10 M yuan +10 M yuan +1:18\.8 +1:11 +11 % late +✗ FAIL/)
    expect(text).toMatch(/2 bn yuan +2 bn yuan +never +24:00:00 +never +✗ FAIL/)
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^✗ FAIL {2}The ledger breaks a law/)
  })

  it.each([
    [
      'PASS',
      sampleReport(),
      'All 13 objectives hold: all 6 milestones were reached in time, all 6 laws of the ledger are kept',
    ],
    ['INVALID', invalidReport(), 'This run proves nothing: lag p99 was 4.1 ms, limit 1 ms.'],
    ['NO DATA', sampleReport({ verdict: 'NO_DATA', objectives: [] }), 'No objective was judged.'],
  ])('gives the reason for %s in a sentence', (word, report, sentence) => {
    const last = renderTerminal(report, { color: false, width: 100 }).trimEnd().split('\n').at(-1)
    expect(last).toContain(word)
    expect(last).toContain(sentence)
  })
})
