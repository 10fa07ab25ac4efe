import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OnrushError } from '@onrush/contracts'
import { RunDirectory, readRun } from '@onrush/rehearsal'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesBelow, type Rehearsed, rehearse, reportsFolder, textOf } from './rehearse.ts'

const reports = reportsFolder()
afterAll(() => rmSync(reports, { recursive: true, force: true }))

interface Manifest {
  readonly seed: number
  readonly scenario: string
  readonly command: string
  readonly tool: { readonly version: string }
  readonly machine: { readonly node: string }
  readonly files: readonly {
    readonly path: string
    readonly bytes: number
    readonly sha256: string
    readonly chain: string
  }[]
  readonly chain: string
}

const manifestOf = (folder: string): Manifest => JSON.parse(textOf(folder, 'manifest.json')) as Manifest
const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** Follows the chain of a manifest through the files as they are now: the first path that does not fit, or undefined. */
function firstMisfit(folder: string): string | undefined {
  const { files, chain } = manifestOf(folder)
  let before = ''
  for (const file of files) {
    const sum = existsSync(join(folder, file.path)) ? sha256(readFileSync(join(folder, file.path))) : 'missing'
    before = sha256(before + sum)
    if (sum !== file.sha256 || before !== file.chain) return file.path
  }
  return before === chain ? undefined : 'manifest.json'
}

const wholeRun = [
  'events.ndjson',
  'junit.xml',
  'latency.hlog',
  'manifest.json',
  'report.html',
  'report.json',
  'summary.md',
]
const ledger = ['ledger/acknowledged.bin', 'ledger/journal/journal-000001.seg']

describe('the run directory', () => {
  const seen = new Set<string>()
  let passed: Rehearsed
  let kept: Rehearsed

  beforeAll(async () => {
    passed = await rehearse('clean', { reports, clock: 'virtual' })
    kept = await rehearse('clean', {
      reports,
      clock: 'virtual',
      keepJournal: true,
      onEvent: (event) => {
        if (event.type !== 'end') return
        // What stands there at the last moment before the report: nothing that could be taken for one.
        for (const name of readdirSync(join(reports, 'latest'))) seen.add(name)
      },
    })
  }, 60_000)

  it('of a run that passed holds every file, without the journal', () => {
    expect(filesBelow(passed.folder)).toEqual(wholeRun)
    for (const name of wholeRun) expect(textOf(passed.folder, name).length, name).toBeGreaterThan(100)
  })

  it('keeps the journal when it is asked to', () => {
    expect(filesBelow(kept.folder)).toEqual([...wholeRun, ...ledger].toSorted())
  })

  it('keeps the journal of a run that failed', async () => {
    const { folder } = await rehearse('stale-stock', { reports, clock: 'virtual' })
    expect(filesBelow(folder)).toEqual(expect.arrayContaining(ledger))
  })

  it('has no report before the run is judged, and nothing but its own files while it goes on', () => {
    const own = [...wholeRun, 'ledger', 'report.partial.json']
    expect([...seen].filter((name) => name.startsWith('report.') && name !== 'report.partial.json')).toEqual([])
    expect([...seen].filter((name) => !own.includes(name))).toEqual([])
  })

  it('says in its manifest what was run, where and by which command', () => {
    expect(manifestOf(kept.folder)).toMatchObject({
      seed: 7,
      scenario: 'small-midnight',
      command: 'onrush run clean',
      tool: { version: kept.report.tool.version },
      machine: { node: process.version },
    })
  })

  it('has a manifest that lists every other file, and whose chain holds', () => {
    const listed = manifestOf(kept.folder).files.map(({ path }) => path)
    expect(listed).toEqual([...wholeRun, ...ledger].filter((name) => name !== 'manifest.json').toSorted())
    expect(firstMisfit(kept.folder)).toBeUndefined()
    expect(firstMisfit(passed.folder)).toBeUndefined()
  })

  it('shows by its chain that a file was changed afterwards', async () => {
    const { folder } = await rehearse('clean', { reports, clock: 'virtual' })
    writeFileSync(join(folder, 'summary.md'), textOf(folder, 'summary.md').replace('PASS', 'FAIL'))
    expect(firstMisfit(folder)).toBe('summary.md')
  })

  it('is what `latest` points at, and is there whole for `gate`', async () => {
    const newest = await rehearse('clean', { reports, clock: 'virtual' })
    expect(join(reports, readlinkSync(join(reports, 'latest')))).toBe(newest.folder)
    const { report, isPartial } = await readRun(join(reports, 'latest'))
    expect(isPartial).toBe(false)
    expect(report).toEqual(newest.report)
  })

  it('holds one JSON object a line in its events, from the first phase to the end', () => {
    const lines = textOf(kept.folder, 'events.ndjson').trimEnd().split('\n')
    const events = lines.map((line) => JSON.parse(line) as { type: string })
    expect(events.map(({ type }) => type)).toEqual(
      kept.events.map(({ type }) => type).filter((type) => type !== 'progress'),
    )
    expect(events[0]).toMatchObject({ type: 'phase', phase: 'countdown' })
    expect(events.at(-1)).toMatchObject({ type: 'end', verdict: 'PASS', exitCode: 0 })
  })
})

