import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describeRow, HighestValueUs, Histogram, RecorderBank, rowCountOf, Totals } from '@onrush/measure'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { facts, histogramOf, microseconds } from './samples.ts'
import { type Load, loadOf } from './thread-load.ts'

const operations = ['view', 'buy']

function folded(bank: RecorderBank): Map<number, unknown> | null {
  const rows = new Map<number, unknown>()
  return bank.fold((row, histogram) => rows.set(row, facts(histogram))) ? rows : null
}

describe('a bank', () => {
  test('hands out what was recorded, row by row, once it was rotated', () => {
    const bank = RecorderBank.create(operations)
    bank.record(bank.row(1, 0, 'response'), 2000)
    bank.record(bank.row(1, 0, 'service'), 1500.6)
    bank.record(bank.row(1, 0, 'response'), 3000)
    bank.record(bank.lagRow(0), 7)
    expect(folded(bank)).toBeNull()
    expect(bank.isWaiting).toBe(false)
    expect(bank.rotate()).toBe(true)
    expect(bank.isWaiting).toBe(true)
    expect(folded(bank)).toEqual(
      new Map([
        [bank.row(1, 0, 'response'), facts(histogramOf([2000, 3000]))],
        [bank.row(1, 0, 'service'), facts(histogramOf([1501]))],
        [bank.lagRow(0), facts(histogramOf([7]))],
      ]),
    )
    expect(folded(bank)).toBeNull()
  })

  test('hands out an interval without samples as one without rows', () => {
    const bank = RecorderBank.create(operations)
    bank.rotate()
    expect(folded(bank)).toEqual(new Map())
  })

  test('makes the interval longer while the reader is late, and loses nothing', () => {
    const bank = RecorderBank.create(operations)
    bank.record(0, 1)
    expect(bank.rotate()).toBe(true)
    bank.record(0, 2)
    expect(bank.rotate()).toBe(false)
    bank.record(0, 3)
    expect(folded(bank)).toEqual(new Map([[0, facts(histogramOf([1]))]]))
    expect(bank.rotate()).toBe(true)
    expect(folded(bank)).toEqual(new Map([[0, facts(histogramOf([2, 3]))]]))
  })

  test('shares its memory with whoever attaches, in the middle of a run as well', () => {
    const writer = RecorderBank.create(operations)
    writer.rotate()
    const reader = RecorderBank.attach(writer.buffer, operations)
    expect(folded(reader)).toEqual(new Map())
    const successor = RecorderBank.attach(writer.buffer, operations)
    successor.record(3, 9)
    successor.rotate()
    expect(folded(reader)).toEqual(new Map([[3, facts(histogramOf([9]))]]))
  })

  test('drains what waits and what was never rotated, in that order', () => {
    const bank = RecorderBank.create(operations)
    bank.record(0, 1)
    bank.rotate()
    bank.record(0, 2)
    const seen: number[] = []
    bank.drain((_, histogram) => seen.push(histogram.maxUs))
    bank.drain((_, histogram) => seen.push(histogram.maxUs))
    expect(seen).toEqual([1, 2])
    bank.record(0, 3)
    bank.rotate()
    expect(folded(bank)).toEqual(new Map([[0, facts(histogramOf([3]))]]))
  })

  test('clamps and counts as a histogram does', () => {
    const odd = [Number.NaN, -1, HighestValueUs + 1, Number.POSITIVE_INFINITY, 5, HighestValueUs]
    const bank = RecorderBank.create(operations)
    for (const value of odd) bank.record(0, value)
    bank.rotate()
    expect(folded(bank)).toEqual(new Map([[0, facts(histogramOf(odd))]]))
    bank.record(0, 5)
    bank.rotate()
    expect(folded(bank)).toEqual(new Map([[0, facts(histogramOf([5]))]]))
  })

  test.each([-1, rowCountOf(2), 1e9, Number.NaN, 0.5])(
    'refuses row %s, which would be silence or another row',
    (row) => {
      const bank = RecorderBank.create(operations)
      if (Number.isInteger(row)) expect(() => bank.record(row, 1)).toThrow(RangeError)
      else expect(() => describeRow(operations, row)).toThrow(RangeError)
    },
  )

  test.each([
    ['none', []],
    ['more than a byte can name', Array.from({ length: 257 }, (_, op) => `op${op}`)],
    ['one twice', ['buy', 'buy']],
    ['one with a space', ['buy now']],
    ['one with a comma', ['buy,now']],
    ['one without a name', ['']],
  ])('refuses operations: %s', (_, names) => {
    expect(() => RecorderBank.create(names)).toThrow(
      expect.objectContaining({ code: 'ONRUSH_MEASURE_OPERATIONS', hint: expect.any(String) }),
    )
  })

  test('does not attach to memory of another shape', () => {
    const bank = RecorderBank.create(operations)
    expect(() => RecorderBank.attach(bank.buffer, ['view'])).toThrow(/not a recorder bank of 1 operations/)
    expect(() => RecorderBank.attach(new SharedArrayBuffer(bank.buffer.byteLength), operations)).toThrow(
      /not a recorder/,
    )
    expect(() => RecorderBank.attach(new SharedArrayBuffer(4), operations)).toThrow(/not a recorder bank/)
  })
})

