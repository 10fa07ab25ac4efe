import type { InvariantResult } from '@onrush/contracts'
import {
  allInvariants,
  type Evidence,
  errorBudget,
  invariant,
  judge,
  latency,
  longestWait,
  milestone,
  type Objective,
  offered,
  recovery,
  stall,
} from '@onrush/slo'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brokenLaw, countsOf, evidenceOf, generatorOf, intervalsOf, ledgerOf, soundLaws, viewOf } from './evidence.ts'

const window = { fromMs: 0, toMs: 30_000 }
const p99 = (limitMs: number): Objective => latency({ operation: 'buy', quantile: 0.99, limitMs, window })
const verdictOf = (objective: Objective, changes: Partial<Evidence> = {}) =>
  judge([objective], evidenceOf(changes)).objectives[0]

describe('latency', () => {
  it.each([
    ['below its limit passes', 11, 'PASS'],
    ['exactly at its limit passes', 10, 'PASS'],
    ['above its limit fails', 9.99, 'FAIL'],
  ])('%s', (_, limitMs, verdict) => {
    expect(verdictOf(p99(limitMs))).toMatchObject({ verdict, observed: 10, limit: limitMs, unit: 'ms', window })
  })

  it('is the nearest-rank quantile of the samples it was given, on whichever side of the limit it falls', () => {
    const samples = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1000, maxLength: 1200 })
    const property = fc.property(samples, fc.integer({ min: 1, max: 1000 }), (samplesMs, limitMs) => {
      const result = verdictOf(p99(limitMs), { latency: () => viewOf(samplesMs) })
      const slower = samplesMs.filter((sampleMs) => sampleMs > limitMs).length
      // p99 is above the limit exactly when more than one answer in a hundred is.
      expect(result?.verdict).toBe(slower > samplesMs.length - Math.ceil(0.99 * samplesMs.length) ? 'FAIL' : 'PASS')
    })
    fc.assert(property, { numRuns: 50 })
  })

  it('asks for what the objective names and nothing else', () => {
    const asked: unknown[] = []
    const ask = (query: unknown) => {
      asked.push(query)
      return viewOf([1])
    }
    judge([p99(5), longestWait({ limitMs: 5, window })], evidenceOf({ latency: ask }))
    expect(asked).toEqual([
      { operation: 'buy', outcomes: ['ok', 'timedOut', 'unsent'], time: 'response', window },
      {
        operation: null,
        outcomes: ['ok', 'refused', 'shed', 'pending', 'failed', 'timedOut', 'unsent'],
        time: 'response',
        window,
      },
    ])
  })

  it.each<[string, Partial<Evidence>, number | null]>([
    ['too few samples, however good', { latency: () => viewOf(Array.from({ length: 999 }, () => 1)) }, 1],
    ['no samples', { latency: () => viewOf([]) }, null],
    ['a window above speed 1', { latency: () => undefined }, null],
    ['a window that was not reached', { reachedMs: 29_999 }, null],
  ])('is NO_DATA with %s', (_, changes, observed) => {
    expect(verdictOf(p99(5), changes)).toMatchObject({ verdict: 'NO_DATA', observed })
    expect(judge([p99(5)], evidenceOf(changes))).toMatchObject({ verdict: 'NO_DATA', exitCode: 4 })
  })

  it('judges the longest wait by the exact maximum of as little as one answer', () => {
    const view = { count: 1, maxMs: 10_000.5, valueAtQuantileMs: () => 10_007 }
    expect(verdictOf(longestWait({ limitMs: 10_000.5, window }), { latency: () => view })).toMatchObject({
      verdict: 'PASS',
      observed: 10_000.5,
    })
  })
})