describe('names', () => {
  const run = { startedAt: new Date('2026-11-11T00:00:00.123Z'), scenario: 'midnight', seed: 5 }

  it('are the time, the scenario and the seed; runs of one second do not share a folder', () => {
    const folder = join(reports, 'names')
    const names = [1, 2, 3].map(() => RunDirectory.create(folder, run).name)
    expect(names).toEqual([
      '2026-11-11_00-00-00-midnight-5',
      '2026-11-11_00-00-00-midnight-5-2',
      '2026-11-11_00-00-00-midnight-5-3',
    ])
    expect(readlinkSync(join(folder, 'latest'))).toBe(names[2])
  })

  it('leave a folder called latest to whoever made it', () => {
    const folder = join(reports, 'occupied')
    mkdirSync(join(folder, 'latest'), { recursive: true })
    writeFileSync(join(folder, 'latest', 'mine'), '')
    const { name } = RunDirectory.create(folder, run)
    expect(readdirSync(folder)).toEqual([name, 'latest'])
    expect(readdirSync(join(folder, 'latest'))).toEqual(['mine'])
  })
})

describe('a file', () => {
  const directory = RunDirectory.create(join(reports, 'files'), { startedAt: new Date(0), scenario: 'files', seed: 1 })
  const errorOf = (act: () => void): OnrushError => {
    try {
      act()
    } catch (error) {
      return error as OnrushError
    }
    throw new Error('it should not have been possible')
  }

  it('appears under its name at once and whole, and leaves nothing beside it', async () => {
    const happened: string[] = []
    const watcher = watch(directory.folder, (_event, name) => happened.push(name ?? ''))
    const content = 'x'.repeat(10_000_000)
    directory.write('report.json', content)
    await expect.poll(() => happened).toContain('report.json')
    watcher.close()
    expect(happened[0]).toBe('report.json.partial')
    expect(readdirSync(directory.folder)).toEqual(['ledger', 'report.json'])
    expect(textOf(directory.folder, 'report.json').length).toBe(content.length)
  })

  it('that cannot take its place says so, and leaves neither half of it', () => {
    mkdirSync(join(directory.folder, 'summary.md'))
    const error = errorOf(() => directory.write('summary.md', 'text'))
    expect(error).toMatchObject({ code: 'ONRUSH_REHEARSAL_WRITE', exitCode: 5 })
    expect(error.message).toContain('summary.md cannot be written')
    expect(error.hint).toContain('--reports')
    expect(existsSync(join(directory.folder, 'summary.md.partial'))).toBe(false)
  })

  it('that cannot be appended to says so', () => {
    mkdirSync(join(directory.folder, 'events.ndjson'))
    const error = errorOf(() => directory.append('events.ndjson', 'text'))
    expect(error).toMatchObject({ code: 'ONRUSH_REHEARSAL_WRITE', exitCode: 5 })
  })
})

describe('reading a run', () => {
  const errorOf = async (folder: string): Promise<OnrushError> =>
    readRun(folder).then(
      () => expect.unreachable(),
      (error: OnrushError) => error,
    )
  const folderHolding = (name: string, text: string): string => {
    const folder = join(reports, `holding-${name}-${text.length}`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), text)
    return folder
  }

  it.each([
    ['a folder without a run', 'notes.md', 'nothing', 'ONRUSH_REHEARSAL_NO_RUN'],
    ['half a report', 'report.json', '{"schemaVersion": 1, "scen', 'ONRUSH_REHEARSAL_RUN_UNREADABLE'],
    ['a report of another version', 'report.json', '{"schemaVersion": 2}', 'ONRUSH_REHEARSAL_RUN_UNREADABLE'],
    ['what is no report at all', 'report.json', 'null', 'ONRUSH_REHEARSAL_RUN_UNREADABLE'],
    ['a report without its objectives', 'report.json', '{"schemaVersion": 1}', 'ONRUSH_REHEARSAL_RUN_UNREADABLE'],
  ])('refuses %s', async (_phrase, name, text, code) => {
    const error = await errorOf(folderHolding(name, text))
    expect(error).toMatchObject({ code, exitCode: 2 })
    expect(error.hint).not.toBe('')
  })

  it('takes the checkpoint of a killed run, and says that it is one', async () => {
    const { report } = await rehearse('clean', { reports, clock: 'virtual' })
    const folder = folderHolding('report.partial.json', JSON.stringify(report))
    expect(await readRun(folder)).toEqual({ isPartial: true, report })
  })
})
