import { checkFields, OnrushError, rule } from '@onrush/contracts'
import type { Histogram } from './histogram.ts'

export interface HlogOptions {
  /** The instant that `fromSec` counts from, milliseconds since the epoch. */
  readonly startUnixMs: number
  /** Who writes, for the first line: `Onrush 0.1.0`. */
  readonly tool: string
  /** Receives whole lines; called once for the head and once per interval. */
  readonly write: (text: string) => void
}

/**
 * Writes an HdrHistogram interval log, version 1.3, line by line; nothing is kept in memory. Values are microseconds and
 * Interval_Max is the exact maximum in milliseconds, so three decimals hold it in full.
 */
export class HlogWriter {
  readonly #options: HlogOptions
  #hasHeader = false

  /** @throws OnrushError ONRUSH_MEASURE_HLOG_OPTIONS */
  constructor(options: HlogOptions) {
    checkFields('ONRUSH_MEASURE_HLOG_OPTIONS', 'HlogWriter options', options, {
      required: { startUnixMs: rule.number, tool: rule.text, write: callable },
    })
    this.#options = options
  }

  /** Writes the head of the file; the second call does nothing. */
  header(): void {
    if (this.#hasHeader) return
    this.#hasHeader = true
    const startSec = seconds(this.#options.startUnixMs / 1000)
    this.#options.write(
      [
        `#[Logged with ${this.#options.tool.replaceAll(/\s+/g, ' ')}]`,
        '#[Histogram log format version 1.3]',
        '#[Values are microseconds; Interval_Max is the exact maximum in milliseconds]',
        `#[StartTime: ${startSec} (seconds since epoch), ${dateOf(this.#options.startUnixMs)}]`,
        // Said outright, because readers otherwise guess whether times are relative from how far they are from the start.
        `#[BaseTime: ${startSec} (seconds since epoch)]`,
        '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
        '',
      ].join('\n'),
    )
  }

  /**
   * Writes one interval, and the head first if that is missing. Times are seconds from the start and may be negative;
   * an empty tag writes a line without one.
   * @throws OnrushError ONRUSH_MEASURE_TAG, ONRUSH_MEASURE_INTERVAL
   */
  interval(tag: string, fromSec: number, lengthSec: number, histogram: Histogram): void {
    if (/[,\s]/.test(tag)) throw badTag(tag)
    if (!Number.isFinite(fromSec) || !(lengthSec >= 0 && Number.isFinite(lengthSec)))
      throw badInterval(fromSec, lengthSec)
    this.header()
    const maxMs = histogram.count === 0 ? 0 : histogram.maxUs / 1000
    const label = tag === '' ? '' : `Tag=${tag},`
    this.#options.write(`${label}${seconds(fromSec)},${seconds(lengthSec)},${maxMs.toFixed(3)},${histogram.encode()}\n`)
  }
}

function callable(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : 'a function'
}

function seconds(value: number): string {
  return value.toFixed(3)
}

/** As Java prints a date, in UTC: `Mon Nov 11 00:00:00 UTC 2024`. */
function dateOf(unixMs: number): string {
  const [week, day, month, year, time] = new Date(unixMs).toUTCString().split(/,? /)
  return `${week} ${month} ${day} ${time} UTC ${year}`
}

function badTag(tag: string): OnrushError {
  return new OnrushError('ONRUSH_MEASURE_TAG', `"${tag}" cannot be a tag of an interval log`, {
    hint: 'Leave out commas, spaces and line breaks.',
  })
}

function badInterval(fromSec: number, lengthSec: number): OnrushError {
  return new OnrushError(
    'ONRUSH_MEASURE_INTERVAL',
    `an interval cannot start at ${fromSec} s and last ${lengthSec} s`,
    {
      hint: 'Give a finite start and a length of at least 0, both in seconds.',
    },
  )
}
