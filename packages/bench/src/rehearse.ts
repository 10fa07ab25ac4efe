import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClockKind, Progress, RunReport } from '@onrush/contracts'
import { runRehearsal } from '@onrush/rehearsal'
import { reportFiles } from '@onrush/report'

/** The scenario file of that name: the bench's own, or one of the project's. */
export function scenarioUrl(name: string): URL {
  const own = ['sustained', 'pulse', 'kills'].includes(name)
  return new URL(own ? `../scenarios/${name}.scenario.ts` : `../../../scenarios/${name}.scenario.ts`, import.meta.url)
}

/** Plays a scenario through the very path of `onrush run`, in a folder of its own that is removed afterwards. */
export async function rehearse(
  name: string,
  options: { readonly seed?: number; readonly shoppers?: number },
  extras: { readonly clock?: ClockKind; readonly onProgress?: (progress: Progress) => void } = {},
): Promise<RunReport> {
  const reportsFolder = mkdtempSync(join(tmpdir(), 'onrush-bench-'))
  const sink = {
    accept: (event: { type: string; progress?: Progress }) => {
      if (event.type === 'progress' && event.progress) extras.onProgress?.(event.progress)
    },
  }
  try {
    const { report } = await runRehearsal({
      scenario: scenarioUrl(name),
      options,
      ...(extras.clock ? { clock: extras.clock } : {}),
      reportsFolder,
      command: `bench ${name}`,
      keepJournal: false,
      sinks: [sink],
      renderers: reportFiles,
      signal: new AbortController().signal,
    })
    return report
  } finally {
    rmSync(reportsFolder, { recursive: true, force: true })
  }
}
