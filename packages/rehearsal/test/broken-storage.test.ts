import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { wallTimer } from '@onrush/clockwork'
import { OnrushError, type RunEvent } from '@onrush/contracts'
import { readRun } from '@onrush/rehearsal'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { filesBelow, rehearse, reportsFolder } from './rehearse.ts'

const reports = reportsFolder()
const mounted: string[] = []
/** Commands of the machine, no package brings them. */
const system = { mount: 'mount', unmount: 'umount' } as const

/** A small disk of its own, for as long as a test lasts; undefined where this user may not mount one. */
function smallDisk(megabytes: number): string | undefined {
  const folder = join(reports, `disk-${megabytes}`)
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync(system.mount, ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  mounted.push(folder)
  return folder
}

/** Writes until nothing fits any more, down to the last byte. */
function fill(folder: string): void {
  for (const bytes of [1 << 20, 1 << 10, 1]) {
    try {
      for (;;) appendFileSync(join(folder, 'filler'), Buffer.alloc(bytes, 1))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }
}

afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync(system.unmount, [folder])
})
afterAll(() => rmSync(reports, { recursive: true, force: true }))

/** What a broken run's error says, and where its remains are. */
interface BrokenRun extends OnrushError {
  readonly folder: string
}

/** The error that a run ends with; the run must not take much longer than its preparation. */
async function failureOf(folder: string, onEvent: (event: RunEvent) => void = () => undefined): Promise<BrokenRun> {
  const wallUs = wallTimer()
  const startUs = wallUs()
  const thrown: unknown = await rehearse('in-time-lapse', { reports: folder, onEvent }).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(OnrushError)
  expect((wallUs() - startUs) / 1e6).toBeLessThan(20)
  return thrown as BrokenRun
}

const canMount = smallDisk(1) !== undefined

describe.skipIf(!canMount)('a full disk (needs the right to mount a small one)', () => {
  it('under the journal stops the run before it starts, with one message', async () => {
    const error = await failureOf(smallDisk(8) ?? '')
    expect(error).toMatchObject({ code: 'ONRUSH_SHOP_JOURNAL_FAILED', exitCode: 5 })
    expect(error.message).toContain('can no longer be written')
    expect(error.hint).toContain('Free disk space')
    expect(filesBelow(error.folder)).not.toContain('report.json')
  })

  it('that fills while the journal prepares its next file names the journal, not what could not be written after it', async () => {
    const error = await failureOf(smallDisk(40) ?? '')
    expect(error).toMatchObject({ code: 'ONRUSH_SHOP_JOURNAL_FAILED', exitCode: 5 })
    expect(filesBelow(error.folder)).not.toContain('report.json')
  })

  it('in the middle of the sale ends the run, and leaves a checkpoint but nothing that looks whole', async () => {
    const disk = smallDisk(100) ?? ''
    let isFull = false
    const error = await failureOf(disk, (event) => {
      if (isFull || event.type !== 'progress' || event.atMs < 1000) return
      isFull = true
      fill(disk)
    })
    expect(isFull).toBe(true)
    expect(['ONRUSH_SHOP_ACCOUNT_FAILED', 'ONRUSH_REHEARSAL_WRITE', 'ONRUSH_SHOP_JOURNAL_FAILED']).toContain(error.code)
    expect(error).toMatchObject({ exitCode: 5, hint: expect.stringContaining('disk') })
    const files = filesBelow(error.folder)
    expect(files.filter((name) => name.endsWith('.partial'))).toEqual([])
    for (const name of ['report.json', 'report.html', 'summary.md', 'junit.xml', 'manifest.json'])
      expect(files).not.toContain(name)
    if (files.includes('report.partial.json')) expect((await readRun(error.folder)).isPartial).toBe(true)
  })
})

describe('a ledger folder', () => {
  it('that turns out to be a file stops the run with one message', async () => {
    const error = await failureOf(join(reports, 'shaped'), (event) => {
      if (event.type !== 'phase' || event.phase !== 'prepare') return
      const ledger = join(reports, 'shaped/latest/ledger')
      rmSync(ledger, { recursive: true })
      writeFileSync(ledger, 'a file')
    })
    expect(error).toMatchObject({ code: 'ONRUSH_SHOP_JOURNAL_FAILED', exitCode: 5 })
    expect(error.message).toContain('not a directory')
    expect(error.hint).not.toBe('')
    expect(existsSync(join(error.folder, 'report.json'))).toBe(false)
    expect(readFileSync(join(error.folder, 'events.ndjson'), 'utf8')).toContain('prepare')
  })
})
