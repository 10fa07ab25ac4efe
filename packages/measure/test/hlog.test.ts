import { Histogram, HlogWriter, readHlog, writeHgrm } from '@onrush/measure'
import fc from 'fast-check'
import hdr from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import { facts, histogramOf, microseconds, series37 } from './samples.ts'

const startUnixMs = Date.UTC(2024, 10, 10, 16)

function logOf(write: (log: HlogWriter) => void, startMs = startUnixMs): string {
  const parts: string[] = []
  write(new HlogWriter({ startUnixMs: startMs, tool: 'Onrush 0.1.0', write: (text) => parts.push(text) }))
  return parts.join('')
}

/** The encoding, base64 of the single value 42 as Java writes it. */
const Single42 = 'HISTFAAAAB542pNpmSzMwMDAxAABzFCaEUoz2X+AMIKZAEARAtM='

describe('the log writer', () => {
  test('writes the head that the format asks for, once', () => {
    const text = logOf((log) => {
      log.header()
      log.header()
    })
    expect(text).toBe(
      [
        '#[Logged with Onrush 0.1.0]',
        '#[Histogram log format version 1.3]',
        '#[Values are microseconds; Interval_Max is the exact maximum in milliseconds]',
        '#[StartTime: 1731254400.000 (seconds since epoch), Sun Nov 10 16:00:00 UTC 2024]',
        '#[BaseTime: 1731254400.000 (seconds since epoch)]',
        '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
        '',
      ].join('\n'),
    )
  })

  test('writes one line per interval, with its tag, and the head first if nobody did', () => {
    const lines = logOf((log) => {
      log.interval('buy.ok.response', -1, 1, histogramOf([2769]))
      log.interval('', 0, 0.5, new Histogram())
    }).split('\n')
    expect(lines).toHaveLength(6 + 2 + 1)
    expect(lines[6]).toMatch(/^Tag=buy\.ok\.response,-1\.000,1\.000,2\.769,HISTFAAA[A-Za-z0-9+/]+=*$/)
    expect(lines[7]).toMatch(/^0\.000,0\.500,0\.000,HISTFAAA/)
  })

  test.each(['a,b', 'a b', 'a\nb', 'a\tb'])('refuses the tag %j', (tag) => {
    expect(() => logOf((log) => log.interval(tag, 0, 1, new Histogram()))).toThrow(
      expect.objectContaining({ code: 'ONRUSH_MEASURE_TAG' }),
    )
  })

  test.each([
    [Number.NaN, 1],
    [0, -1],
    [0, Number.POSITIVE_INFINITY],
  ])('refuses an interval from %s s that lasts %s s', (fromSec, lengthSec) => {
    expect(() => logOf((log) => log.interval('a', fromSec, lengthSec, new Histogram()))).toThrow(
      expect.objectContaining({ code: 'ONRUSH_MEASURE_INTERVAL' }),
    )
  })

  test.each([
    { tool: 'x', write: () => {} },
    { startUnixMs: 0, tool: '', write: () => {} },
    { startUnixMs: 0, tool: 'x', write: 'stdout' },
    { startUnixMs: 0, tool: 'x', write: () => {}, tag: 'a' },
  ])('refuses options that are not its own: %j', (options) => {
    expect(() => new HlogWriter(options as never)).toThrow(
      expect.objectContaining({ code: 'ONRUSH_MEASURE_HLOG_OPTIONS', hint: expect.any(String) }),
    )
  })
})

describe('a log that was written', () => {
  const interval = fc.record({
    tag: fc.constantFrom('', 'buy.ok.response', 'view.lag'),
    fromMs: fc.integer({ min: -100_000, max: 86_400_000 }),
    lengthMs: fc.integer({ min: 0, max: 60_000 }),
    values: fc.array(microseconds, { maxLength: 20 }),
  })

  test('is read back whole, the exact maximum included, whenever it started', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 5 }), fc.constantFrom(startUnixMs, 0, 86_400_000), (all, startMs) => {
        const text = logOf((log) => {
          for (const { tag, fromMs, lengthMs, values } of all) {
            log.interval(tag, fromMs / 1000, lengthMs / 1000, histogramOf(values))
          }
        }, startMs)
        const back = readHlog(text)
        expect(back).toHaveLength(all.length)
        for (const [index, { tag, fromMs, lengthMs, values }] of all.entries()) {
          const read = back[index]!
          expect([read.tag, read.fromSec, read.lengthSec]).toEqual([tag || null, fromMs / 1000, lengthMs / 1000])
          expect(read.atUnixSec).toBeCloseTo((startMs + fromMs) / 1000, 3)
          expect(read.histogram.count).toBe(values.length)
          if (values.length > 0) expect(read.histogram.maxUs).toBe(Math.max(...values))
        }
      }),
    )
  })

  test('is read by the log reader of hdr-histogram-js', () => {
    const text = logOf((log) => {
      log.interval('buy.ok.response', 0, 1, series37())
      log.interval('view.lag', 1, 1, histogramOf([42]))
    })
    expect(hdr.listTags(text)).toEqual(['buy.ok.response', 'view.lag'])
    const reader = new hdr.HistogramLogReader(text, 64)
    const first = reader.nextIntervalHistogram()!
    expect([first.tag, first.totalCount, first.getValueAtPercentile(50)]).toEqual(['buy.ok.response', 10_000, 185_087])
    expect([first.startTimeStampMsec, first.endTimeStampMsec]).toEqual([startUnixMs, startUnixMs + 1000])
    expect(reader.nextIntervalHistogram()!.getValueAtPercentile(100)).toBe(42)
    expect(reader.nextIntervalHistogram()).toBeNull()
  })

  test('survives the death of its writer but for the line that was being written', () => {
    const text = logOf((log) => {
      log.interval('a', 0, 1, series37())
      log.interval('b', 1, 1, series37())
    })
    const lastLineAt = text.lastIndexOf('\nTag=b') + 1
    for (let length = lastLineAt; length < text.length - 1; length++) {
      const [first, second, ...rest] = readHlog(text.slice(0, length))
      // Without its base64 padding the line can be read in full already; anything shorter must go.
      if (!first || rest.length > 0 || (second && second.histogram.count !== 10_000)) expect.fail(`cut at ${length}`)
      if (second && length < text.length - 3) expect.fail(`${text.length - length} characters short`)
    }
    expect(readHlog(text.slice(0, -1))).toHaveLength(2)
  })
})

