import type { ObjectiveResult, RunReport, Verdict } from '@onrush/contracts'
import { create } from 'xmlbuilder2'
import { generatorSentence, verdictSentence } from './verdict-sentence.ts'
import { limitText, observedText } from './wording.ts'

export interface JunitOptions {
  /** What NO_DATA and INCONCLUSIVE become: `error` unless said otherwise, because a gate that saw nothing has not passed. */
  readonly undecidedAs?: 'error' | 'skipped'
}

interface TestCase {
  readonly group: string
  readonly name: string
  readonly verdict: Verdict
  /** `skipped` even where undecided results are errors: nobody asked. */
  readonly isOptional?: boolean
  readonly summary: string
  readonly text: string
}

type Ending = 'passed' | 'failure' | 'error' | 'skipped'

/**
 * The subset of JUnit XML that GitLab, Jenkins and GitHub's viewers share: one test case per objective, per law of the ledger
 * and for the generator. A missed gate is a `failure`, a run that proves nothing an `error`. GitLab shows only the body's text, so
 * everything stands there as well.
 */
export function renderJunit(report: RunReport, { undecidedAs = 'error' }: JunitOptions = {}): string {
  const cases = testCases(report)
  const endings = cases.map((testCase) => endingOf(testCase, undecidedAs))
  const totals = {
    tests: cases.length,
    failures: endings.filter((ending) => ending === 'failure').length,
    errors: endings.filter((ending) => ending === 'error').length,
    skipped: endings.filter((ending) => ending === 'skipped').length,
    // The scenario's length, not the machine's time: the file of a run on the virtual clock is the same everywhere.
    time: seconds(report.durationMs),
    timestamp: report.startedAt.replace(/(\.\d+)?(Z|[+-]\d\d:?\d\d)$/, ''),
  }
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites', { name: 'onrush', ...totals })
  const suite = root.ele('testsuite', { name: report.scenario, ...totals })
  const properties = suite.ele('properties')
  for (const [name, value] of propertiesOf(report)) properties.ele('property', { name, value })
  cases.forEach((testCase, index) => {
    const { group, name, summary, text, verdict } = testCase
    const element = suite.ele('testcase', {
      name,
      classname: `${report.scenario}.${group}`,
      time: '0',
    })
    const ending = endings[index]
    if (ending === 'skipped') element.ele('skipped', { message: summary })
    else if (ending !== 'passed' && ending !== undefined)
      element.ele(ending, { message: summary, type: verdict }).txt(text)
  })
  suite.ele('system-out').txt(`${report.verdict}: ${verdictSentence(report)}`)
  return `${printable(root.end({ prettyPrint: true }))}\n`
}

function testCases(report: RunReport): readonly TestCase[] {
  const objectives = report.objectives.map((result) => ({
    group: result.kind,
    name: result.name,
    verdict: result.verdict,
    summary: `${observedText(result)}, limit ${limitText(result)}`,
    text: objectiveText(result),
  }))
  const laws = report.invariants.map(({ name, verdict, violations, checked, samples }) => ({
    group: 'ledger',
    name,
    verdict,
    isOptional: true,
    summary: `${violations} violations in ${checked} checked facts`,
    text: [`${violations} violations in ${checked} checked facts`, ...samples].join('\n'),
  }))
  const { verdict } = report.generator
  const honesty = generatorSentence(report)
  return [
    ...objectives,
    ...laws,
    { group: 'generator', name: 'the load was sent on time', verdict, summary: honesty, text: honesty },
  ]
}

function objectiveText(result: ObjectiveResult): string {
  const { explanation, verdict } = result
  return [
    explanation,
    `verdict:  ${verdict}`,
    `observed: ${observedText(result)}`,
    `limit:    ${limitText(result)}`,
  ].join('\n')
}

/** A generator that was the bottleneck makes the run prove nothing, which is an error and no failure of the target. */
function endingOf({ verdict, isOptional, group }: TestCase, undecidedAs: 'error' | 'skipped'): Ending {
  switch (verdict) {
    case 'PASS':
      return 'passed'
    case 'FAIL':
      return group === 'generator' ? 'error' : 'failure'
    case 'INVALID':
      return 'error'
    case 'NO_DATA':
    case 'INCONCLUSIVE':
      return isOptional ? 'skipped' : undecidedAs
  }
}

function propertiesOf({ verdict, exitCode, seed, clock, tool, digest }: RunReport): readonly [string, string][] {
  const properties: [string, string][] = [
    ['verdict', verdict],
    ['exitCode', String(exitCode)],
    ['seed', String(seed)],
    ['clock', clock],
    ['version', tool.version],
  ]
  return digest === null ? properties : [...properties, ['digest', digest]]
}

/** XML 1.0 has no way to write most control characters and lone surrogates, not even escaped. */
function printable(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
}

function seconds(valueMs: number): string {
  return (valueMs / 1000).toFixed(3)
}