describe('a milestone', () => {
  const by = (limitMs: number, targetFen = 5000): Objective => milestone({ name: 'fifty yuan', targetFen, limitMs })

  it.each([
    ['early passes with its margin', by(10_000), 60_000, 'PASS', 5000, 0.5],
    ['on the dot passes', by(5000), 60_000, 'PASS', 5000, 0],
    ['late fails with a negative margin', by(4000), 60_000, 'FAIL', 5000, -0.25],
    ['never fails', by(10_000, 200_000), 60_000, 'FAIL', null, null],
    ['not reached when the run was stopped is open', by(10_000, 200_000), 9999, 'NO_DATA', null, null],
    ['early in a run that was stopped later passes', by(10_000), 6000, 'PASS', 5000, 0.5],
  ] as const)('%s', (_, objective, reachedMs, verdict, atMs, marginShare) => {
    const { milestones, objectives } = judge([objective], evidenceOf({ reachedMs }))
    expect(milestones).toMatchObject([{ name: 'fifty yuan', verdict, atMs, marginShare }])
    expect(objectives).toMatchObject([{ kind: 'milestone', verdict, observed: atMs, unit: 'ms' }])
  })

  it('is open without a ledger', () => {
    expect(judge([by(10_000)], evidenceOf({ ledger: null })).milestones[0]?.verdict).toBe('NO_DATA')
  })
})

describe('invariants', () => {
  const untested: InvariantResult = { name: 'coupons', violations: 0, checked: 0, samples: [] }

  it.each([
    ['all hold', allInvariants(), soundLaws, 'PASS', 0],
    ['one is broken', allInvariants(), [brokenLaw], 'FAIL', 2],
    ['one was never put to the test', allInvariants(), [...soundLaws, untested], 'NO_DATA', 0],
    ['broken weighs more than untested', allInvariants(), [brokenLaw, untested], 'FAIL', 2],
    ['there are none', allInvariants(), [], 'NO_DATA', null],
    ['the one that is asked for holds', invariant({ name: 'wallets balance' }), soundLaws, 'PASS', 0],
    ['the one that is asked for is untested', invariant({ name: 'coupons' }), [...soundLaws, untested], 'NO_DATA', 0],
    ['nobody knows the one that is asked for', invariant({ name: 'gravity' }), soundLaws, 'NO_DATA', null],
  ] as const)('%s', (_, objective, laws, verdict, observed) => {
    expect(verdictOf(objective, { ledger: ledgerOf(laws) })).toMatchObject({ verdict, observed, limit: 0 })
  })

  it('are open without a ledger', () => {
    expect(verdictOf(allInvariants(), { ledger: null })?.verdict).toBe('NO_DATA')
  })

  it('fail the run when broken, even if no objective asks for them', () => {
    const judgement = judge([p99(20)], evidenceOf({ ledger: ledgerOf([brokenLaw]) }))
    expect(judgement).toMatchObject({ verdict: 'FAIL', exitCode: 1, objectives: [{ verdict: 'PASS' }] })
    expect(judgement.invariants).toMatchObject([{ name: 'nothing oversold', verdict: 'FAIL', violations: 2 }])
  })
})

describe('recovery', () => {
  const back = (limitMs: number): Objective =>
    recovery({
      operation: 'buy',
      quantile: 0.99,
      levelMs: 50,
      limitMs,
      fromMs: 2000,
      window: { fromMs: 0, toMs: 8000 },
    })

  it.each([
    ['never away', [10, 10, 10, 10], 'PASS', 0],
    ['slow only before it counts', [900, 900, 10, 10], 'PASS', 0],
    ['back after two seconds', [10, 10, 900, 900, 10, 10], 'PASS', 2000],
    ['back too late', [10, 10, 900, 900, 900, 900, 10, 10], 'FAIL', 4000],
    ['back, but not for good', [10, 10, 900, 10, 900, 10], 'PASS', 3000],
    ['never back', [10, 10, 900, 900], 'FAIL', null],
    ['silence after trouble is no recovery', [10, 10, 900, null, null], 'FAIL', null],
    ['silence before the first good second counts as away', [10, 10, null, null, 10], 'PASS', 2000],
    ['nothing recorded', [10, 10, null, null], 'NO_DATA', null],
  ] as const)('%s', (_, valuesMs, verdict, observed) => {
    expect(verdictOf(back(3000), { intervals: () => intervalsOf(valuesMs) })).toMatchObject({ verdict, observed })
  })
})

