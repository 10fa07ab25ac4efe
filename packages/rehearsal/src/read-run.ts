import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OnrushError, type RunReport } from '@onrush/contracts'
import { CheckpointFile } from './run-rehearsal.ts'

/**
 * Reads a recorded run; one that was killed by its last checkpoint.
 * @throws OnrushError ONRUSH_REHEARSAL_NO_RUN, ONRUSH_REHEARSAL_RUN_UNREADABLE
 */
export async function readRun(folder: string): Promise<{ report: RunReport; isPartial: boolean }> {
  const whole = join(folder, 'report.json')
  const partial = join(folder, CheckpointFile)
  const path = existsSync(whole) ? whole : partial
  if (!existsSync(path)) {
    throw new OnrushError('ONRUSH_REHEARSAL_NO_RUN', `${folder} holds no recorded run`, {
      hint: 'Give a run directory, for example reports/latest.',
    })
  }
  try {
    const report = JSON.parse(readFileSync(path, 'utf8')) as RunReport
    if (report.schemaVersion !== 1) throw new Error(`schemaVersion is ${report.schemaVersion}, this version reads 1`)
    return { report, isPartial: path === partial }
  } catch (cause) {
    throw new OnrushError('ONRUSH_REHEARSAL_RUN_UNREADABLE', `${path} cannot be read: ${(cause as Error).message}`, {
      hint: 'The file was altered or comes from another version.',
      cause,
    })
  }
}
