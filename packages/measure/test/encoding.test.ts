import { deflateSync, inflateSync } from 'node:zlib'
import { HighestValueUs, Histogram, highestOf, lowestOf, slotOf } from '@onrush/measure'
import fc from 'fast-check'
import hdr, { type JsHistogram } from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import { countsOf, histogramOf, microseconds, series37 } from './samples.ts'

const Single42 = 'HISTFAAAAB542pNpmSzMwMDAxAABzFCaEUoz2X+AMIKZAEARAtM='
const samples = fc.array(fc.tuple(microseconds, fc.integer({ min: 1, max: 2 ** 40 })), { maxLength: 60 })

function histogramOfMany(pairs: readonly (readonly [number, number])[]): Histogram {
  const histogram = new Histogram()
  for (const [value, count] of pairs) histogram.recordMany(value, count)
  return histogram
}

function inside(encoded: string): Buffer {
  return inflateSync(Buffer.from(encoded, 'base64').subarray(8))
}

function wrapped(plain: Buffer, cookie = 0x1c849314): string {
  const packed = deflateSync(plain)
  const head = Buffer.alloc(8)
  head.writeInt32BE(cookie, 0)
  head.writeInt32BE(packed.length, 4)
  return Buffer.concat([head, packed]).toString('base64')
}

describe('our encoding', () => {
  test('starts with HISTFAAA and has the header of the format, to the byte', () => {
    const encoded = series37().encode()
    expect(encoded).toMatch(/^HISTFAAA/)
    const plain = inside(encoded)
    expect(plain.subarray(0, 4).toString('hex')).toBe('1c849313')
    expect(plain.readInt32BE(4)).toBe(plain.length - 40)
    expect(plain.readInt32BE(8)).toBe(0)
    expect(plain.readInt32BE(12)).toBe(3)
    expect([plain.readBigInt64BE(16), plain.readBigInt64BE(24)]).toEqual([1n, BigInt(HighestValueUs)])
    expect(plain.readDoubleBE(32)).toBe(1)
  })

  test('writes a lone empty slot as 0, longer runs as their negative length, and nothing after the last sample', () => {
    const payload = inside(histogramOf([1, 3, 3, 6]).encode()).subarray(40)
    // 0 → 0 · 1 → 2 · 0 → 0 · 2 → 4 · −2 → 3 · 1 → 2
    expect([...payload]).toEqual([0, 2, 0, 4, 3, 2])
  })

  test('is read by hdr-histogram-js with the same counts', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 1000 }), (pairs, share) => {
        const ours = histogramOfMany(pairs)
        const theirs = hdr.decodeFromCompressedBase64(ours.encode(), 64)
        expect(theirs.totalCount).toBe(ours.count)
        if (ours.count === 0) return
        expect(theirs.maxValue).toBe(highestOf(slotOf(ours.maxUs)))
        expect(Math.min(theirs.getValueAtPercentile(share / 10), ours.maxUs)).toBe(ours.valueAtQuantile(share / 1000))
      }),
    )
  })

  test('comes back with every count, and with minimum and maximum at the ends of their slots', () => {
    fc.assert(
      fc.property(samples, (pairs) => {
        const original = histogramOfMany(pairs)
        const back = Histogram.decode(original.encode())
        expect(back.count).toBe(original.count)
        if (original.count === 0) return
        expect(back.minUs).toBe(lowestOf(slotOf(original.minUs)))
        expect(back.maxUs).toBe(highestOf(slotOf(original.maxUs)))
        expect(Math.abs(back.sumUs - original.sumUs)).toBeLessThanOrEqual(original.sumUs / 1000)
        expect(countsOf(back)).toBe(countsOf(original))
      }),
    )
  })

  test('is stable: what was decoded encodes to the same text', () => {
    const text = series37().encode()
    expect(Histogram.decode(text).encode()).toBe(text)
  })

  test('of an empty histogram is read as empty by both', () => {
    const text = new Histogram().encode()
    expect(Histogram.decode(text).count).toBe(0)
    expect(hdr.decodeFromCompressedBase64(text).totalCount).toBe(0)
  })

  test('holds counts that need nine bytes', () => {
    const histogram = histogramOfMany([[5, 2 ** 51]])
    expect(Histogram.decode(histogram.encode()).count).toBe(2 ** 51)
  })
})

