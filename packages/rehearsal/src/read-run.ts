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
    return { report: reportIn(readFileSync(path, 'utf8')), isPartial: path === partial }
  } catch (cause) {
    throw new OnrushError('ONRUSH_REHEARSAL_RUN_UNREADABLE', `${path} cannot be read: ${(cause as Error).message}`, {
      hint: 'The file was altered or comes from another version.',
      cause,
    })
  }
}

const Lists = [
  'objectives',
  'milestones',
  'invariants',
  'faults',
  'series',
] as const satisfies readonly (keyof RunReport)[]
const Records = [
  'operations',
  'intents',
  'generator',
  'money',
  'turnover',
  'machine',
] as const satisfies readonly (keyof RunReport)[]

/** The report that a text holds; it need not be valid to the last field, but nothing that is gone may look like nothing to judge. */
function reportIn(text: string): RunReport {
  const report = JSON.parse(text) as Partial<RunReport> | null
  if (report?.schemaVersion !== 1) throw new Error(`schemaVersion is ${report?.schemaVersion}, this version reads 1`)
  const missing = [
    ...Lists.filter((name) => !Array.isArray(report[name])),
    ...Records.filter((name) => typeof report[name] !== 'object'),
  ]
  if (missing.length > 0) throw new Error(`it lacks ${missing.join(', ')}`)
  return report as RunReport
}
