import {
  allInvariants,
  errorBudget,
  invariant,
  latency,
  longestWait,
  milestone,
  offered,
  recovery,
  stall,
} from '@onrush/slo'
import { describe, expect, it } from 'vitest'
import { caught } from './evidence.ts'

const window = { fromMs: 0, toMs: 30_000 }

describe('the factories', () => {
  it('charge people who timed out or could not be sent, unless told otherwise', () => {
    const objective = latency({ operation: 'buy', quantile: 0.99, limitMs: 5, window })
    expect(objective).toMatchObject({
      outcomes: ['ok', 'timedOut', 'unsent'],
      time: 'response',
      minSamples: 1000,
      name: 'buy p99 0s..30s',
    })
  })

  it.each([
    ['p50 is content with the default', 0.5, 1000],
    ['p99 comes to the default', 0.99, 1000],
    ['p99.9 needs ten times as many', 0.999, 10_000],
    ['p99.99 needs a hundred times as many', 0.9999, 100_000],
    ['the maximum has nothing beyond it', 1, 1000],
  ])('ask for ten answers beyond the quantile: %s', (_, quantile, minSamples) => {
    expect(latency({ operation: 'buy', quantile, limitMs: 5, window }).minSamples).toBe(minSamples)
  })

  it('make the longest wait a maximum over everything', () => {
    const objective = longestWait({ limitMs: 10_000, window })
    expect(objective).toMatchObject({ kind: 'latency', operation: null, quantile: 1, minSamples: 1 })
    expect(objective.outcomes).toHaveLength(7)
  })

  it('take money in yuan or in fen', () => {
    const inYuan = milestone({ name: 'ten million', targetYuan: 10_000_000, limitMs: 71_000 })
    expect(inYuan).toEqual(milestone({ name: 'ten million', targetFen: 1_000_000_000, limitMs: 71_000 }))
    expect(milestone({ name: 'odd', targetYuan: 0.29, limitMs: 1 }).targetFen).toBe(29)
  })

  it('give every kind and every window a name of its own', () => {
    const objectives = [
      latency({ operation: 'buy', quantile: 0.99, limitMs: 5, window }),
      latency({ operation: 'buy', quantile: 0.999, limitMs: 5, window }),
      latency({ operation: 'buy', quantile: 0.99, limitMs: 5, window, time: 'service' }),
      latency({ operation: 'buy', quantile: 0.99, limitMs: 5, window: { fromMs: -500, toMs: 0 } }),
      longestWait({ limitMs: 5, window }),
      stall({ operation: 'buy', limitMs: 5, window }),
      recovery({ operation: 'buy', quantile: 0.99, levelMs: 5, limitMs: 5, fromMs: 0, window }),
      offered({ atLeast: 5, window }),
      errorBudget({ outcomes: ['failed'], maxShare: 0.1, window }),
      errorBudget({ operation: 'buy', outcomes: ['failed'], maxShare: 0.1, window }),
      invariant({ name: 'wallets balance' }),
      allInvariants(),
    ]
    expect(new Set(objectives.map(({ name }) => name)).size).toBe(objectives.length)
  })

  it.each([
    [
      'a quantile in per cent',
      () => latency({ operation: 'buy', quantile: 99, limitMs: 5, window }),
      /quantile above 0 and at most 1/,
    ],
    [
      'a window that ends before it begins',
      () => longestWait({ limitMs: 5, window: { fromMs: 5, toMs: 5 } }),
      /fromMs before toMs/,
    ],
    [
      'a window with a slip of the finger',
      () => longestWait({ limitMs: 5, window: { fromMs: 5, to: 9 } as never }),
      /window/,
    ],
    [
      'an outcome nobody knows',
      () => errorBudget({ outcomes: ['lost'] as never, maxShare: 0.1, window }),
      /different outcomes/,
    ],
    [
      'an outcome named twice',
      () => errorBudget({ outcomes: ['failed', 'failed'], maxShare: 0.1, window }),
      /different outcomes/,
    ],
    ['a share in per cent', () => errorBudget({ outcomes: ['failed'], maxShare: 5, window }), /share from 0 to 1/],
    [
      'an amount given twice',
      () => milestone({ name: 'm', targetFen: 1, targetYuan: 1, limitMs: 1 } as never),
      /exactly one/,
    ],
    ['no amount', () => milestone({ name: 'm', limitMs: 1 } as never), /exactly one/],
    ['no operation', () => stall({ limitMs: 5, window } as never), /"operation" is missing/],
    [
      'a recovery that begins outside its window',
      () => recovery({ operation: 'buy', quantile: 0.99, levelMs: 1, limitMs: 1, fromMs: 30_000, window }),
      /outside its window/,
    ],
  ])('refuse %s at once, with a hint', (_, make, message) => {
    const error = caught(make)
    expect(error).toMatchObject({ code: 'ONRUSH_SLO_OPTIONS', exitCode: 2, message: expect.stringMatching(message) })
    expect(error.hint).not.toBe('')
  })
})
