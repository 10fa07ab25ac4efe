import hdr, { type Histogram as HdrHistogram } from 'hdr-histogram-js'
import type { SlotRange } from './slot-range.ts'
import { HighestValueUs, lowestOf } from './slots.ts'

/**
 * The library's view of the samples. Its traps are walked around: 64-bit buckets, because its 32-bit counts wrap silently;
 * whole numbers in range only, because it stores nothing for NaN and keeps fractions; and the samples of the outer slots
 * enter as the exact minimum and maximum, because it takes both from the raw values.
 */
export function hdrOf(range: SlotRange): HdrHistogram {
  const view = hdr.build({
    bitBucketSize: 64,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HighestValueUs,
    numberOfSignificantValueDigits: 3,
  })
  const last = range.slotCount - 1
  for (let i = 0; i <= last; i++) {
    const count = range.counts[range.from + i]!
    if (count === 0) continue
    const value = i === last ? range.maxUs : i === 0 ? range.minUs : lowestOf(range.firstSlot + i)
    view.recordValueWithCount(value, count)
  }
  return view
}
