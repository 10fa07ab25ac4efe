import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClockKind, RunEvent, RunReport } from '@onrush/contracts'
import { runRehearsal, type ScenarioOptions } from '@onrush/rehearsal'
import { reportFiles } from '@onrush/report'

export interface Rehearsed {
  readonly report: RunReport
  /** The run directory. */
  readonly folder: string
  readonly events: readonly RunEvent[]
}

/** A folder of its own for the reports of a test file. */
export function reportsFolder(): string {
  return mkdtempSync(join(tmpdir(), 'onrush-rehearsal-'))
}

/** Rehearses a scenario of `fixtures/` in this process, as the command line would. */
export async function rehearse(
  name: string,
  run: {
    readonly reports: string
    readonly clock?: ClockKind
    readonly options?: ScenarioOptions
    readonly keepJournal?: boolean
    readonly signal?: AbortSignal
    readonly onEvent?: (event: RunEvent) => void
  },
): Promise<Rehearsed> {
  const events: RunEvent[] = []
  const accept = (event: RunEvent): void => {
    events.push(event)
    run.onEvent?.(event)
  }
  const rehearsed = await runRehearsal({
    scenario: new URL(`./fixtures/${name}.scenario.ts`, import.meta.url),
    options: run.options ?? {},
    ...(run.clock === undefined ? {} : { clock: run.clock }),
    reportsFolder: run.reports,
    command: `onrush run ${name}`,
    keepJournal: run.keepJournal ?? false,
    sinks: [{ accept }],
    renderers: reportFiles,
    signal: run.signal ?? new AbortController().signal,
  })
  return { ...rehearsed, events }
}

/** All files below a folder, by relative path, sorted. */
export function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()
}

export function textOf(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}
