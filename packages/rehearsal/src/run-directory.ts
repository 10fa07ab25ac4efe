import { createHash } from 'node:crypto'
import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { OnrushError, type RunEvent } from '@onrush/contracts'

/** The folder of one run. Every file is appended to or renamed into place, so nothing half-written ever looks whole. */
export class RunDirectory {
  readonly folder: string
  readonly name: string

  private constructor(reportsFolder: string, name: string) {
    this.folder = join(reportsFolder, name)
    this.name = name
  }

  /**
   * Makes `<reports>/<utc-time>-<scenario>-<seed>/` and points `<reports>/latest` at it.
   * @throws OnrushError ONRUSH_REHEARSAL_REPORTS_FOLDER when it cannot be written
   */
  static create(
    reportsFolder: string,
    run: { readonly startedAt: Date; readonly scenario: string; readonly seed: number },
  ): RunDirectory {
    const time = run.startedAt.toISOString().replace(/[:.]/g, '-').replace('T', '_').slice(0, 19)
    try {
      mkdirSync(reportsFolder, { recursive: true })
      accessSync(reportsFolder, constants.W_OK)
      let name = `${time}-${run.scenario}-${run.seed}`
      for (let n = 2; existsSync(join(reportsFolder, name)); n++) name = `${time}-${run.scenario}-${run.seed}-${n}`
      const directory = new RunDirectory(reportsFolder, name)
      mkdirSync(join(directory.folder, LedgerFolder), { recursive: true })
      pointLatest(reportsFolder, name)
      return directory
    } catch (cause) {
      throw new OnrushError(
        'ONRUSH_REHEARSAL_REPORTS_FOLDER',
        `the report folder ${reportsFolder} cannot be written: ${(cause as Error).message}`,
        {
          hint: 'Choose another one with --reports <folder>, or make it writable.',
          cause,
        },
      )
    }
  }

  get ledgerFolder(): string {
    return join(this.folder, LedgerFolder)
  }

  /** Writes a whole file: beside it first, then renamed into place. @throws OnrushError ONRUSH_REHEARSAL_WRITE */
  write(name: string, content: string | Uint8Array): void {
    const path = join(this.folder, name)
    const partial = `${path}.partial`
    this.#guard(
      name,
      () => {
        writeFileSync(partial, content)
        renameSync(partial, path)
      },
      () => rmSync(partial, { force: true }),
    )
  }

  /** Appends lines. @throws OnrushError ONRUSH_REHEARSAL_WRITE */
  append(name: string, text: string): void {
    this.#guard(name, () => appendFileSync(join(this.folder, name), text))
  }

  appendEvent(event: RunEvent): void {
    this.append('events.ndjson', `${JSON.stringify(event)}\n`)
  }

  remove(name: string): void {
    rmSync(join(this.folder, name), { recursive: true, force: true })
  }

  /**
   * Writes manifest.json last: every other file with its SHA-256, each line's sum also covering the line before, so that no
   * file can be exchanged unnoticed.
   */
  seal(about: Readonly<Record<string, unknown>>): void {
    let chain = ''
    const files = listFiles(this.folder)
      .filter((path) => path !== 'manifest.json')
      .map((path) => {
        const sha256 = createHash('sha256')
          .update(readFileSync(join(this.folder, path)))
          .digest('hex')
        chain = createHash('sha256')
          .update(chain + sha256)
          .digest('hex')
        return { path, bytes: statSync(join(this.folder, path)).size, sha256, chain }
      })
    this.write('manifest.json', `${JSON.stringify({ ...about, files, chain }, null, 2)}\n`)
  }

  #guard(name: string, act: () => void, undo: () => void = () => undefined): void {
    try {
      act()
    } catch (cause) {
      undo()
      throw new OnrushError('ONRUSH_REHEARSAL_WRITE', `${name} cannot be written: ${(cause as Error).message}`, {
        hint: `Free disk space, or choose another folder with --reports; what was written before is in ${this.folder}.`,
        exitCode: 5,
        cause,
      })
    }
  }
}

const LedgerFolder = 'ledger'

function pointLatest(reportsFolder: string, name: string): void {
  const link = join(reportsFolder, 'latest')
  const fresh = join(reportsFolder, `.latest-${process.pid}`)
  rmSync(fresh, { force: true })
  symlinkSync(name, fresh)
  try {
    renameSync(fresh, link)
  } catch {
    // Somebody made a folder of that name; leave it to them.
    rmSync(fresh, { force: true })
  }
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}
