import type { RunReport } from '@onrush/contracts'

export function renderHtml(report: RunReport): string {
  const escaped = report.scenario.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${report.verdict} ${escaped}</title><h1>${report.verdict}: ${escaped}</h1></html>\n`
}
