import type { RunReport } from '@onrush/contracts'
import { renderHtml } from './render-html.ts'
import { renderJson } from './render-json.ts'
import { renderJunit } from './render-junit.ts'
import { renderSummary } from './render-summary.ts'

export interface ReportFile {
  readonly name: string
  readonly content: string
}

/** The files of a run directory that follow from its report alone. */
export function reportFiles(report: RunReport): readonly ReportFile[] {
  return [
    { name: 'report.json', content: renderJson(report) },
    { name: 'report.html', content: renderHtml(report) },
    { name: 'summary.md', content: renderSummary(report) },
    { name: 'junit.xml', content: renderJunit(report) },
  ]
}
