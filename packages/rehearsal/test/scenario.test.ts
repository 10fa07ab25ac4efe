import type { OnrushError } from '@onrush/contracts'
import { completeScenario, defineScenario, loadScenario, type Scenario } from '@onrush/rehearsal'
import { describe, expect, it } from 'vitest'
import { smallMidnight } from './fixtures/small-midnight.ts'

const scenario = smallMidnight()
const timeline = { startMs: -1000, realUntilMs: 5000, endMs: 5000 }

/** The error for a scenario with these fields in place of its own, right or wrong. */
function errorOf(fields: Readonly<Record<string, unknown>>): OnrushError {
  try {
    completeScenario({ ...scenario, ...fields } as unknown as Scenario)
  } catch (error) {
    return error as OnrushError
  }
  throw new Error('it was accepted')
}

describe('a scenario', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ['without a name', { name: undefined }, 'the field "name" is missing', 'Add name'],
    ['without a crowd', { crowd: undefined }, 'the field "crowd" is missing', 'Add crowd'],
    ['with a name that leaves its folder', { name: '../../etc' }, '"../../etc" cannot name a folder', 'small letters'],
    ['with a negative seed', { seed: -1 }, 'seed must be a whole number of at least 0, got -1', 'Change seed'],
    ['with half a seed', { seed: 1.5 }, 'seed must be a whole number of at least 0, got 1.5', 'Change seed'],
    ['with a negative rate', { offeredRps: -5 }, 'offeredRps must be a number above 0, got -5', 'Change offeredRps'],
    [
      'with a speed that is no number',
      { maxSpeed: Number.NaN },
      'maxSpeed must be a number above 0',
      'Change maxSpeed',
    ],
    ['with a clock nobody has', { clock: 'sundial' }, 'got "sundial"', 'Change clock'],
    ['with a mistyped field', { warmupMs: 3 }, 'unknown field "warmupMs"', 'Did you mean "warmUpMs"?'],
    ['with a mistyped limit', { generator: { lagP99: 3 } }, 'unknown field "lagP99"', 'Did you mean "lagP99Ms"?'],
    ['with a share above 1', { generator: { unsentShare: 2 } }, 'unsentShare must be a share from 0 to 1', 'Change'],
    ['with a mistyped time', { timeline: { ...timeline, endMS: 1 } }, 'unknown field "endMS"', 'Did you mean "endMs"?'],
    [
      'that begins after T0',
      { timeline: { ...timeline, startMs: 100 } },
      'T0 lies outside the timeline',
      'offsets from T0',
    ],
    [
      'that ends before T0',
      { timeline: { ...timeline, endMs: -100 } },
      'T0 lies outside the timeline',
      'endMs above 0',
    ],
    ['that ends at T0', { timeline: { ...timeline, endMs: 0 } }, 'it runs from -1000 to 0 ms', 'endMs above 0'],
    [
      'that is real beyond its end',
      { timeline: { ...timeline, realUntilMs: 5001 } },
      'the end (5000 ms), got 5001',
      'realUntilMs',
    ],
    ['whose sale opens in time-lapse', { timeline: { ...timeline, realUntilMs: -1 } }, 'got -1', 'at speed 1'],
    ['with a list for a crowd', { crowd: [] }, 'crowd must be an object', 'Change crowd'],
    [
      'with a crowd that does nothing',
      { crowd: { operations: ['buy'] } },
      'plannedRps() and create()',
      'midnightCrowd(',
    ],
    [
      'with a crowd of no operations',
      { crowd: { ...scenario.crowd, operations: [] } },
      'must have operations',
      'midnightCrowd(',
    ],
    ['with a target that does nothing', { target: {} }, 'target has no send()', 'send(arrival, signal)'],
    ['with half a fast door', { target: { connect: () => 0 } }, 'target has no send()', 'shopTarget('],
    ['with a text for an objective', { objectives: ['p99 < 50'] }, 'objective 1 is none: "p99 < 50"', 'latency('],
    [
      'with a hole in its objectives',
      { objectives: [...scenario.objectives, null] },
      'objective 7 is none: null',
      'latency(',
    ],
    [
      'with an objective of no kind',
      { objectives: [{ kind: 'beauty', name: 'x' }] },
      'objective 1 is none',
      'latency(',
    ],
  ])('%s is refused, with a way out', (_phrase, fields, message, hint) => {
    const error = errorOf(fields)
    expect(error).toMatchObject({ code: 'ONRUSH_REHEARSAL_SCENARIO', exitCode: 2 })
    expect(error.message).toContain(message)
    expect(error.hint).toContain(hint)
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list', []],
    ['a text', 'midnight'],
  ])('that is %s is refused', (_phrase, given) => {
    expect(() => completeScenario(given as Scenario)).toThrow('the scenario must be an object')
  })

  it('gets its defaults and is not changed by it', () => {
    const given = Object.freeze({ ...scenario, generator: Object.freeze({ lagP99Ms: 5 }) })
    expect(completeScenario(given)).toMatchObject({
      clock: 'time-lapse',
      timeoutMs: 10_000,
      generator: { lagP99Ms: 5, burstLagP99Ms: 50, unsentShare: 0.0001 },
    })
    expect(given).not.toHaveProperty('clock')
  })
})

describe('defineScenario', () => {
  it('lets the command line set the seed of a scenario that is a value', () => {
    const make = defineScenario(scenario)
    expect(make({}).seed).toBe(scenario.seed)
    expect(make({ seed: 99 }).seed).toBe(99)
  })

  it('hands the options to a scenario that is a function', () => {
    const make = defineScenario((options) => smallMidnight(options))
    expect(make({ seed: 99, shoppers: 40 })).toMatchObject({ seed: 99, crowd: { options: { shoppers: 40 } } })
  })
})

describe('a scenario file', () => {
  it('that is not there is named', async () => {
    const url = new URL('./fixtures/gone.scenario.ts', import.meta.url)
    await expect(loadScenario(url, {})).rejects.toMatchObject({
      code: 'ONRUSH_REHEARSAL_SCENARIO_MISSING',
      message: expect.stringContaining('gone.scenario.ts'),
    })
  })

  it('that has no default export is refused', async () => {
    await expect(loadScenario(new URL('./fixtures/small-midnight.ts', import.meta.url), {})).rejects.toMatchObject({
      code: 'ONRUSH_REHEARSAL_SCENARIO_BROKEN',
      hint: expect.stringContaining('export default'),
    })
  })
})