describe('stall, crowd and error budget', () => {
  it.each([
    ['a short gap passes', stall({ operation: 'buy', limitMs: 120, window }), 'PASS', 120],
    ['a long gap fails', stall({ operation: 'buy', limitMs: 119, window }), 'FAIL', 120],
    ['a crowd as large as promised passes', offered({ atLeast: 5000, window }), 'PASS', 5000],
    ['a smaller crowd fails', offered({ atLeast: 5001, window }), 'FAIL', 5000],
    ['errors within the budget pass', errorBudget({ outcomes: ['failed'], maxShare: 0.005, window }), 'PASS', 0.005],
    ['errors beyond it fail', errorBudget({ outcomes: ['failed'], maxShare: 0.0049, window }), 'FAIL', 0.005],
    [
      'too few answers are no data',
      errorBudget({ outcomes: ['failed'], maxShare: 1, window, minSamples: 2001 }),
      'NO_DATA',
      0.005,
    ],
  ] as const)('%s', (_, objective, verdict, observed) => {
    expect(verdictOf(objective)).toMatchObject({ verdict, observed })
  })

  it('are NO_DATA where nothing was measured', () => {
    const nothing = { longestGapMs: () => undefined, offered: () => undefined, counts: () => undefined }
    const objectives = [
      stall({ operation: 'buy', limitMs: 1, window }),
      offered({ atLeast: 1, window }),
      errorBudget({ outcomes: ['failed'], maxShare: 1, window }),
    ]
    const { objectives: results } = judge(objectives, evidenceOf(nothing))
    expect(results.map(({ verdict }) => verdict)).toEqual(['NO_DATA', 'NO_DATA', 'NO_DATA'])
    const noAnswer = errorBudget({ outcomes: ['failed'], maxShare: 1, window })
    expect(verdictOf(noAnswer, { counts: () => countsOf({}) })).toMatchObject({ verdict: 'NO_DATA', observed: null })
  })
})

describe('the verdict of a run', () => {
  const late = generatorOf({ verdict: 'INVALID', reasons: ['lag p99 was 4 ms, limit 1 ms'] })
  const idle = [{ name: 'slow disk', touched: 0 }]
  const never = milestone({ name: 'never', targetFen: 200_000, limitMs: 10 })

  it.each<[string, readonly Objective[], Partial<Evidence>, string, number]>([
    ['everything holds', [p99(20), allInvariants()], {}, 'PASS', 0],
    ['one of two fails', [p99(20), p99(5)], {}, 'FAIL', 1],
    ['a failure weighs more than missing data', [p99(5), never], { latency: () => undefined }, 'FAIL', 1],
    ['missing data weighs more than a pass', [p99(5), allInvariants()], { latency: () => undefined }, 'NO_DATA', 4],
    ['a late generator makes a good run prove nothing', [p99(20)], { generator: late }, 'INVALID', 3],
    ['a late generator weighs more than a late milestone', [never], { generator: late }, 'INVALID', 3],
    [
      'a broken law weighs more than a late generator',
      [p99(20)],
      { generator: late, ledger: ledgerOf([brokenLaw]) },
      'FAIL',
      1,
    ],
    ['a fault without effect proves nothing', [p99(20)], { faults: idle }, 'INVALID', 3],
    ['a fault with effect is fine', [p99(20)], { faults: [{ name: 'slow disk', touched: 1 }] }, 'PASS', 0],
    ['nothing was asked', [], {}, 'NO_DATA', 4],
  ])('%s', (_, objectives, changes, verdict, exitCode) => {
    expect(judge(objectives, evidenceOf(changes))).toMatchObject({ verdict, exitCode })
  })

  it('marks what a doubtful generator measured, but not what the ledger says', () => {
    const { objectives } = judge([p99(5), p99(20), allInvariants(), never], evidenceOf({ generator: late }))
    expect(objectives.map(({ verdict }) => verdict)).toEqual(['INVALID', 'INVALID', 'PASS', 'FAIL'])
    expect(objectives[0]).toMatchObject({ observed: 10, explanation: expect.stringContaining('lag p99 was 4 ms') })
  })

  it('never passes unless every single objective passes', () => {
    const limits = fc.array(fc.constantFrom(5, 20), { maxLength: 6 })
    const property = fc.property(limits, fc.boolean(), fc.boolean(), (limitsMs, isLate, isBroken) => {
      const changes = { generator: isLate ? late : generatorOf(), ledger: ledgerOf(isBroken ? [brokenLaw] : soundLaws) }
      const { verdict, exitCode, objectives } = judge(limitsMs.map(p99), evidenceOf(changes))
      const isClean =
        objectives.length > 0 && objectives.every((result) => result.verdict === 'PASS') && !isLate && !isBroken
      expect(verdict === 'PASS').toBe(isClean)
      expect(exitCode === 0).toBe(isClean)
    })
    fc.assert(property)
  })
})
