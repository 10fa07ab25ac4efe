import type { RunEvent, Sink } from '@onrush/contracts'
import { liveDisplay } from './live-display.ts'
import { plainLines } from './plain-lines.ts'

/** A terminal, a file, a pipe: what a process has as `process.stdout`. */
export type TerminalStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

export interface TerminalSinkOptions {
  /** True draws a countdown and a progress bar in place; false writes plain lines without control codes. */
  readonly isTerminal: boolean
  /** Wall time, ms from any zero, to space the plain lines; without it wall time is worked out from the events' speed. */
  readonly wallMs?: () => number
}

export interface TerminalSink extends Sink {
  /** Takes the bar off the screen and gives the cursor back. Safe to call twice; without it a terminal's timer keeps running. */
  close(): void
}

/** Shows a run while it goes on. The last line of a run is not its business: whoever runs it prints the verdict. */
export function terminalSink(stream: TerminalStream, { isTerminal, wallMs }: TerminalSinkOptions): TerminalSink {
  const sink = isTerminal ? liveDisplay(stream) : plainLines(stream, wallMs)
  let isClosed = false
  return {
    accept(event: RunEvent): void {
      if (isClosed) return
      sink.accept(event)
      if (event.type === 'end') this.close()
    },
    close(): void {
      if (isClosed) return
      isClosed = true
      sink.close()
    },
  }
}