describe('decoding', () => {
  test("reads Java's encoding of the single value 42", () => {
    const histogram = Histogram.decode(Single42)
    expect([histogram.count, histogram.minUs, histogram.maxUs]).toEqual([1, 42, 42])
  })

  test.each([3, 4, 5] as const)('reads what hdr-histogram-js writes with %i digits', (digits) => {
    fc.assert(
      fc.property(fc.array(microseconds, { minLength: 1, maxLength: 50 }), (values) => {
        const theirs = hdr.build({ bitBucketSize: 64, numberOfSignificantValueDigits: digits }) as JsHistogram
        for (const value of values) theirs.recordValue(value)
        const back = Histogram.decode(hdr.encodeIntoCompressedBase64(theirs))
        expect(countsOf(back)).toBe(countsOf(histogramOf(values)))
      }),
      { numRuns: 30 },
    )
  })

  test.each([1, 2] as const)('folds %i digits as the library does when it adds a coarser histogram', (digits) => {
    fc.assert(
      fc.property(fc.array(microseconds, { minLength: 1, maxLength: 50 }), (values) => {
        const coarse = hdr.build({ bitBucketSize: 64, numberOfSignificantValueDigits: digits }) as JsHistogram
        for (const value of values) coarse.recordValue(value)
        const sum = hdr.build({ bitBucketSize: 64, numberOfSignificantValueDigits: 3 })
        sum.add(coarse)
        const back = Histogram.decode(hdr.encodeIntoCompressedBase64(coarse))
        for (const share of [0.1, 0.5, 0.9, 0.99]) {
          expect(back.valueAtQuantile(share)).toBe(sum.getValueAtPercentile(share * 100))
        }
      }),
      { numRuns: 30 },
    )
  })

  test('folds a unit other than 1', () => {
    const theirs = hdr.build({ bitBucketSize: 64, lowestDiscernibleValue: 1000, highestTrackableValue: 10_000_000 })
    theirs.recordValueWithCount(1_000_000, 3)
    const back = Histogram.decode(hdr.encodeIntoCompressedBase64(theirs))
    expect(back.count).toBe(3)
    expect(Math.abs(back.maxUs - 1_000_000)).toBeLessThanOrEqual(1000)
  })

  test('clamps and counts what lies beyond our range', () => {
    const theirs = hdr.build({ bitBucketSize: 64, highestTrackableValue: 2 ** 40 })
    theirs.recordValueWithCount(2 ** 36, 7)
    theirs.recordValue(100)
    const back = Histogram.decode(hdr.encodeIntoCompressedBase64(theirs))
    expect([back.count, back.clampedCount, back.minUs, back.maxUs]).toEqual([8, 7, 100, HighestValueUs])
  })

  test('takes a maximum known from elsewhere only if it lies in the last slot', () => {
    const text = histogramOf([369_963]).encode()
    expect(Histogram.decode(text).maxUs).toBe(370_175)
    expect(Histogram.decode(text, { maxUs: 369_963 }).maxUs).toBe(369_963)
    expect(Histogram.decode(text, { maxUs: 42 }).maxUs).toBe(370_175)
    expect(Histogram.decode(text, { maxUs: Number.NaN }).maxUs).toBe(370_175)
  })

  const good = series37().encode()
  const plain = inside(good)
  const digitsWrong = Buffer.from(plain)
  digitsWrong.writeInt32BE(77, 12)
  const unitWrong = Buffer.from(plain)
  unitWrong.writeBigInt64BE(0n, 16)
  const cutNumber = Buffer.from(plain)
  cutNumber[plain.length - 1] = 0x80
  const hugeCount = Buffer.concat([plain.subarray(0, 40), Buffer.alloc(9, 0xff)])
  hugeCount.writeInt32BE(9, 4)
  test.each([
    ['nothing', ''],
    ['no base64', '!!!!'],
    ['half of it', good.slice(0, good.length / 2)],
    ['another version', wrapped(plain, 0x1c849302)],
    ['another cookie inside', wrapped(Buffer.concat([Buffer.from('1c849301', 'hex'), plain.subarray(4)]))],
    ['a header cut short', wrapped(plain.subarray(0, 20))],
    ['counts cut short', wrapped(plain.subarray(0, plain.length - 1))],
    ['a number cut short', wrapped(cutNumber)],
    ['a count beyond 2^52', wrapped(hugeCount)],
    ['77 digits', wrapped(digitsWrong)],
    ['a unit of 0', wrapped(unitWrong)],
    ['no zlib', Buffer.concat([Buffer.from(good, 'base64').subarray(0, 8), Buffer.alloc(5000)]).toString('base64')],
    ['what inflates without end', wrapped(Buffer.alloc(65 << 20))],
  ])('refuses %s with a hint', (_, text) => {
    expect(() => Histogram.decode(text)).toThrow(
      expect.objectContaining({ code: 'ONRUSH_MEASURE_ENCODING', hint: expect.stringContaining('HISTFAAA') }),
    )
  })

  test('never answers damage with anything but its error', () => {
    const bytes = Buffer.from(good, 'base64')
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const damaged = Buffer.from(bytes)
        damaged[at] = value
        try {
          Histogram.decode(damaged.toString('base64'))
        } catch (error) {
          expect(error).toMatchObject({ code: 'ONRUSH_MEASURE_ENCODING' })
        }
      }),
      { numRuns: 300 },
    )
  })
})
