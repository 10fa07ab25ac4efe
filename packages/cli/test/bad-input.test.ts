import { existsSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { latency, milestone } from '@onrush/slo'
import { afterAll, describe, expect, it } from 'vitest'
import { folderWith, onrush } from './onrush.ts'
import { tinyScenario } from './tiny-scenario.ts'

const repository = join(import.meta.dirname, '../../..')
const tiny = (fields: string): string => tinyScenario({ lastMs: 300, fields })
const objectives = (...list: readonly object[]): string => `objectives: ${JSON.stringify(list)},`
const waiting = { quantile: 0.99, limitMs: 50, operation: 'buy', window: { fromMs: 0, toMs: 300 } }

interface BadInput {
  readonly phrase: string
  readonly file: string
  readonly code: string
  readonly message: string
  readonly hint: string
}

const wrongFields: readonly BadInput[] = [
  {
    phrase: 'a field nobody knows',
    file: tiny('objetives: [],'),
    code: 'ONRUSH_REHEARSAL_SCENARIO',
    message: 'the scenario: unknown field "objetives"',
    hint: 'Did you mean "objectives"?',
  },
  {
    phrase: 'a number in words',
    file: tiny("offeredRps: '700k',"),
    code: 'ONRUSH_REHEARSAL_SCENARIO',
    message: 'offeredRps must be a number above 0, got "700k"',
    hint: 'Change offeredRps',
  },
  {
    phrase: 'a target that can do nothing',
    file: tiny('target: { sent: async () => ({}) },'),
    code: 'ONRUSH_REHEARSAL_SCENARIO',
    message: "the scenario's target has no send()",
    hint: 'send(arrival, signal)',
  },
  {
    phrase: 'a T0 before the timeline',
    file: tiny('timeline: { startMs: 100, realUntilMs: 300, endMs: 300 },'),
    code: 'ONRUSH_REHEARSAL_SCENARIO',
    message: 'T0 lies outside the timeline: it runs from 100 to 300 ms',
    hint: 'startMs must be 0 or below',
  },
]

const wrongObjectives: readonly BadInput[] = [
  {
    phrase: 'a milestone after the end',
    file: tiny(objectives(milestone({ name: 'the first million', targetYuan: 1e6, limitMs: 60_000 }))),
    code: 'ONRUSH_SLO_MILESTONE_AFTER_END',
    message: '"the first million" is due at 60 s',
    hint: 'Make the scenario longer or drop the milestone',
  },
  {
    phrase: 'latency to be judged in time-lapse',
    file: tiny(`timeline: { startMs: -100, realUntilMs: 100, endMs: 300 }, ${objectives(latency(waiting))}`),
    code: 'ONRUSH_SLO_WINDOW_TIME_LAPSE',
    message: 'where the time-lapse begins',
    hint: 'end the window at 100 ms',
  },
  {
    phrase: 'an operation that the crowd does not have',
    file: tiny(objectives(latency({ ...waiting, operation: 'buyy' }))),
    code: 'ONRUSH_SLO_UNKNOWN_OPERATION',
    message: 'the operation "buyy"',
    hint: 'Did you mean "buy"?',
  },
  {
    phrase: 'a negative rate of a shape',
    file: `import { constant } from '@onrush/shapes'\n${tiny('crowd: constant({ rps: -5, durationMs: 1000 }),')}`,
    code: 'ONRUSH_SHAPES_OPTIONS',
    message: 'rps must be a number of at least 0, got -5',
    hint: 'Change rps',
  },
]

const wrongFiles: readonly BadInput[] = [
  {
    phrase: 'a file that throws while it loads',
    file: "throw new RangeError('out of bread')",
    code: 'ONRUSH_REHEARSAL_SCENARIO_BROKEN',
    message: 'could not be loaded: out of bread',
    hint: '--debug shows where',
  },
  {
    phrase: 'a scenario that throws when it is made',
    file: "export default () => { throw new RangeError('out of milk') }",
    code: 'ONRUSH_REHEARSAL_SCENARIO_BROKEN',
    message: 'could not be loaded: out of milk',
    hint: '--debug shows where',
  },
  {
    phrase: 'a file that is no TypeScript',
    file: 'export default defineScenario({ name: }',
    code: 'ONRUSH_REHEARSAL_SCENARIO_BROKEN',
    message: 'could not be loaded: ',
    hint: 'Fix the scenario file',
  },
  {
    phrase: 'a file that imports what is not there',
    file: "import './gone.ts'",
    code: 'ONRUSH_REHEARSAL_SCENARIO_BROKEN',
    message: 'gone.ts',
    hint: 'Fix the scenario file',
  },
  {
    phrase: 'a file without a default export',
    file: 'export const scenario = {}',
    code: 'ONRUSH_REHEARSAL_SCENARIO_BROKEN',
    message: 'does not export a scenario',
    hint: 'export default defineScenario(',
  },
]

const everything = [...wrongFields, ...wrongObjectives, ...wrongFiles]
const nameOf = (phrase: string): string => phrase.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

const folder = folderWith(
  Object.fromEntries(everything.map((row) => [`scenarios/${nameOf(row.phrase)}.scenario.ts`, row.file])),
)
symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('nothing is run with', () => {
  it.each(everything)('$phrase', async ({ phrase, code, message, hint }) => {
    const ended = await onrush(['run', nameOf(phrase)], { folder })
    const [said, hinted, ...more] = ended.stderr.trimEnd().split('\n')
    expect(said).toContain(`error ${code}: `)
    expect(said).toContain(message)
    expect(hinted).toMatch(/^hint: /)
    expect(hinted).toContain(hint)
    expect(more).toEqual([])
    expect(ended.stdout).toBe('ONRUSH verdict=none exit=2 report=none\n')
    expect(ended.exitCode).toBe(2)
    expect(existsSync(join(folder, 'reports'))).toBe(false)
  })
})

describe('--debug', () => {
  it('adds where it happened, in the file of the user', async () => {
    const name = nameOf('a scenario that throws when it is made')
    const ended = await onrush(['run', name, '--debug'], { folder })
    expect(ended.stderr).toContain('caused by RangeError: out of milk')
    expect(ended.stderr).toContain(`${name}.scenario.ts:1:`)
    expect(ended.lastLine).toBe('ONRUSH verdict=none exit=2 report=none')
  })
})
