import type { RunReport } from '@onrush/contracts'
import { allInvariants, judge, latency, milestone, offered, regate } from '@onrush/slo'
import { describe, expect, it } from 'vitest'
import { brokenLaw, caught, evidenceOf, generatorOf, ledgerOf } from './evidence.ts'

const window = { fromMs: 0, toMs: 30_000 }
const objectives = [
  latency({ name: 'buy p99', operation: 'buy', quantile: 0.99, limitMs: 20, window }),
  offered({ name: 'crowd', atLeast: 4000, window }),
  milestone({ name: 'fifty yuan', targetFen: 5000, limitMs: 10_000 }),
  allInvariants(),
]

/** A recorded run; only what judging it again reads. */
function recorded(changes: Parameters<typeof evidenceOf>[0] = {}): RunReport {
  const evidence = evidenceOf(changes)
  const faults = evidence.faults.map(({ name, touched }) => ({ name, touched, fromMs: 0, toMs: 1, healed: true }))
  return { ...judge(objectives, evidence), generator: evidence.generator, faults } as unknown as RunReport
}

describe('regate', () => {
  it.each([
    ['a good run', {}],
    ['a broken law', { ledger: ledgerOf([brokenLaw]) }],
    ['a late generator', { generator: generatorOf({ verdict: 'INVALID', reasons: ['late'] }) }],
    ['an idle fault', { faults: [{ name: 'slow disk', touched: 0 }] }],
    ['a run that was stopped', { reachedMs: 10 }],
    ['no ledger', { ledger: null }],
  ] as const)('comes to the same judgement without new limits: %s', (_, changes) => {
    const report = recorded(changes)
    const { verdict, exitCode, objectives, milestones, invariants } = report
    expect(regate(report)).toEqual({ verdict, exitCode, objectives, milestones, invariants })
  })

  it.each([
    ['still below', { 'buy p99': 10 }, 'PASS'],
    ['now above', { 'buy p99': 9 }, 'FAIL'],
    ['a crowd still large enough', { crowd: 5000 }, 'PASS'],
    ['a crowd now too small', { crowd: 5001 }, 'FAIL'],
    ['a milestone still in time', { 'fifty yuan': 5000 }, 'PASS'],
    ['a milestone now late', { 'fifty yuan': 4999 }, 'FAIL'],
  ] as const)('judges by a stricter limit: %s', (_, limits, verdict) => {
    expect(regate(recorded(), limits)).toMatchObject({ verdict, exitCode: verdict === 'PASS' ? 0 : 1 })
  })

  it('moves the margin of a milestone with its limit', () => {
    const { milestones } = regate(recorded(), { 'fifty yuan': 4000 })
    expect(milestones).toMatchObject([{ limitMs: 4000, verdict: 'FAIL', marginShare: -0.25 }])
  })

  it('keeps what the run could not prove, whatever the limit', () => {
    const invalid = recorded({ generator: generatorOf({ verdict: 'INVALID', reasons: ['late'] }) })
    expect(regate(invalid, { 'buy p99': 1 })).toMatchObject({
      verdict: 'INVALID',
      objectives: [{ verdict: 'INVALID' }, {}, {}, {}],
    })
    const open = recorded({ latency: () => undefined })
    expect(regate(open, { 'buy p99': 1 })).toMatchObject({ verdict: 'NO_DATA', exitCode: 4 })
  })

  it('leaves the recorded report as it was', () => {
    const report = recorded()
    const before = structuredClone(report)
    regate(report, { 'buy p99': 1 })
    expect(report).toEqual(before)
  })

  it.each([
    ['a looser limit', { 'buy p99': 21 }, 'ONRUSH_SLO_LIMIT', /run it again/],
    ['a smaller crowd', { crowd: 3999 }, 'ONRUSH_SLO_LIMIT', /run it again/],
    ['a limit that is no number', { 'buy p99': Number.NaN }, 'ONRUSH_SLO_LIMIT', /in ms/],
    ['a name with a slip of the finger', { 'buy p9': 1 }, 'ONRUSH_SLO_UNKNOWN_OBJECTIVE', /Did you mean "buy p99"/],
    ['a name from elsewhere', { 'quite another thing': 1 }, 'ONRUSH_SLO_UNKNOWN_OBJECTIVE', /It judged: buy p99/],
  ] as const)('refuses %s', (_, limits, code, hint) => {
    expect(caught(() => regate(recorded(), limits))).toMatchObject({ code, hint: expect.stringMatching(hint) })
  })
})
