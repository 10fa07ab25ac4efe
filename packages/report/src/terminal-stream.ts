import type { Writable } from 'node:stream'
import type { Sink } from '@onrush/contracts'

/** A terminal, a file, a pipe: what a process has as `process.stdout`. */
export type TerminalStream = Writable & { readonly isTTY?: boolean; readonly columns?: number }

export interface TerminalSink extends Sink {
  /** Takes the bar off the screen and gives the cursor back. Safe to call twice; without it a terminal's timer keeps running. */
  close(): void
}
