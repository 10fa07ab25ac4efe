import type { RunReport } from '@onrush/contracts'
import { embeddedJson, markup, trusted } from './markup.ts'
import { pageAssets } from './page-assets.ts'
import { pageCharts } from './page-charts.ts'
import { glossarySection } from './page-glossary.ts'
import {
  answersSection,
  faultsSection,
  figuresSection,
  generatorSection,
  intentsSection,
  invariantsSection,
  machineSection,
  objectivesSection,
  percentilesSection,
} from './page-sections.ts'
import { pageHead } from './page-verdict.ts'
import { verdictWord } from './wording.ts'

/** Nothing is fetched from anywhere: the page is whole, from a disk as from a server, today as in ten years. */
const ContentPolicy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"

/** The report as one self-contained page for people. */
export function renderHtml(report: RunReport): string {
  const { styles, chartLibrary, chartScript } = pageAssets()
  const { charts, turnover, rush, latency, day } = pageCharts(report)
  const sections = [
    turnover,
    objectivesSection(report),
    rush,
    latency,
    day,
    answersSection(report),
    percentilesSection(report),
    generatorSection(report),
    intentsSection(report),
    invariantsSection(report),
    faultsSection(report),
    figuresSection(report),
    machineSection(report),
    glossarySection(),
  ].filter((part) => part !== undefined)
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(ContentPolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${verdictWord(report.verdict)} · ${report.scenario} · Onrush</title>
<style>
${trusted(styles)}
</style>
</head>
<body>
<main>
${pageHead(report)}
<noscript><p class="notice">The curves need JavaScript; every figure is in the tables as well.</p></noscript>
${sections}
</main>
<footer><p>Onrush ${report.tool.version} · schema ${report.schemaVersion} · every figure of this page is in report.json</p></footer>
<script type="application/json" id="chart-data">${embeddedJson(charts)}</script>
<script>
${trusted(chartLibrary)}
</script>
<script>
${trusted(chartScript)}
</script>
</body>
</html>
`
  return page.text
}
