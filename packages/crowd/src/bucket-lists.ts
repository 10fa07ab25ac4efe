const CHUNK_SHIFT = 4
const CHUNK_ENTRIES = 15
const NONE = -1

/** Chunks of 64 bytes (a next reference and 15 entries) shared by several `BucketLists`. */
export class Chunks {
  readonly words: Int32Array
  /** The first unused chunk; each names the next in its first word. */
  free = 0

  /**
   * Enough for `entryCount` entries in `bucketCount` buckets: only the newest chunk of a bucket may have room left, and one chunk
   * is read while others are filled.
   */
  constructor(entryCount: number, bucketCount: number) {
    const count = Math.ceil(entryCount / CHUNK_ENTRIES) + bucketCount + 1
    this.words = new Int32Array(count << CHUNK_SHIFT)
    for (let chunk = 0; chunk < count; chunk++) this.words[chunk << CHUNK_SHIFT] = chunk + 1 < count ? chunk + 1 : NONE
  }
}

/** Bags of slots by bucket. A bag is read in runs of 15, not in a walk through memory from slot to slot. */
export class BucketLists {
  readonly #chunks: Chunks
  readonly #heads: Int32Array
  readonly #fills: Uint8Array

  constructor(chunks: Chunks, bucketCount: number) {
    this.#chunks = chunks
    this.#heads = new Int32Array(bucketCount).fill(NONE)
    this.#fills = new Uint8Array(bucketCount).fill(CHUNK_ENTRIES)
  }

  isEmpty(bucket: number): boolean {
    return this.#heads[bucket] === NONE
  }

  append(bucket: number, slot: number): void {
    const words = this.#chunks.words
    let head = this.#heads[bucket] as number
    let fill = this.#fills[bucket] as number
    if (fill === CHUNK_ENTRIES) {
      const fresh = this.#chunks.free
      this.#chunks.free = words[fresh << CHUNK_SHIFT] as number
      words[fresh << CHUNK_SHIFT] = head
      this.#heads[bucket] = fresh
      head = fresh
      fill = 0
    }
    words[(head << CHUNK_SHIFT) + 1 + fill] = slot
    this.#fills[bucket] = fill + 1
  }

  /** Empties a bucket into `into`, in an order that depends only on the order of appending; says how many. */
  readOut(bucket: number, into: SlotList): number {
    const words = this.#chunks.words
    let chunk = this.#heads[bucket] as number
    let fill = this.#fills[bucket] as number
    let count = 0
    while (chunk !== NONE) {
      if (count + CHUNK_ENTRIES > into.slots.length) into.makeRoom(count + CHUNK_ENTRIES)
      const slots = into.slots
      const base = chunk << CHUNK_SHIFT
      for (let entry = 1; entry <= fill; entry++) slots[count++] = words[base + entry] as number
      const next = words[base] as number
      words[base] = this.#chunks.free
      this.#chunks.free = chunk
      chunk = next
      fill = CHUNK_ENTRIES
    }
    this.#heads[bucket] = NONE
    this.#fills[bucket] = CHUNK_ENTRIES
    return count
  }
}

const FIRST_ROOM = 1024

/** Slots and a number for each (their offset in a bucket, µs). Grows by doubling and is then kept. */
export class SlotList {
  slots: Int32Array<ArrayBuffer> = new Int32Array(FIRST_ROOM)
  offsets: Int32Array<ArrayBuffer> = new Int32Array(FIRST_ROOM)

  /** Keeps what is there. */
  makeRoom(count: number): void {
    let room = this.slots.length
    while (room < count) room *= 2
    this.slots = longer(this.slots, room)
    this.offsets = longer(this.offsets, room)
  }
}

function longer(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length)
  copy.set(array)
  return copy
}
