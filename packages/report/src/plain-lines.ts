import type { Progress, RunEvent } from '@onrush/contracts'
import { announcement, instant, progressFigures } from './event-text.ts'
import type { TerminalSink, TerminalStream } from './terminal-stream.ts'

const QuietMs = 5000

/** For logs: announcements as they come, and at most one line of figures in five seconds of wall time. */
export function plainLines(stream: TerminalStream, wallMs: (() => number) | undefined): TerminalSink {
  const now = wallMs ?? wallFromSpeed()
  let lastMs = Number.NEGATIVE_INFINITY
  return {
    accept(event: RunEvent): void {
      const line = event.type === 'progress' ? figures(event.progress) : announcement(event)
      if (line !== undefined) stream.write(`${line}\n`)
    },
    close(): void {},
  }

  function figures(progress: Progress): string | undefined {
    const atMs = now(progress)
    if (atMs - lastMs < QuietMs) return undefined
    lastMs = atMs
    return `${instant(progress.scenarioMs)}  ${progressFigures(progress).join(', ')}`
  }
}

/** Wall time as the sum of scenario time ÷ speed. It stands still while scenario time does, so lines come rather too seldom than too often. */
function wallFromSpeed(): (progress: Progress) => number {
  let wallMs = 0
  let last: number | undefined
  return ({ scenarioMs, speed }) => {
    if (last !== undefined && speed > 0) wallMs += Math.max(0, scenarioMs - last) / speed
    last = scenarioMs
    return wallMs
  }
}
