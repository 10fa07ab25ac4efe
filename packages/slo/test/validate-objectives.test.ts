import { errorBudget, latency, longestWait, milestone, type Objective, stall, validateObjectives } from '@onrush/slo'
import { describe, expect, it } from 'vitest'
import { caught } from './evidence.ts'

const timeline = { startMs: -60_000, endMs: 86_400_000, realUntilMs: 30_000, operations: ['browse', 'buy'] }
const window = { fromMs: 0, toMs: 30_000 }
const buy = { operation: 'buy', quantile: 0.99, limitMs: 5 }

describe('validateObjectives', () => {
  it('accepts objectives that reach exactly to the edges', () => {
    const objectives = [
      latency({ ...buy, window: { fromMs: -60_000, toMs: 30_000 } }),
      milestone({ name: 'day', targetYuan: 2e9, limitMs: 86_400_000 }),
      errorBudget({ outcomes: ['failed'], maxShare: 0.1, window: { fromMs: 0, toMs: 86_400_000 } }),
      longestWait({ limitMs: 5, window }),
    ]
    expect(() => validateObjectives(objectives, timeline)).not.toThrow()
  })

  it('lets latency be judged anywhere when no time-lapse begins', () => {
    const objectives = [latency({ ...buy, window: { fromMs: 0, toMs: 86_400_000 } })]
    expect(() => validateObjectives(objectives, { ...timeline, realUntilMs: Number.POSITIVE_INFINITY })).not.toThrow()
  })

  it.each<[string, readonly Objective[], string, RegExp]>([
    [
      'a milestone after the end',
      [milestone({ name: 'late', targetYuan: 1, limitMs: 86_400_001 })],
      'ONRUSH_SLO_MILESTONE_AFTER_END',
      /longer/,
    ],
    [
      'a window before the start',
      [latency({ ...buy, window: { fromMs: -60_001, toMs: 0 } })],
      'ONRUSH_SLO_WINDOW_OUTSIDE',
      /inside the scenario/,
    ],
    [
      'a window after the end',
      [errorBudget({ outcomes: ['failed'], maxShare: 0.1, window: { fromMs: 0, toMs: 86_400_001 } })],
      'ONRUSH_SLO_WINDOW_OUTSIDE',
      /inside the scenario/,
    ],
    [
      'latency above speed 1',
      [latency({ ...buy, window: { fromMs: 0, toMs: 30_001 } })],
      'ONRUSH_SLO_WINDOW_TIME_LAPSE',
      /30000 ms or earlier/,
    ],
    [
      'a stall above speed 1',
      [stall({ operation: 'buy', limitMs: 5, window: { fromMs: 0, toMs: 60_000 } })],
      'ONRUSH_SLO_WINDOW_TIME_LAPSE',
      /speed 1/,
    ],
    [
      'an operation with a slip of the finger',
      [stall({ operation: 'bui', limitMs: 5, window })],
      'ONRUSH_SLO_UNKNOWN_OPERATION',
      /Did you mean "buy"/,
    ],
    [
      'two objectives of one name',
      [latency({ ...buy, window }), latency({ ...buy, limitMs: 6, window })],
      'ONRUSH_SLO_DUPLICATE_NAME',
      /name of its own/,
    ],
  ])('refuses %s', (_, objectives, code, hint) => {
    const error = caught(() => validateObjectives(objectives, timeline))
    expect(error).toMatchObject({ code, exitCode: 2, hint: expect.stringMatching(hint) })
  })
})
