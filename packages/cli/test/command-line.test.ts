import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { parseCommandLine } from '../src/index.ts'
import { folderWith, onrush } from './onrush.ts'

describe('what cannot be understood', () => {
  const folder = folderWith({ 'scenarios/midnight.scenario.ts': '', 'scenarios/quiet-day.scenario.ts': '' })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each([
    ['no command', [], 'No command given', 'Commands: run, gate.'],
    ['a mistyped command', ['rn', 'midnight'], 'Unknown command rn', 'Did you mean run?'],
    ['a command nobody knows', ['sing'], 'Unknown command sing', 'Known: run, gate.'],
    ['a run of nothing', ['run'], 'run needs a scenario', 'onrush run --help'],
    ['a gate of nothing', ['gate'], 'gate needs a folder', 'onrush gate --help'],
    ['two scenarios', ['run', 'midnight', 'quiet-day'], 'got "quiet-day" as well', 'onrush run --help'],
    ['a mistyped option', ['run', 'midnight', '--shopers=3'], 'Unknown option --shopers', 'Did you mean --shoppers?'],
    ['an option of another command', ['gate', 'reports', '--seed=3'], 'Unknown option --seed', '--limit'],
    ['an unknown letter', ['run', 'midnight', '-q'], 'Unknown option -q', 'Known: --seed'],
    ['a negative crowd', ['run', 'midnight', '--shoppers=-5'], '--shoppers must be a whole number', '--shoppers=7'],
    ['a negative crowd after a space', ['run', 'midnight', '--shoppers', '-5'], 'got -5', '--shoppers=7'],
    ['nobody at all', ['run', 'midnight', '--shoppers=0'], 'got 0', '--shoppers=7'],
    ['half a seed', ['run', 'midnight', '--seed=1.5'], '--seed must be a whole number', '--seed=7'],
    ['a seed in words', ['run', 'midnight', '--seed=seven'], 'got seven', '--seed=7'],
    ['an empty seed', ['run', 'midnight', '--seed='], '--seed is empty', 'Leave it out'],
    ['two seeds', ['run', 'midnight', '--seed=1', '--seed=2'], '--seed was given 2 times', 'Give it once.'],
    ['an option without its value', ['run', 'midnight', '--shoppers'], 'shoppers', 'onrush run --help'],
    ['a limit without a number', ['gate', 'reports', '--limit', 'p99'], "got 'p99'", 'objective'],
    ['a limit without a name', ['gate', 'reports', '--limit', '=3'], "got '=3'", 'objective'],
  ])('%s is a usage error', async (_phrase, words, message, hint) => {
    const ended = await onrush(words, { folder })
    expect(ended.stderr).toContain('error ONRUSH_CLI_USAGE: ')
    expect(ended.stderr).toContain(message)
    expect(ended.stderr).toContain(hint)
    expect(ended.stderr).not.toMatch(/\n\s+at /)
    expect(ended.lastLine).toBe('ONRUSH verdict=none exit=2 report=none')
    expect(ended.exitCode).toBe(2)
  })

  it.each([
    ['a bare name', 'midnigth', 'Did you mean scenarios/midnight.scenario.ts?'],
    ['a path', 'scenarios/midnite.scenario.ts', 'Did you mean scenarios/midnight.scenario.ts?'],
    ['a name like no other', 'xylophone', 'There are: midnight, quiet-day.'],
    ['a folder', './scenarios', 'There are: midnight, quiet-day.'],
  ])('a scenario that is not there is named with what is there: %s', async (_phrase, scenario, hint) => {
    const ended = await onrush(['run', scenario], { folder })
    expect(ended.stderr).toContain('error ONRUSH_CLI_SCENARIO_MISSING: There is no scenario ')
    expect(ended.stderr).toContain(hint)
    expect(ended.lastLine).toBe('ONRUSH verdict=none exit=2 report=none')
    expect(ended.exitCode).toBe(2)
  })

  it('shows the stack when it is asked for', async () => {
    const ended = await onrush(['run', 'xylophone', '--debug'], { folder })
    expect(ended.stderr).toMatch(/\n\s+at /)
  })
})

describe('what is understood', () => {
  it.each([[['--help']], [['run', '--help']], [['gate', '--help']], [['-h']]])(
    '%j is short, has an example and is not a run',
    async (words) => {
      const ended = await onrush(words)
      expect(ended.exitCode).toBe(0)
      expect(ended.stdout).toContain('Examples:')
      expect(ended.stdout.split('\n').length).toBeLessThan(40)
      expect(ended.stdout).not.toContain('ONRUSH verdict')
      expect(ended.stderr).toBe('')
    },
  )

  it('the version is one line', async () => {
    const ended = await onrush(['--version'])
    expect(ended.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('a run keeps what it was given and nothing else', async () => {
    expect(await parseCommandLine(['run', 'midnight', '--seed=7', '--shoppers=30_000', '--virtual-clock'])).toEqual({
      name: 'run',
      scenario: 'midnight',
      options: { seed: 7, shoppers: 30_000 },
      isVirtual: true,
      reportsFolder: 'reports',
      keepsJournal: false,
      isQuiet: false,
    })
  })

  it('limits of a gate may hold spaces and equals signs in their names', async () => {
    const words = ['gate', 'reports/latest', '--limit', 'buy p99 = 200', '--limit', 'a=b=0.5']
    expect(await parseCommandLine(words)).toMatchObject({ limits: { 'buy p99': 200, 'a=b': 0.5 } })
  })
})
