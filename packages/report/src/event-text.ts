import type { Progress, RunEvent } from '@onrush/contracts'
import { safe } from './render-terminal.ts'
import { countText, durationText, largeText, marginText, moneyText, offsetText, reachedText } from './wording.ts'

/** What is announced once, as a line of text; undefined for what is shown otherwise or not at all. */
export function announcement(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'phase':
      return `${instant(event.atMs)}  ${safe(event.phase)}${event.detail === undefined ? '' : `: ${safe(event.detail)}`}`
    case 'milestone': {
      const margin = marginText((event.limitMs - event.atMs) / event.limitMs)
      const mark = event.atMs <= event.limitMs ? '✓' : '✗'
      return `${instant(event.atMs)}  ${mark} ${safe(event.name)}: ${moneyText(event.targetFen)} at ${reachedText(event.atMs)}, ${margin} (limit ${offsetText(event.limitMs)})`
    }
    case 'warning':
      return `${instant(event.atMs)}  warning: ${safe(event.message)}`
    case 'progress':
    case 'end':
      return undefined
  }
}

/** The figures of a run in progress, most important first; what nobody measured is left out. */
export function progressFigures(progress: Progress): readonly string[] {
  const { gmvFen, ordersPerSec, clicksPerSec, p99Ms, queueDepth, soldOutItems, speed } = progress
  return [
    moneyText(gmvFen),
    `${rate(ordersPerSec)} orders/s`,
    `p99 ${durationText(p99Ms)}`,
    ...(queueDepth === null ? [] : [`queue ${countText(queueDepth)}`]),
    ...(soldOutItems === null ? [] : [`${countText(soldOutItems)} sold out`]),
    `${rate(clicksPerSec)} clicks/s`,
    speedText(speed),
  ]
}

/** T−0:42 before T0, +1:11 after it. */
export function instant(scenarioMs: number): string {
  return scenarioMs < 0 ? `T−${offsetText(Math.ceil(-scenarioMs / 1000) * 1000)}` : `+${offsetText(scenarioMs)}`
}

export function speedText(speed: number): string {
  return `${Number.isFinite(speed) ? speed.toLocaleString('en-US', { maximumFractionDigits: speed < 10 ? 1 : 0 }) : '∞'}×`
}

function rate(perSec: number): string {
  return largeText(Math.round(perSec))
}
