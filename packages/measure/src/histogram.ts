import { OnrushError, type Percentiles } from '@onrush/contracts'
import type { Histogram as HdrHistogram } from 'hdr-histogram-js'
import { hdrOf } from './hdr-library.ts'
import { decodeSlots } from './histogram-decode.ts'
import { encodeSlots } from './histogram-encode.ts'
import type { SlotRange } from './slot-range.ts'
import { HighestValueUs, highestOf, recordedUs, slotOf } from './slots.ts'

/**
 * A mergeable histogram of microseconds: exact counts by slot (whole numbers below 2^52), and beside them the exact
 * minimum, maximum and sum. Measurements are recorded to the nearest whole microsecond. Merging loses nothing: adding
 * histograms in any order equals recording all their samples into one.
 */
export class Histogram {
  /** Grows by whole buckets, so that a histogram of short times stays small. */
  #counts = new Float64Array(2048)
  #count = 0
  #sumUs = 0
  #minUs = Number.POSITIVE_INFINITY
  #maxUs = -1
  #clampedCount = 0

  /** Samples recorded. */
  get count(): number {
    return this.#count
  }

  /** The exact largest sample, microseconds; NaN when empty. */
  get maxUs(): number {
    return this.#count === 0 ? Number.NaN : this.#maxUs
  }

  /** The exact smallest sample, microseconds; NaN when empty. */
  get minUs(): number {
    return this.#count === 0 ? Number.NaN : this.#minUs
  }

  /** The exact sum of all samples, microseconds. */
  get sumUs(): number {
    return this.#sumUs
  }

  /** The mean, microseconds; NaN when empty. */
  get meanUs(): number {
    return this.#sumUs / this.#count
  }

  /** How many samples were beyond the range, or no number at all, and were recorded as its end. */
  get clampedCount(): number {
    return this.#clampedCount
  }

  record(valueUs: number): void {
    this.recordMany(valueUs, 1)
  }

