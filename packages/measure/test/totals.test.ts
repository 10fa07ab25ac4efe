import { OutcomeCode } from '@onrush/contracts'
import { lagRowOf, rowOf, Totals } from '@onrush/measure'
import { beforeEach, describe, expect, test } from 'vitest'
import { facts, histogramOf } from './samples.ts'

const operations = ['view', 'buy']

describe('totals', () => {
  let totals: Totals
  beforeEach(() => {
    totals = new Totals(operations)
    totals.add(rowOf(0, OutcomeCode.ok, 'response'), histogramOf([1]))
    totals.add(rowOf(1, OutcomeCode.ok, 'response'), histogramOf([10]))
    totals.add(rowOf(1, OutcomeCode.ok, 'response'), histogramOf([20]))
    totals.add(rowOf(1, OutcomeCode.timedOut, 'response'), histogramOf([3000]))
    totals.add(rowOf(1, OutcomeCode.ok, 'service'), histogramOf([5]))
    totals.add(lagRowOf(0, 2), histogramOf([100]))
    totals.add(lagRowOf(1, 2), histogramOf([200]))
  })

  test('sum a row over intervals', () => {
    expect(facts(totals.histogram(rowOf(1, OutcomeCode.ok, 'response'))!)).toEqual(facts(histogramOf([10, 20])))
    expect(totals.histogram(rowOf(0, OutcomeCode.shed, 'response'))).toBeUndefined()
  })

  test.each([
    ['everything of a kind', { kind: 'response' }, [1, 10, 20, 3000]],
    ['one operation', { kind: 'response', operation: 'buy' }, [10, 20, 3000]],
    ['one outcome of one operation', { kind: 'response', operation: 'buy', outcomes: ['ok'] }, [10, 20]],
    ['two outcomes', { kind: 'response', operation: 'buy', outcomes: ['ok', 'timedOut'] }, [10, 20, 3000]],
    ['no outcome', { kind: 'response', outcomes: [] }, []],
    ['the other kind', { kind: 'service' }, [5]],
    ['lag of all', { kind: 'lag' }, [100, 200]],
    ['lag of one, whatever the outcomes', { kind: 'lag', operation: 'buy', outcomes: ['ok'] }, [200]],
    ['an operation that nobody performed', { kind: 'response', operation: 'bye' }, []],
  ] as const)('merge %s', (_, query, expected) => {
    expect(facts(totals.merged(query))).toEqual(facts(histogramOf(expected)))
  })

  test('keep no hold of the histogram they were given', () => {
    const reused = histogramOf([7])
    const row = rowOf(0, OutcomeCode.shed, 'service')
    totals.add(row, reused)
    reused.clear()
    reused.record(9)
    expect(facts(totals.histogram(row)!)).toEqual(facts(histogramOf([7])))
  })

  test('refuse a row that does not exist', () => {
    expect(() => totals.add(30, histogramOf([1]))).toThrow(RangeError)
  })
})
