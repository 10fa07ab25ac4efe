import { readFileSync } from 'node:fs'
import type { RunReport } from '@onrush/contracts'
import { renderJson, reportSchema } from '@onrush/report'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostileReport } from './hostile-report.ts'
import { invalidReport, redReport, sampleReport } from './sample-report.ts'

const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(reportSchema)
const samples: [string, RunReport][] = [
  ['green', sampleReport()],
  ['red', redReport()],
  ['invalid', invalidReport()],
  ['hostile', hostileReport()],
  ['empty', sampleReport({ objectives: [], milestones: [], invariants: [], operations: {}, intents: {}, faults: [] })],
]

/** The same value with the keys of every object in another order. */
function reordered(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((entry) => reordered(entry, seed))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, entry]) => [key, reordered(entry, seed)] as const)
  const weight = (key: string): number =>
    key.split('').reduce((sum, letter) => (sum * seed + letter.charCodeAt(0)) % 997, 7)
  return Object.fromEntries(entries.sort(([a], [b]) => weight(a) - weight(b)))
}

describe('report.json', () => {
  it.each(samples)('reads back as the report it was written from: %s', (_, report) => {
    const text = renderJson(report)
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(report)))
    expect(text.endsWith('}\n')).toBe(true)
  })

  it.each(samples)('fits its schema: %s', (_, report) => {
    validate(JSON.parse(renderJson(report)))
    expect(validate.errors).toBeNull()
  })

  it('is the same bytes in whatever order the keys were put', () => {
    const expected = renderJson(sampleReport())
    const property = fc.property(fc.integer({ min: 2, max: 900 }), (seed) => {
      expect(renderJson(reordered(sampleReport(), seed) as RunReport)).toBe(expected)
    })
    fc.assert(property, { numRuns: 10 })
  })

  it('takes one line per interval, so that runs compare line by line', () => {
    const report = sampleReport()
    const lines = renderJson(report).split('\n')
    expect(lines.filter((line) => line.startsWith('    { "fromMs":') && line.includes('"inFlight"'))).toHaveLength(
      report.series.length,
    )
  })
})

describe('the schema', () => {
  it('is published as it is', () => {
    const file = readFileSync(new URL('../schema/report.schema.json', import.meta.url), 'utf8')
    expect(JSON.parse(file)).toEqual(reportSchema)
  })

  it.each<[string, object]>([
    ['an unknown verdict', { verdict: 'MAYBE' }],
    ['a digest that is none', { digest: 'abc' }],
    ['a field nobody knows', { extra: 1 }],
    ['another version', { schemaVersion: 2 }],
    ['fractions of orders', { money: { ...sampleReport().money, orders: 0.5 } }],
    [
      'a milestone without its limit',
      { milestones: [{ name: 'm', target: 1, atMs: 1, verdict: 'PASS', marginShare: 0 }] },
    ],
  ])('refuses %s', (_, change) => {
    expect(validate({ ...sampleReport(), ...change })).toBe(false)
  })

  it('refuses a report with any one of its fields missing', () => {
    for (const name of Object.keys(sampleReport())) {
      expect(validate({ ...sampleReport(), [name]: undefined }), name).toBe(false)
    }
  })
})
