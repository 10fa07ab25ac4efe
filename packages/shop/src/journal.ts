import { crc32 } from 'node:zlib'
import { OnrushError } from '@onrush/contracts'
import type { Disk, DiskFile } from './disk.ts'
import { RecordBytes } from './records.ts'

/**
 * The journal on disk: numbered segment files, preallocated with zeros, filled with frames. One frame is one group commit.
 *
 *   segment:  │ frame │ frame │ frame │ 0 0 0 0 … │
 *   frame:    │ magic │ sequence │ record count │ CRC of records │ 0 │ 0 │ 0 │ CRC of the header │ records … │
 *
 * A frame counts when both sums fit and its sequence follows the one before. The first that does not ends the log: it is the
 * write that a crash tore.
 */
export const FrameMagic = 0x4f6e5275
export const FrameHeaderBytes = 32
export const SegmentBytes: number = 32 * 1024 * 1024
/** Most records of one frame; bounds both the frame buffer and how long one write can take. */
export const FrameRecordsMax = 65_536

export function segmentName(number: number): string {
  return `journal-${String(number).padStart(6, '0')}.seg`
}

/** Appends frames. Single owner; not reentrant; broken for good after the first failure, so that nothing is acknowledged after it. */
export class JournalWriter {
  readonly #disk: Disk
  readonly #segmentBytes: number
  readonly #isPreallocated: boolean
  readonly #frame: Uint8Array
  readonly #view: DataView
  #current: DiskFile
  #next: DiskFile | undefined
  #nextFilled = 0
  #number = 1
  #position = 0
  #sequence = 1
  #isBroken = false
  /** Totals for gauges. */
  bytes = 0
  syncs = 0

  /**
   * `isDurable: false` skips preallocation and syncs: for the virtual clock, where their cost is charged in virtual time.
   * @throws OnrushError ONRUSH_SHOP_JOURNAL_FAILED when the first segment cannot be made.
   */
  constructor(disk: Disk, options: { segmentBytes?: number; isDurable?: boolean } = {}) {
    this.#disk = options.isDurable === false ? unsyncedDisk(disk) : disk
    this.#segmentBytes = options.segmentBytes ?? SegmentBytes
    const framesBytes = FrameHeaderBytes + FrameRecordsMax * RecordBytes
    this.#frame = new Uint8Array(Math.min(framesBytes, this.#segmentBytes))
    this.#view = new DataView(this.#frame.buffer)
    this.#isPreallocated = options.isDurable !== false
    this.#current = this.#guard(() => {
      const file = this.#disk.create(segmentName(1))
      if (this.#isPreallocated) fillWithZeros(file, 0, this.#segmentBytes)
      file.sync()
      this.#disk.syncFolder()
      return file
    })
  }

  /** Most records the next frame can hold. */
  get frameRecords(): number {
    return Math.floor((this.#frame.length - FrameHeaderBytes) / RecordBytes)
  }

  /** Where the records of the next frame are to be put: `count * RecordBytes` bytes from here. */
  get payload(): Uint8Array {
    return this.#frame.subarray(FrameHeaderBytes)
  }

  /**
   * Writes the first `count` records of `payload` as one frame and syncs it: when this returns they are durable.
   * @throws OnrushError ONRUSH_SHOP_JOURNAL_FAILED on a short write, a full disk or a failed sync, and on every call after.
   */
  commit(count: number): void {
    const bytes = FrameHeaderBytes + count * RecordBytes
    this.#guard(() => {
      if (this.#position + bytes > this.#segmentBytes) this.#turnOver()
      const view = this.#view
      view.setUint32(0, FrameMagic, true)
      view.setUint32(4, this.#sequence, true)
      view.setUint32(8, count, true)
      view.setUint32(12, crc32(this.#frame.subarray(FrameHeaderBytes, bytes)), true)
      view.setUint32(28, crc32(this.#frame.subarray(0, 28)), true)
      writeWhole(this.#current, this.#frame.subarray(0, bytes), this.#position)
      this.#current.sync()
    })
    this.#position += bytes
    this.#sequence++
    this.bytes += bytes
    this.syncs++
  }

  /** Spends an idle moment on preparing the next segment, a megabyte at a time; true when it did something. */
  prepare(): boolean {
    if (this.#isBroken || !this.#isPreallocated || this.#nextFilled >= this.#segmentBytes) return false
    this.#guard(() => {
      this.#next ??= this.#disk.create(segmentName(this.#number + 1))
      const size = Math.min(ZeroBytes, this.#segmentBytes - this.#nextFilled)
      fillWithZeros(this.#next, this.#nextFilled, size)
      this.#nextFilled += size
      if (this.#nextFilled >= this.#segmentBytes) {
        this.#next.sync()
        this.#disk.syncFolder()
      }
    })
    return true
  }

  close(): void {
    this.#current.close()
    this.#next?.close()
  }

  #turnOver(): void {
    while (this.#isPreallocated && this.#nextFilled < this.#segmentBytes) this.prepare()
    this.#current.close()
    this.#current = this.#next ?? this.#disk.create(segmentName(this.#number + 1))
    this.#next = undefined
    this.#nextFilled = 0
    this.#number++
    this.#position = 0
  }

  #guard<T>(act: () => T): T {
    if (this.#isBroken) throw journalFailed(new Error('an earlier write or sync had failed'))
    try {
      return act()
    } catch (cause) {
      this.#isBroken = true
      throw cause instanceof OnrushError ? cause : journalFailed(cause)
    }
  }
}

/** The same disk without its syncs. */
function unsyncedDisk(disk: Disk): Disk {
  return {
    create(name) {
      const file = disk.create(name)
      return { write: (bytes, at) => file.write(bytes, at), sync: () => undefined, close: () => file.close() }
    },
    syncFolder: () => undefined,
    list: () => disk.list(),
    read: (name) => disk.read(name),
  }
}

const ZeroBytes = 1024 * 1024

function fillWithZeros(file: DiskFile, from: number, bytes: number): void {
  const zeros = new Uint8Array(Math.min(ZeroBytes, bytes))
  for (let at = 0; at < bytes; at += zeros.length)
    writeWhole(file, zeros.subarray(0, Math.min(zeros.length, bytes - at)), from + at)
}

function writeWhole(file: DiskFile, bytes: Uint8Array, at: number): void {
  const taken = file.write(bytes, at)
  if (taken !== bytes.length) throw new Error(`short write: ${taken} of ${bytes.length} bytes were taken`)
}

function journalFailed(cause: unknown): OnrushError {
  const what = cause instanceof Error ? cause.message : String(cause)
  return new OnrushError('ONRUSH_SHOP_JOURNAL_FAILED', `the shop's journal can no longer be written: ${what}`, {
    hint: 'Free disk space, or point --reports at a disk with room (the default midnight needs about 3 GB while it runs). Nothing was acknowledged after the failure.',
    exitCode: 5,
    cause,
  })
}
