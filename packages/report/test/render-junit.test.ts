import type { ObjectiveResult, RunReport } from '@onrush/contracts'
import { renderJunit } from '@onrush/report'
import { describe, expect, it } from 'vitest'
import { convert } from 'xmlbuilder2'
import { hostileReport } from './hostile-report.ts'
import { invalidReport, redReport, sampleReport } from './sample-report.ts'

interface Suite {
  readonly '@tests': string
  readonly '@failures': string
  readonly '@errors': string
  readonly '@skipped': string
  readonly '@timestamp': string
  readonly testcase: readonly Case[]
}
type Case = Readonly<Record<string, unknown>> & { readonly '@name': string; readonly '@classname': string }

function suiteOf(xml: string): Suite {
  const { testsuites } = convert(xml, { format: 'object' }) as unknown as { testsuites: { testsuite: Suite } }
  return testsuites.testsuite
}

function withVerdict(verdict: ObjectiveResult['verdict']): RunReport {
  const [first] = sampleReport().objectives
  return sampleReport({ objectives: first ? [{ ...first, verdict }] : [], milestones: [], invariants: [] })
}

const endings = ['failure', 'error', 'skipped'] as const
const endingOf = (testCase: Case | undefined): string =>
  endings.find((ending) => testCase && ending in testCase) ?? 'passed'

describe('junit.xml', () => {
  it.each([
    ['green', sampleReport()],
    ['red', redReport()],
    ['invalid', invalidReport()],
    ['hostile', hostileReport()],
  ])('counts what it holds, under names that are unique: %s', (_, report) => {
    const suite = suiteOf(renderJunit(report))
    const cases = suite.testcase
    const count = (ending: string): string => String(cases.filter((testCase) => endingOf(testCase) === ending).length)
    expect(cases).toHaveLength(report.objectives.length + report.invariants.length + 1)
    expect(suite).toMatchObject({
      '@tests': String(cases.length),
      '@failures': count('failure'),
      '@errors': count('error'),
      '@skipped': count('skipped'),
    })
    expect(new Set(cases.map((testCase) => `${testCase['@classname']} ${testCase['@name']}`)).size).toBe(cases.length)
  })

  it.each([
    ['PASS', 'passed', 'passed'],
    ['FAIL', 'failure', 'failure'],
    ['INVALID', 'error', 'error'],
    ['NO_DATA', 'error', 'skipped'],
    ['INCONCLUSIVE', 'error', 'skipped'],
  ] as const)('turns %s into %s, and into %s where undecided is skipped', (verdict, ending, lenient) => {
    expect(endingOf(suiteOf(renderJunit(withVerdict(verdict))).testcase[0])).toBe(ending)
    expect(endingOf(suiteOf(renderJunit(withVerdict(verdict), { undecidedAs: 'skipped' })).testcase[0])).toBe(lenient)
  })

  it('skips a law that was never tested unless an objective asked for it', () => {
    const [law] = sampleReport().invariants
    const report = sampleReport({ objectives: [], invariants: law ? [{ ...law, verdict: 'NO_DATA', checked: 0 }] : [] })
    expect(endingOf(suiteOf(renderJunit(report)).testcase[0])).toBe('skipped')
  })

  it('makes a late generator an error of the run, not a failure of the target', () => {
    expect(endingOf(suiteOf(renderJunit(invalidReport())).testcase.at(-1))).toBe('error')
  })

  it('says everything in the body too, where GitLab looks', () => {
    const failed = suiteOf(renderJunit(redReport())).testcase.find((testCase) => 'failure' in testCase)
    expect(failed?.failure).toMatchObject({ '#': expect.stringContaining('was 7.24 s, limit 5 s') })
  })

  it('holds no character that XML cannot hold', () => {
    const xml = renderJunit(hostileReport())
    expect(xml).toMatch(/^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u)
    expect(xml).toContain('name="buy p99 0s..30s&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;')
  })

  it('gives its time without a zone', () => {
    expect(suiteOf(renderJunit(sampleReport()))['@timestamp']).toBe('2026-11-10T15:59:00')
  })
})
