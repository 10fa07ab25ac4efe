import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { every } from '@onrush/clockwork'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, folderWith, onrush } from './onrush.ts'

const scenario = join(import.meta.dirname, '../../rehearsal/test/fixtures/in-time-lapse.scenario.ts')
const folder = folderWith({})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = join(folder, 'reports/latest')
const filesOf = (path: string): string[] => readdirSync(path, { recursive: true }).map(String).toSorted()

describe('a run that was killed in the middle of its sale', () => {
  let killed: Ended
  beforeAll(async () => {
    let stop: (() => void) | undefined
    killed = await onrush(['run', scenario], {
      folder,
      onOutput: (_text, child) => {
        stop ??= every(50, () => existsSync(join(run, 'report.partial.json')) && child.kill('SIGKILL'))
      },
    }).finally(() => stop?.())
  }, 60_000)

  it('says nothing any more, and leaves nothing that looks whole', () => {
    expect(killed.exitCode).toBeNull()
    expect(killed.stdout).not.toContain('ONRUSH verdict')
    for (const name of ['report.json', 'report.html', 'summary.md', 'junit.xml', 'manifest.json']) {
      expect(filesOf(run)).not.toContain(name)
    }
  })

  it('leaves what it had appended: events, latencies, and the ledger with what its clients were told', () => {
    const lines = readFileSync(join(run, 'events.ndjson'), 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { phase?: string }).phase)).toContain('countdown')
    expect(readFileSync(join(run, 'latency.hlog'), 'utf8')).toMatch(/^#\[Histogram log format version 1\.3\]|^#/)
    expect(filesOf(run)).toEqual(
      expect.arrayContaining(['ledger/acknowledged.bin', 'ledger/journal/journal-000001.seg']),
    )
  })

  it('can be gated on its checkpoint, which proves nothing about what did not happen, and is not touched by it', async () => {
    const before = filesOf(run)
    const ended = await onrush(['gate', 'reports/latest'], { folder })
    expect(ended.stderr).toBe('')
    expect(ended.stdout).toContain('This run was cut short')
    expect(ended.stdout).toContain('late turnover')
    expect(ended.lastLine).toBe('ONRUSH verdict=NO_DATA exit=4 report=reports/latest')
    expect(ended.exitCode).toBe(4)
    expect(filesOf(run)).toEqual(before)
  })
})