describe('the two halves', () => {
  type Step = { readonly record: readonly [number, number] } | 'rotate' | 'fold'
  const steps: fc.Arbitrary<Step[]> = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ record: fc.tuple(fc.nat(rowCountOf(2) - 1), microseconds) }) },
      { weight: 2, arbitrary: fc.constant<Step>('rotate') },
      { weight: 2, arbitrary: fc.constant<Step>('fold') },
    ),
    { maxLength: 80 },
  )

  test('behave like a list that is passed on whole, whatever the order of steps', () => {
    const bank = RecorderBank.create(operations)
    fc.assert(
      fc.property(steps, (run) => {
        bank.drain(() => {})
        let current = new Map<number, number[]>()
        let waiting: Map<number, number[]> | null = null
        for (const step of run) {
          if (step === 'rotate') {
            expect(bank.rotate()).toBe(waiting === null)
            if (waiting === null) [waiting, current] = [current, new Map()]
          } else if (step === 'fold') {
            const expected = waiting && new Map([...waiting].map(([row, values]) => [row, facts(histogramOf(values))]))
            expect(folded(bank)).toEqual(expected)
            waiting = null
          } else {
            const [row, value] = step.record
            bank.record(row, value)
            current.set(row, [...(current.get(row) ?? []), value])
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  test('pass two million records between two threads without losing or doubling one', async () => {
    const load: Load = {
      operations,
      rowCount: rowCountOf(2),
      sampleCount: 2_000_000,
      chunkSize: 5000,
      seed: 20_241_111,
    }
    const bank = RecorderBank.create(operations)
    const totals = new Totals(operations)
    let intervalCount = 0
    const writer = new Worker(new URL('./recording-thread.ts', import.meta.url), {
      workerData: { ...load, buffer: bank.buffer },
      execArgv: ['--conditions=@onrush/source'],
    })
    writer.on('message', () => {
      if (bank.fold((row, histogram) => totals.add(row, histogram))) intervalCount++
    })
    const [exitCode] = await once(writer, 'exit')
    bank.drain((row, histogram) => totals.add(row, histogram))

    const expected = Array.from({ length: load.rowCount }, () => new Histogram())
    loadOf(load, (row, valueUs) => expected[row]?.record(valueUs))
    expect(exitCode).toBe(0)
    expect(intervalCount).toBeGreaterThanOrEqual(40)
    for (const [row, histogram] of expected.entries()) {
      expect(facts(totals.histogram(row) ?? new Histogram())).toEqual(facts(histogram))
    }
  })
})