  /**
   * Records the same value `count` times.
   * @throws OnrushError ONRUSH_MEASURE_COUNT unless `count` is a whole number of at least 0.
   */
  recordMany(valueUs: number, count: number): void {
    if (!Number.isSafeInteger(count) || count < 0) throw badCount(count)
    if (count === 0) return
    const value = recordedUs(valueUs)
    if (!(valueUs >= 0 && valueUs <= HighestValueUs)) this.#clampedCount += count
    const slot = slotOf(value)
    if (slot >= this.#counts.length) this.#growTo(slot)
    this.#counts[slot]! += count
    this.#count += count
    this.#sumUs += value * count
    if (value > this.#maxUs) this.#maxUs = value
    if (value < this.#minUs) this.#minUs = value
  }

  /** Adds all samples of another histogram. */
  add(other: Histogram): void {
    this.addSlots(other.slots())
  }

  /** Adds samples that were counted by slot elsewhere; an empty range changes nothing. */
  addSlots(range: SlotRange): void {
    if (range.slotCount === 0) return
    const lastSlot = range.firstSlot + range.slotCount - 1
    if (lastSlot >= this.#counts.length) this.#growTo(lastSlot)
    const counts = this.#counts
    const given = range.counts
    const shift = range.from - range.firstSlot
    let added = 0
    for (let slot = range.firstSlot; slot <= lastSlot; slot++) {
      const count = given[slot + shift]!
      if (count === 0) continue
      counts[slot]! += count
      added += count
    }
    this.#count += added
    this.#sumUs += range.sumUs
    this.#clampedCount += range.clampedCount
    if (range.maxUs > this.#maxUs) this.#maxUs = range.maxUs
    if (range.minUs < this.#minUs) this.#minUs = range.minUs
  }

  /** The counts from the slot of the minimum to that of the maximum; a view, valid until the next change. */
  slots(): SlotRange {
    const firstSlot = this.#count === 0 ? 0 : slotOf(this.#minUs)
    return {
      counts: this.#counts,
      from: firstSlot,
      firstSlot,
      slotCount: this.#count === 0 ? 0 : slotOf(this.#maxUs) - firstSlot + 1,
      minUs: this.#minUs,
      maxUs: this.#maxUs,
      sumUs: this.#sumUs,
      clampedCount: this.#clampedCount,
    }
  }

  /** Forgets all samples and keeps the memory. */
  clear(): void {
    if (this.#count > 0) this.#counts.fill(0, slotOf(this.#minUs), slotOf(this.#maxUs) + 1)
    this.#count = 0
    this.#sumUs = 0
    this.#minUs = Number.POSITIVE_INFINITY
    this.#maxUs = -1
    this.#clampedCount = 0
  }

  copy(): Histogram {
    const copy = new Histogram()
    copy.add(this)
    return copy
  }

  /**
   * The smallest value that at least the share `q` of all samples does not exceed, microseconds: the top of its slot,
   * never above the exact maximum. `q` = 0 is the exact minimum; NaN when empty.
   * @throws OnrushError ONRUSH_MEASURE_QUANTILE unless 0 ≤ q ≤ 1.
   */
  valueAtQuantile(q: number): number {
    if (!(q >= 0 && q <= 1)) throw badQuantile(q)
    if (this.#count === 0) return Number.NaN
    if (q === 0) return this.#minUs
    // 0.07 × 100 is 7.000000000000001 in doubles and means the 7th sample, not the 8th: two roundings are taken back.
    const rank = Math.max(1, Math.ceil(q * this.#count * (1 - 2 ** -51)))
    const last = slotOf(this.#maxUs)
    let seen = 0
    for (let slot = slotOf(this.#minUs); slot < last; slot++) {
      seen += this.#counts[slot]!
      if (seen >= rank) return highestOf(slot)
    }
    return this.#maxUs
  }

  /** How many samples lie in slots wholly above `valueUs`: certainly longer, to the histogram's precision. */
  countAbove(valueUs: number): number {
    if (Number.isNaN(valueUs)) return Number.NaN
    if (valueUs < 0) return this.#count
    if (this.#count === 0 || valueUs >= this.#maxUs) return 0
    const last = slotOf(this.#maxUs)
    let above = 0
    for (let slot = slotOf(valueUs) + 1; slot <= last; slot++) above += this.#counts[slot]!
    return above
  }

  /** The percentiles of the report, in milliseconds; null when empty. */
  percentiles(): Percentiles {
    const at = (q: number): number | null => (this.#count === 0 ? null : this.valueAtQuantile(q) / 1000)
    return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1), count: this.#count }
  }

  /** The same samples as a histogram of hdr-histogram-js: 64-bit counts, whole numbers, the exact minimum and maximum. */
  toHdr(): HdrHistogram {
    return hdrOf(this.slots())
  }

  /** HdrHistogram's V2 compressed encoding in base64 (`HISTFAAA…`), readable by every HdrHistogram. Not for hot paths. */
  encode(): string {
    return encodeSlots(this.slots())
  }

  /**
   * Reads the V2 compressed encoding in base64. The encoding holds counts by slot and nothing else: minimum and maximum
   * become the ends of their slots and the sum that of slot middles, unless the exact maximum is `known` from elsewhere
   * (it is used if it lies in the last slot). Layouts other than 3 digits of 1 µs are folded into ours; values beyond our
   * range are clamped and counted.
   * @throws OnrushError ONRUSH_MEASURE_ENCODING when the text is damaged or of another version.
   */
  static decode(text: string, known: { readonly maxUs?: number } = {}): Histogram {
    const slots = decodeSlots(text)
    const maxUs = known.maxUs !== undefined && isSameSlot(known.maxUs, slots.maxUs) ? known.maxUs : slots.maxUs
    const histogram = new Histogram()
    histogram.addSlots({ ...slots, maxUs })
    return histogram
  }

  #growTo(slot: number): void {
    const grown = new Float64Array(((slot >>> 10) + 1) << 10)
    grown.set(this.#counts)
    this.#counts = grown
  }
}

function isSameSlot(knownUs: number, maxUs: number): boolean {
  return Number.isInteger(knownUs) && knownUs >= 0 && knownUs <= HighestValueUs && slotOf(knownUs) === slotOf(maxUs)
}

function badQuantile(q: number): OnrushError {
  return new OnrushError('ONRUSH_MEASURE_QUANTILE', `a quantile must be between 0 and 1, got ${q}`, {
    hint: 'Write p99 as 0.99.',
  })
}

function badCount(count: number): OnrushError {
  return new OnrushError(
    'ONRUSH_MEASURE_COUNT',
    `a number of samples must be a whole number of at least 0, got ${count}`,
    { hint: 'Record whole samples only.' },
  )
}