describe('the log reader', () => {
  test('skips comments, legends and blank lines wherever they stand, and takes any line break', () => {
    const text = `#[x]\r\n"StartTimestamp","y"\r\n\r\n#[StartTime: 100.5 (seconds since epoch)]\r\n100.5,1,0.042,${Single42}\r#z\n`
    const [only, ...rest] = readHlog(text)
    expect(rest).toEqual([])
    expect(only).toMatchObject({ tag: null, fromSec: 0, atUnixSec: 100.5, lengthSec: 1, maxMs: 0.042 })
    expect(facts(only!.histogram)).toEqual(facts(histogramOf([42])))
  })

  const start = '#[StartTime: 1441812279.474 (seconds since epoch), Wed Sep 09 08:24:39 PDT 2015]\n'
  const base = '#[BaseTime: 1441812123.123 (seconds since epoch)]\n'
  test.each([
    ['relative to the start, by the year rule', start, '0.127', 0.127, 1441812279.601],
    ['absolute, near the start', start, '1441812280.474', 1, 1441812280.474],
    ['relative to the base that is given', start + base, '0.127', -156.224, 1441812123.25],
    ['counted from the first line without a start', '', '7.5', 0, 7.5],
  ])('takes timestamps as %s', (_, head, timestamp, fromSec, atUnixSec) => {
    const text = `${head}${timestamp},1.0,2.769,${Single42}\n`
    const [only] = readHlog(text)
    expect(only?.fromSec).toBeCloseTo(fromSec, 6)
    expect(only?.atUnixSec).toBeCloseTo(atUnixSec, 3)
  })

  test.each([
    ['a histogram that is none', `Tag=a,0.1,1.0,2.7,HISTFAAAbroken`],
    ['a missing histogram', 'Tag=a,0.1,1.0,2.7'],
    ['a field too many', `Tag=a,0.1,1.0,2.7,${Single42},x`],
    ['a mistyped tag key', `Ta=a,0.1,1.0,2.7,${Single42}`],
    ['a timestamp that is no number', `Tag=a,soon,1.0,2.7,${Single42}`],
    ['an empty length', `Tag=a,0.1,,2.7,${Single42}`],
  ])('names the line with %s', (_, line) => {
    const text = `#[comment]\n0.0,1.0,0.042,${Single42}\n${line}\n0.1,1.0,0.042,${Single42}\n`
    expect(() => readHlog(text)).toThrow(
      expect.objectContaining({ code: 'ONRUSH_MEASURE_HLOG', message: expect.stringContaining('line 3') }),
    )
  })

  test('finds nothing in an empty file', () => {
    expect(readHlog('')).toEqual([])
  })
})

describe('the percentile table', () => {
  test('has the head, the rows and the foot of .hgrm, in milliseconds', () => {
    // The deviation of 1 … n is √((n² − 1) ÷ 12): 37 · 2886.751 = 106,809.8 µs.
    const lines = writeHgrm(series37()).split('\n')
    expect(lines[0]).toBe('       Value     Percentile TotalCount 1/(1-Percentile)')
    expect(lines[1]).toBe('')
    const rows = lines.slice(2).filter((line) => /^ +[0-9]/.test(line))
    expect(rows[0]).toBe('       0.037 0.000000000000          1           1.00')
    expect(rows.at(-1)).toBe('     370.175 1.000000000000      10000')
    expect(lines).toContain('#[Mean    =      185.019, StdDeviation   =      106.810]')
    expect(lines).toContain('#[Max     =      370.000, Total count    =        10000]')
    expect(lines).toContain('#[Buckets =           22, SubBuckets     =         2048]')
  })

  test('agrees with the quantiles of the histogram in every row', () => {
    const histogram = series37()
    const rows = [...writeHgrm(histogram).matchAll(/^ +([0-9.]+) ([0-9.]+) +[0-9]+/gm)]
    expect(rows.length).toBeGreaterThan(40)
    for (const [, value, share] of rows.slice(1, -1)) {
      expect(Math.abs(Number(value) - histogram.valueAtQuantile(Number(share)) / 1000)).toBeLessThan(0.3)
    }
  })

  test('of nothing is a table without rows that count', () => {
    expect(writeHgrm(new Histogram())).toContain('Total count    =            0]')
  })
})
