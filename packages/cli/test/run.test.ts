import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { every, wallTimer } from '@onrush/clockwork'
import type { RunReport } from '@onrush/contracts'
import { latency } from '@onrush/slo'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, folderWith, onrush } from './onrush.ts'
import { tinyScenario } from './tiny-scenario.ts'

const within = (limitMs: number) => [
  latency({
    name: 'waiting',
    operation: 'buy',
    quantile: 0.99,
    limitMs,
    window: { fromMs: 0, toMs: 300 },
    minSamples: 100,
  }),
]
// Keeps the process alive and never starts.
const stuckTarget = '0, connect() {}, start: () => new Promise(() => setInterval(() => {}, 1000))'

const folder = folderWith({
  'scenarios/green.scenario.ts': tinyScenario({ lastMs: 300, objectives: within(60_000) }),
  'scenarios/red.scenario.ts': tinyScenario({ lastMs: 300, objectives: within(0.000_1) }),
  'scenarios/endless.scenario.ts': tinyScenario({ lastMs: 600_000 }),
  'scenarios/throwing.scenario.ts': tinyScenario({ lastMs: 300, send: "() => { throw new Error('crossed wires') }" }),
  'scenarios/stuck.scenario.ts': tinyScenario({ lastMs: 300, send: stuckTarget }),
  'scenarios/mute.scenario.ts': tinyScenario({
    lastMs: 300,
    send: '0, connect() {}, start: () => new Promise(() => {})',
  }),
  'scenarios/empty.scenario.ts': '',
  'a-file': '',
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const endings = /^ONRUSH verdict=(\w+) exit=(\d+) report=(.+)$/
const reportOf = (ended: Ended): string => endings.exec(ended.lastLine)?.[3] ?? ''
const recorded = (path: string): RunReport =>
  JSON.parse(readFileSync(join(folder, path, 'report.json'), 'utf8')) as RunReport

describe('a run', () => {
  it('that passes exits with 0, names its run directory last and leaves every file there', async () => {
    const ended = await onrush(['run', 'green', '--seed=5'], { folder })
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
    expect(ended.lastLine).toMatch(/^ONRUSH verdict=PASS exit=0 report=reports\/.+-tiny-5$/)
    expect(readdirSync(join(folder, reportOf(ended)))).toEqual(
      expect.arrayContaining([
        'report.json',
        'report.html',
        'summary.md',
        'junit.xml',
        'events.ndjson',
        'manifest.json',
      ]),
    )
    expect(recorded('reports/latest')).toMatchObject({ seed: 5, verdict: 'PASS', exitCode: 0, interrupted: false })
  })

  it('that fails exits with 1', async () => {
    const ended = await onrush(['run', 'red'], { folder })
    expect(ended.exitCode).toBe(1)
    expect(ended.lastLine).toContain('verdict=FAIL exit=1 ')
  })

  it('that is quiet prints the closing line only', async () => {
    const ended = await onrush(['run', 'scenarios/green.scenario.ts', '--quiet', '--reports=elsewhere'], { folder })
    expect(ended.stdout).toMatch(/^ONRUSH verdict=PASS exit=0 report=elsewhere\/\S+\n$/)
  })

  it.each([
    ['an adapter that throws', ['run', 'throwing'], 'ONRUSH_REHEARSAL_ADAPTER_THREW', 5],
    ['a target that will never start', ['run', 'mute'], 'ONRUSH_CLI_INTERNAL', 5],
    ['a file that exports no scenario', ['run', 'empty'], 'ONRUSH_REHEARSAL_SCENARIO_BROKEN', 2],
    [
      'a file where the report folder should be',
      ['run', 'green', '--reports=a-file'],
      'ONRUSH_REHEARSAL_REPORTS_FOLDER',
      2,
    ],
    [
      'a target without a model for the virtual clock',
      ['run', 'green', '--virtual-clock'],
      'ONRUSH_REHEARSAL_NOT_SIMULATABLE',
      2,
    ],
  ])('that cannot go on says why: %s', async (_phrase, words, code, exitCode) => {
    const ended = await onrush(words, { folder })
    expect(ended.stderr).toContain(`error ${code}: `)
    expect(ended.stderr).toMatch(/\nhint: .+\n$/)
    expect(ended.exitCode).toBe(exitCode)
    expect(ended.lastLine).toMatch(new RegExp(`^ONRUSH verdict=none exit=${exitCode} report=`))
  })

  it('goes on when nobody reads its output any more', async () => {
    const words = ['run', 'green', '--reports=unread']
    const ended = await onrush(words, { folder, onOutput: (_text, child) => child.stdout?.destroy() })
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
    expect(recorded('unread/latest').verdict).toBe('PASS')
  })
})

describe('an interrupted run', () => {
  it.each<[string, readonly NodeJS.Signals[]]>([
    ['SIGINT', ['SIGINT']],
    ['SIGTERM', ['SIGTERM']],
    ['both at once, as one press of Ctrl-C below nx', ['SIGINT', 'SIGTERM']],
  ])('ends on %s within three seconds, with its report written and exit code 130', async (phrase, names) => {
    const wallUs = wallTimer()
    let sentUs: number | undefined
    const ended = await onrush(['run', 'endless', `--reports=${names.join('')}`], {
      folder,
      onOutput: (text, child) => {
        if (sentUs !== undefined || !text.includes('countdown')) return
        sentUs = wallUs()
        for (const name of names) child.kill(name)
      },
    })
    expect((wallUs() - (sentUs ?? 0)) / 1e6, phrase).toBeLessThan(3)
    expect(ended).toMatchObject({ exitCode: 130, stderr: '' })
    expect(ended.lastLine).toMatch(/^ONRUSH verdict=\w+ exit=130 report=SIG/)
    expect(recorded(reportOf(ended))).toMatchObject({ interrupted: true, exitCode: 130 })
    expect(readdirSync(join(folder, reportOf(ended)))).toContain('manifest.json')
  })

  it('ends with a report also when its target never comes up', async () => {
    let isSent = false
    const ended = await onrush(['run', 'stuck', '--reports=early'], {
      folder,
      onOutput: (text, child) => {
        if (!isSent && text.includes('prepare')) isSent = child.kill('SIGINT')
      },
    })
    expect(ended.exitCode).toBe(130)
    expect(recorded(reportOf(ended))).toMatchObject({ interrupted: true, exitCode: 130, durationMs: 0 })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends at once when %s comes again', async (name) => {
    let stop: (() => void) | undefined
    const reports = `impatient-${name}`
    const ended = await onrush(['run', 'stuck', `--reports=${reports}`], {
      folder,
      onOutput: (_text, child) => {
        stop ??= every(100, () => child.kill(name))
      },
    }).finally(() => stop?.())
    expect(ended).toMatchObject({ exitCode: 130, lastLine: 'ONRUSH verdict=none exit=130 report=none' })
    expect(ended.stderr).toContain('the report is not written')
    expect(existsSync(join(folder, reports, 'latest/report.json'))).toBe(false)
  })
})

describe('a gate', () => {
  let run = ''
  beforeAll(async () => {
    run = reportOf(await onrush(['run', 'green', '--reports=gated'], { folder }))
  })

  it.each([
    ['says what the run said', [], 'PASS', 0],
    ['fails a run that would not have met a stricter limit', ['--limit', 'waiting=0.0001'], 'FAIL', 1],
  ])('%s, and writes nothing', async (_phrase, words, verdict, exitCode) => {
    const before = readFileSync(join(folder, run, 'report.json'), 'utf8')
    const ended = await onrush(['gate', run, ...words], { folder })
    expect(ended.lastLine).toBe(`ONRUSH verdict=${verdict} exit=${exitCode} report=${run}`)
    expect(ended.exitCode).toBe(exitCode)
    expect(ended.stdout).toContain('waiting')
    expect(readFileSync(join(folder, run, 'report.json'), 'utf8')).toBe(before)
  })

  it.each([
    ['a limit that would be looser', (): string[] => [run, '--limit', 'waiting=70000'], 'ONRUSH_SLO_LIMIT'],
    ['a mistyped objective', (): string[] => [run, '--limit', 'waitin=1'], 'ONRUSH_SLO_UNKNOWN_OBJECTIVE'],
    ['a folder without a run', (): string[] => ['scenarios'], 'ONRUSH_REHEARSAL_NO_RUN'],
  ])('refuses %s', async (_phrase, words, code) => {
    expect(existsSync(join(folder, run, 'report.json'))).toBe(true)
    const ended = await onrush(['gate', ...words()], { folder })
    expect(ended.stderr).toContain(`error ${code}: `)
    expect(ended).toMatchObject({ exitCode: 2, lastLine: 'ONRUSH verdict=none exit=2 report=none' })
  })
})
