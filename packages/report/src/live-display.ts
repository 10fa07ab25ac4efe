import type { Progress, RunEvent } from '@onrush/contracts'
import cliProgress from 'cli-progress'
import colors from 'picocolors'
import { bigDigits } from './big-digits.ts'
import { announcement, instant, progressFigures, speedText } from './event-text.ts'
import type { TerminalSink, TerminalStream } from './terminal-stream.ts'
import { clockText, durationText, largeText, offsetText } from './wording.ts'

const FramesPerSec = 5
const MaxBarWidth = 40
const ClearToLineEnd = '\u001b[K'

/** A block of lines that is redrawn in place, with announcements above it. */
interface Block {
  draw(lines: readonly string[]): void
  announce(line: string): void
  close(): void
}

/** For people at a terminal: the countdown to T0, then the bar of the day; milestones are announced above as they fall. */
export function liveDisplay(stream: TerminalStream): TerminalSink {
  const paint = colors.createColors(colors.isColorSupported)
  let block: { readonly phase: 'countdown' | 'day'; readonly lines: Block } | undefined
  return {
    accept(event: RunEvent): void {
      if (event.type === 'progress') show(event.progress)
      const line = announcement(event)
      if (line !== undefined) announce(event, line)
    },
    close(): void {
      block?.lines.close()
      block = undefined
    },
  }

  function show(progress: Progress): void {
    const phase = progress.scenarioMs < 0 ? 'countdown' : 'day'
    const width = stream.columns ?? 80
    const lines = phase === 'countdown' ? countdownLines(progress, width) : dayLines(progress, width)
    if (block?.phase !== phase) {
      block?.lines.close()
      block = { phase, lines: openBlock(stream, lines.length) }
    }
    const strong = phase === 'countdown' ? paint.cyan : paint.bold
    block.lines.draw(lines.map(({ text, isStrong }) => (isStrong ? strong(text) : text)))
  }

  function announce(event: RunEvent, line: string): void {
    const isLate = event.type === 'milestone' && event.atMs > event.limitMs
    const tint =
      event.type === 'warning'
        ? paint.yellow
        : event.type !== 'milestone'
          ? paint.dim
          : isLate
            ? paint.red
            : paint.green
    if (block) block.lines.announce(tint(line))
    else stream.write(`${tint(line)}\n`)
  }
}

interface Line {
  readonly text: string
  readonly isStrong: boolean
}

function countdownLines(progress: Progress, width: number): readonly Line[] {
  const leftSec = Math.ceil(-progress.scenarioMs / 1000)
  const digits = bigDigits(leftSec < 100 ? String(leftSec) : offsetText(leftSec * 1000))
  const caption = [
    `${instant(progress.scenarioMs)} until the sale opens`,
    `${largeText(Math.round(progress.clicksPerSec))} clicks/s`,
    `p99 ${durationText(progress.p99Ms)}`,
  ]
  return [
    plainLine(''),
    ...digits.map((row) => ({ text: cut(`    ${row}`, width), isStrong: true })),
    plainLine(''),
    plainLine(fitted('    ', caption, width)),
    plainLine(''),
  ]
}

function dayLines(progress: Progress, width: number): readonly Line[] {
  const { scenarioMs, startMs, endMs, speed } = progress
  const from = Math.max(0, startMs)
  const share = endMs > from ? Math.min(1, Math.max(0, (scenarioMs - from) / (endMs - from))) : 1
  const times = `${clockText(scenarioMs)}  ${instant(scenarioMs)}`
  const end = `${Math.floor(share * 100)} %  ${speedText(speed)}`
  const barWidth = Math.max(0, Math.min(MaxBarWidth, width - times.length - end.length - 4))
  const [turnover, ...figures] = progressFigures(progress)
  return [
    { text: cut(turnover ?? '', width), isStrong: true },
    plainLine(cut(`${times}  ${barText(share, barWidth)}  ${end}`, width)),
    plainLine(fitted('', figures.slice(0, -1), width)),
  ]
}

function barText(share: number, width: number): string {
  const { barCompleteChar, barIncompleteChar } = cliProgress.Presets.shades_grey
  const strings = {
    barCompleteString: barCompleteChar.repeat(width),
    barIncompleteString: barIncompleteChar.repeat(width),
  }
  return cliProgress.Format.BarFormat(share, { barsize: width, barGlue: '', ...strings })
}

/** As many parts as fit; a part is shown whole or not at all. */
function fitted(indent: string, parts: readonly string[], width: number): string {
  let text = indent
  for (const part of parts) {
    const longer = text === indent ? `${indent}${part}` : `${text} · ${part}`
    if (longer.length > width) break
    text = longer
  }
  return text
}

function cut(text: string, width: number): string {
  return text.length > width ? text.slice(0, width) : text
}

function plainLine(text: string): Line {
  return { text, isStrong: false }
}

function openBlock(stream: TerminalStream, lineCount: number): Block {
  const bars = new cliProgress.MultiBar({
    stream,
    fps: FramesPerSec,
    hideCursor: true,
    clearOnComplete: true,
    // An announcement moves every line down, so lines that did not change have to be drawn again.
    forceRedraw: true,
    // Signals belong to the run, which closes its sinks.
    gracefulExit: false,
    format: (_options, _params, payload: { text: string }) => payload.text,
  })
  const lines: cliProgress.SingleBar[] = Array.from({ length: lineCount }, () => bars.create(1, 0, { text: '' }))
  return {
    draw: (texts) => {
      lines.forEach((line, index) => line.update(0, { text: texts[index] ?? '' }))
      bars.update()
    },
    announce: (line) => {
      bars.log(`${line}${ClearToLineEnd}\n`)
      bars.update()
    },
    close: () => bars.stop(),
  }
}
