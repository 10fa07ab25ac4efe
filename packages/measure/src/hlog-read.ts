import { OnrushError } from '@onrush/contracts'
import { Histogram } from './histogram.ts'

/** One line of an interval log. */
export interface HlogInterval {
  readonly tag: string | null
  /** Seconds from the log's start to the interval's. */
  readonly fromSec: number
  /** The interval's start, seconds since the epoch; as in the file when it says no start. */
  readonly atUnixSec: number
  readonly lengthSec: number
  /** The column Interval_Max: milliseconds in our files, in whatever unit their writer chose in others. */
  readonly maxMs: number
  readonly histogram: Histogram
}

/** Timestamps this far before the start are relative to it: the rule of HdrHistogram for files without BaseTime. */
const YearSec = 365 * 24 * 3600

/**
 * Reads an interval log: our own, or any with histograms in V2 encoding. Comments and legends are skipped wherever they
 * stand. A last line without its line break was cut off by a dying writer and is left out unless it can be read.
 * @throws OnrushError ONRUSH_MEASURE_HLOG with the line's number, when any other line cannot be read.
 */
export function readHlog(text: string): HlogInterval[] {
  const lines = text.split(/\r\n|\r|\n/)
  const intervals: HlogInterval[] = []
  let startSec: number | undefined
  let baseSec: number | undefined
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('#')) {
      startSec = commentNumber(line, 'StartTime') ?? startSec
      baseSec = commentNumber(line, 'BaseTime') ?? baseSec
      continue
    }
    if (line.trim() === '' || line.startsWith('"')) continue
    try {
      const fields = fieldsOf(line)
      startSec ??= fields.timestampSec
      baseSec ??= fields.timestampSec < startSec - YearSec ? startSec : 0
      intervals.push(intervalOf(fields, startSec, baseSec))
    } catch (error) {
      if (index === lines.length - 1) break
      throw unreadable(index + 1, error)
    }
  }
  return intervals
}

interface Fields {
  readonly tag: string | null
  readonly timestampSec: number
  readonly lengthSec: number
  readonly max: number
  readonly encoded: string
}

function fieldsOf(line: string): Fields {
  const parts = line.split(',').map((part) => part.trim())
  const tag = parts[0]?.startsWith('Tag=') ? (parts.shift() ?? '').slice('Tag='.length) : null
  const [timestamp, length, max, encoded] = parts
  if (encoded === undefined || parts.length !== 4)
    throw new RangeError(`4 fields are needed, ${parts.length} are there`)
  return { tag, timestampSec: numberOf(timestamp), lengthSec: numberOf(length), max: numberOf(max), encoded }
}

function intervalOf(fields: Fields, startSec: number, baseSec: number): HlogInterval {
  const atUnixSec = baseSec + fields.timestampSec
  return {
    tag: fields.tag,
    // Through whole microseconds: base + timestamp − start would otherwise read 1.0000002384185791.
    fromSec: Math.round((fields.timestampSec + (baseSec - startSec)) * 1e6) / 1e6,
    atUnixSec,
    lengthSec: fields.lengthSec,
    maxMs: fields.max,
    // In our own files the column is the exact maximum, of which the encoding keeps the slot only.
    histogram: Histogram.decode(fields.encoded, { maxUs: Math.round(fields.max * 1000) }),
  }
}

function commentNumber(line: string, name: string): number | undefined {
  const found = new RegExp(`^#\\[${name}: *(-?[0-9.]+)`).exec(line)
  return found ? Number(found[1]) : undefined
}

function numberOf(text: string | undefined): number {
  const value = text === undefined || text === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value)) throw new RangeError(`"${text}" is not a number`)
  return value
}

function unreadable(line: number, cause: unknown): OnrushError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new OnrushError('ONRUSH_MEASURE_HLOG', `line ${line} of the interval log cannot be read: ${reason}`, {
    hint: 'Each line is [Tag=…,]start,length,max,histogram; delete the damaged line to read the rest.',
    cause,
  })
}
