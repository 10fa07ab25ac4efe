import { inflateSync } from 'node:zlib'
import { OnrushError } from '@onrush/contracts'
import type { SlotRange } from './slot-range.ts'
import { HighestValueUs, highestOf, lowestOf, SlotCount, slotOf } from './slots.ts'
import { ZigZagReader } from './zigzag.ts'

const HeaderBytes = 40
/** A histogram of 5 digits over 63 bits has below 60 MB of counts; what inflates to more is no histogram. */
const PlainBytesMax = 64 << 20

/** Reads HdrHistogram's V2 compressed base64 (picture in histogram-encode.ts). */
export function decodeSlots(text: string): SlotRange {
  const plain = inflated(text)
  if (plain.length < HeaderBytes) throw damaged('the header is cut off')
  if (withoutWordSize(plain.readInt32BE(0)) !== 0x1c84_9303) throw damaged('it holds something else inside')
  const payloadBytes = plain.readInt32BE(4)
  if (payloadBytes < 0 || HeaderBytes + payloadBytes > plain.length) throw damaged('the counts are cut off')
  // The index offset (at 8) and the ratio (at 32) are left out on purpose: counts are written in the order of their values
  // whatever the offset says, the ratio belongs to histograms of doubles, and hdr-histogram-js writes both wrong.
  const layout = layoutOf(plain.readInt32BE(12), plain.readBigInt64BE(16))
  return gather(plain.subarray(HeaderBytes, HeaderBytes + payloadBytes), layout)
}

function inflated(text: string): Buffer {
  const wrapper = Buffer.from(text.trim(), 'base64')
  if (wrapper.length < 8) throw damaged('it is too short')
  const cookie = wrapper.readInt32BE(0)
  if (withoutWordSize(cookie) !== 0x1c84_9304) throw damaged(`it starts with 0x${(cookie >>> 0).toString(16)}`)
  const packedBytes = wrapper.readInt32BE(4)
  if (packedBytes < 0 || 8 + packedBytes > wrapper.length) throw damaged('the end is missing')
  try {
    return inflateSync(wrapper.subarray(8, 8 + packedBytes), { maxOutputLength: PlainBytesMax })
  } catch (error) {
    throw damaged('it does not decompress', error)
  }
}

/** How a histogram lays out its slots; ours is `halfBits` 10 and `unitBits` 0. */
interface Layout {
  /** log2 of the slots per doubling of the value. */
  readonly halfBits: number
  /** Values are told apart in steps of 2^unitBits at best. */
  readonly unitBits: number
}

function layoutOf(digits: number, lowest: bigint): Layout {
  if (digits < 0 || digits > 5) throw damaged(`it claims ${digits} significant digits`)
  if (lowest < 1n) throw damaged(`it claims a lowest value of ${lowest}`)
  return { halfBits: Math.ceil(Math.log2(2 * 10 ** digits)) - 1, unitBits: lowest.toString(2).length - 1 }
}

/**
 * Folds counts of any layout into ours: a sample enters the slot of its class's lowest value, as HdrHistogram does when it
 * adds histograms of unlike precision. Classes finer than ours lie within one of our slots, so nothing moves; coarser ones
 * read up to their own precision lower.
 */
function gather(payload: Uint8Array, layout: Layout): SlotRange {
  const counts = new Float64Array(SlotCount)
  const half = 2 ** layout.halfBits
  let [firstSlot, lastSlot, sumUs, clampedCount, index] = [SlotCount, -1, 0, 0, 0]
  for (const count of numbersOf(payload)) {
    if (count <= 0) {
      index += count === 0 ? 1 : -count
      continue
    }
    const bucket = Math.max(0, Math.floor(index / half) - 1)
    const lowest = (index - bucket * half) * 2 ** (bucket + layout.unitBits)
    if (lowest > HighestValueUs) clampedCount += count
    const slot = slotOf(Math.min(lowest, HighestValueUs))
    counts[slot]! += count
    firstSlot = Math.min(firstSlot, slot)
    lastSlot = slot
    sumUs += middleOf(slot) * count
    index++
  }
  if (lastSlot < 0) return { counts, from: 0, firstSlot: 0, slotCount: 0, minUs: 0, maxUs: 0, sumUs, clampedCount }
  const slotCount = lastSlot - firstSlot + 1
  const [minUs, maxUs] = [lowestOf(firstSlot), highestOf(lastSlot)]
  return { counts, from: firstSlot, firstSlot, slotCount, minUs, maxUs, sumUs, clampedCount }
}

/** As HdrHistogram takes it: half a width above the lowest value. */
function middleOf(slot: number): number {
  return Math.ceil((lowestOf(slot) + highestOf(slot)) / 2)
}

function* numbersOf(payload: Uint8Array): Generator<number> {
  const reader = new ZigZagReader(payload)
  while (!reader.isAtEnd) {
    try {
      yield reader.next()
    } catch (error) {
      throw error instanceof RangeError ? damaged(error.message, error) : error
    }
  }
}

function withoutWordSize(cookie: number): number {
  return cookie & ~0xf0
}

function damaged(what: string, cause?: unknown): OnrushError {
  return new OnrushError(
    'ONRUSH_MEASURE_ENCODING',
    `not a histogram in HdrHistogram's V2 compressed encoding: ${what}`,
    {
      hint: 'Check that the text is complete and starts with HISTFAAA; logs older than version 1.3 must be converted first.',
      cause,
    },
  )
}
