import { deflateSync } from 'node:zlib'
import type { SlotRange } from './slot-range.ts'
import { HighestValueUs } from './slots.ts'
import { ZigZagWriter } from './zigzag.ts'

/** Bytes before the counts. */
const HeaderBytes = 40

/**
 * HdrHistogram's V2 compressed encoding in base64; big-endian throughout.
 *
 *   0x1c849314 · length · zlib( 0x1c849313 · payload bytes · offset 0 · digits 3 · lowest · highest · ratio 1.0 · counts … )
 *
 * hdr-histogram-js writes offset 1 and the integer 1 where the format has the double 1.0, hence this encoder.
 */
export function encodeSlots(range: SlotRange): string {
  const counts = zigzagged(range)
  const plain = Buffer.alloc(HeaderBytes + counts.length)
  plain.writeInt32BE(0x1c84_9313, 0)
  plain.writeInt32BE(counts.length, 4)
  plain.writeInt32BE(0, 8)
  plain.writeInt32BE(3, 12)
  plain.writeBigInt64BE(1n, 16)
  // One size for all, however short the times: Java refuses to add a histogram of a wider range to a narrower one.
  plain.writeBigInt64BE(BigInt(HighestValueUs), 24)
  plain.writeDoubleBE(1, 32)
  plain.set(counts, HeaderBytes)

  const packed = deflateSync(plain)
  const wrapper = Buffer.alloc(8)
  wrapper.writeInt32BE(0x1c84_9314, 0)
  wrapper.writeInt32BE(packed.length, 4)
  return Buffer.concat([wrapper, packed]).toString('base64')
}

/** Counts from slot 0 to the last used one; a run of k ≥ 2 empty slots is the single number −k, one alone is 0. */
function zigzagged(range: SlotRange): Uint8Array {
  const writer = new ZigZagWriter()
  let empty = range.slotCount === 0 ? 0 : range.firstSlot
  for (let i = 0; i < range.slotCount; i++) {
    const count = range.counts[range.from + i]!
    if (count === 0) {
      empty++
      continue
    }
    if (empty > 0) writer.put(empty === 1 ? 0 : -empty)
    empty = 0
    writer.put(count)
  }
  // An empty histogram is one empty slot, as the other implementations write it.
  if (range.slotCount === 0) writer.put(0)
  return writer.bytes
}
