import type { WallTimer } from '@onrush/clockwork'
import { Gauge } from './gauges.ts'
import type { JournalWriter } from './journal.ts'
import { RecordBytes, RecordWords } from './records.ts'
import type { Ring } from './ring.ts'

/** Syncs start at least this far apart: a disk that is synced back to back has far worse tails. */
const SyncSpacingUs = 1000

/** The journal thread's work: takes what has been appended, writes and syncs it as one frame, and only then gives the slots back. */
export class JournalHost {
  readonly #ring: Ring
  readonly #writer: JournalWriter
  readonly #gauges: Float64Array
  readonly #wallUs: WallTimer
  #lastSyncUs = 0

  constructor(options: { ring: Ring; writer: JournalWriter; gauges: Float64Array; wallUs: WallTimer }) {
    this.#ring = options.ring
    this.#writer = options.writer
    this.#gauges = options.gauges
    this.#wallUs = options.wallUs
  }

  /** One turn: commits what is due. True when it did something. @throws what JournalWriter.commit throws */
  turn(): boolean {
    const waiting = this.#ring.depth()
    if (waiting === 0) return this.#writer.prepare()
    const startUs = this.#wallUs()
    if (startUs - this.#lastSyncUs < SyncSpacingUs) return false
    this.#lastSyncUs = startUs
    const count = Math.min(waiting, this.#writer.frameRecords)
    this.#copy(count)
    this.#writer.commit(count)
    this.#ring.release(count)
    const gauges = this.#gauges
    gauges[Gauge.journalBytes] = this.#writer.bytes
    gauges[Gauge.journalSyncs] = this.#writer.syncs
    gauges[Gauge.longestSyncUs] = Math.max(gauges[Gauge.longestSyncUs] as number, this.#wallUs() - startUs)
    return true
  }

  #copy(count: number): void {
    const { slots, mask, head, capacity } = this.#ring
    const first = head & mask
    const untilWrap = Math.min(count, capacity - first)
    const bytes = new Uint8Array(slots.buffer, slots.byteOffset, slots.byteLength)
    const { payload } = this.#writer
    payload.set(bytes.subarray(first * RecordBytes, (first + untilWrap) * RecordBytes))
    if (untilWrap < count) payload.set(bytes.subarray(0, (count - untilWrap) * RecordBytes), untilWrap * RecordBytes)
  }
}

/** Journal ring slots are records. */
export const JournalRingWords: number = RecordWords
