import { crc32 } from 'node:zlib'
import { OnrushError } from '@onrush/contracts'
import type { Disk } from './disk.ts'
import { FrameHeaderBytes, FrameMagic } from './journal.ts'
import { RecordBytes } from './records.ts'

/** What reading a journal came to. */
export interface JournalEnd {
  readonly frames: number
  readonly records: number
  /** True when the log ended in a frame that was begun and not finished. */
  readonly isTorn: boolean
}

/**
 * Reads a journal frame by frame, in order, up to its end or to the write that a crash tore. `take` gets the records of one
 * frame as words (ten each) and as floats over the same memory; both are only valid during the call.
 * @throws OnrushError ONRUSH_SHOP_JOURNAL_CORRUPT when intact frames follow a broken one: then it is no torn tail but damage.
 */
export function readJournal(
  disk: Disk,
  take: (words: Int32Array, count: number, floats: Float64Array) => void,
): JournalEnd {
  let sequence = 1
  let records = 0
  let brokenAt: string | undefined
  for (const name of disk.list().filter((entry) => entry.endsWith('.seg'))) {
    const bytes = disk.read(name)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = 0
    while (at + FrameHeaderBytes <= bytes.length) {
      const count = frameAt(view, bytes, at)
      if (count < 0) {
        const followerAt = intactFrameAfter(view, bytes, at)
        if (followerAt >= 0)
          throw corrupt(brokenAt ?? `${name} at byte ${at}`, view.getUint32(followerAt + 4, true), sequence)
        if (count === Broken.torn) brokenAt ??= `${name} at byte ${at}`
        break
      }
      if (view.getUint32(at + 4, true) !== sequence || brokenAt !== undefined) {
        throw corrupt(brokenAt ?? `${name} at byte ${at}`, view.getUint32(at + 4, true), sequence)
      }
      const payload = aligned(bytes.subarray(at + FrameHeaderBytes, at + FrameHeaderBytes + count * RecordBytes))
      take(
        new Int32Array(payload.buffer, payload.byteOffset, payload.length / 4),
        count,
        new Float64Array(payload.buffer, payload.byteOffset, payload.length / 8),
      )
      sequence++
      records += count
      at += FrameHeaderBytes + count * RecordBytes
    }
  }
  return { frames: sequence - 1, records, isTorn: brokenAt !== undefined }
}

const Broken = { empty: -1, torn: -2 } as const

/** The record count of the frame at `at`, or why there is none. */
function frameAt(view: DataView, bytes: Uint8Array, at: number): number {
  const magic = view.getUint32(at, true)
  if (magic === 0 && view.getUint32(at + 8, true) === 0) return Broken.empty
  if (magic !== FrameMagic) return Broken.torn
  if (view.getUint32(at + 28, true) !== crc32(bytes.subarray(at, at + 28))) return Broken.torn
  const count = view.getUint32(at + 8, true)
  const end = at + FrameHeaderBytes + count * RecordBytes
  if (end > bytes.length) return Broken.torn
  return crc32(bytes.subarray(at + FrameHeaderBytes, end)) === view.getUint32(at + 12, true) ? count : Broken.torn
}

/** Where the next intact frame of the file begins, or −1. Frames are multiples of 8 bytes long, so they begin at those. */
function intactFrameAfter(view: DataView, bytes: Uint8Array, at: number): number {
  for (let next = at + 8; next + FrameHeaderBytes <= bytes.length; next += 8) {
    if (view.getUint32(next, true) === FrameMagic && frameAt(view, bytes, next) >= 0) return next
  }
  return -1
}

/** The bytes where a float64 may begin. Frames are a multiple of 8 long, so nothing is copied unless the file itself lies odd. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
}

function corrupt(where: string, found: number, expected: number): OnrushError {
  return new OnrushError(
    'ONRUSH_SHOP_JOURNAL_CORRUPT',
    `the journal is damaged: ${where}, frame ${found} where ${expected} was expected`,
    {
      hint: 'Intact frames after a broken one mean lost or altered data, not an interrupted write. Keep the folder and look at the disk.',
      exitCode: 5,
    },
  )
}
