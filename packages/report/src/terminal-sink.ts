import type { RunEvent } from '@onrush/contracts'
import { liveDisplay } from './live-display.ts'
import { plainLines } from './plain-lines.ts'
import type { TerminalSink, TerminalStream } from './terminal-stream.ts'

export interface TerminalSinkOptions {
  /** True draws a countdown and a progress bar in place; false writes plain lines without control codes. */
  readonly isTerminal: boolean
  /** Wall time, ms from any zero, to space the plain lines; without it wall time is worked out from the events' speed. */
  readonly wallMs?: () => number
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
