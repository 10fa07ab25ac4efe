import { Outcomes } from '@onrush/contracts'
import { describeRow, KindCode, lagRowOf, OutcomeCount, parseTag, rowCountOf, rowOf } from '@onrush/measure'
import { describe, expect, test } from 'vitest'

const operations = ['view', 'buy', 'pay.card']

describe('rows', () => {
  test('are numbered by the published arithmetic, so that a hot loop may compute them itself', () => {
    const rows: number[] = []
    for (let op = 0; op < operations.length; op++) {
      for (let outcome = 0; outcome < OutcomeCount; outcome++) {
        for (const kind of ['response', 'service'] as const) {
          rows.push(op * OutcomeCount * 2 + outcome * 2 + KindCode[kind])
          expect(rowOf(op, outcome, kind)).toBe(rows.at(-1))
          expect(describeRow(operations, rowOf(op, outcome, kind))).toEqual({
            operation: operations[op],
            outcome: Outcomes[outcome],
            kind,
            tag: `${operations[op]}.${Outcomes[outcome]}.${kind}`,
          })
        }
      }
    }
    for (let op = 0; op < operations.length; op++) {
      rows.push(lagRowOf(op, operations.length))
      const operation = operations[op]
      const meaning = { operation, outcome: null, kind: 'lag', tag: `${operation}.lag` }
      expect(describeRow(operations, lagRowOf(op, operations.length))).toEqual(meaning)
    }
    expect(rows).toEqual(Array.from({ length: rowCountOf(operations.length) }, (_, row) => row))
  })

  test('have tags that can be read again, dots in names or not', () => {
    for (let row = 0; row < rowCountOf(operations.length); row++) {
      const meaning = describeRow(operations, row)
      expect(parseTag(meaning.tag)).toEqual(meaning)
    }
  })

  test.each(['', 'lag', 'ok.response', 'buy.ok', 'buy.late.response', 'buy.ok.wait', 'A'])(
    'do not claim the foreign tag "%s"',
    (tag) => {
      expect(parseTag(tag)).toBeUndefined()
    },
  )

  test.each([-1, 0.5, rowCountOf(3), Number.NaN])('do not exist at %s', (row) => {
    expect(() => describeRow(operations, row)).toThrow(RangeError)
  })
})
