import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface PageAssets {
  readonly styles: string
  readonly chartLibrary: string
  readonly chartScript: string
}

/** What a page carries with it. Read when a page is rendered: a page is rendered once per run. */
export function pageAssets(): PageAssets {
  // uPlot exports no path of its own, so its other files are found beside its entry.
  const library = import.meta.resolve('uplot')
  return {
    styles: `${fileText(new URL('uPlot.min.css', library))}\n${fileText(new URL('../assets/page.css', import.meta.url))}`,
    chartLibrary: fileText(new URL('uPlot.iife.min.js', library)),
    chartScript: fileText(new URL('../assets/charts.js', import.meta.url)),
  }
}

function fileText(address: URL): string {
  return readFileSync(fileURLToPath(address), 'utf8').trim()
}
