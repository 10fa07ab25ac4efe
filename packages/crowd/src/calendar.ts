import { BucketLists, Chunks, SlotList } from './bucket-lists.ts'
import { DUE, type Intents, NOMINAL, TIMES_SHIFT } from './intents.ts'
import { LateRing } from './late-ring.ts'

const TICK_US = 1024
const NEAR_BITS = 14
const NEAR = 2 ** NEAR_BITS
const NEAR_MASK = NEAR - 1
const FAR = 8192
const FAR_MASK = FAR - 1
const LAST_TICK = 2 ** 31 - 1
const SHORT_BUCKET = 32

/**
 * Who has to do something when: at most one entry per intent, taken out in due order.
 *
 *     late ring      due already when entered: first in, first out
 *     open bucket    the 1,024 µs that are being fired, sorted
 *     near wheel     16,384 buckets of 1,024 µs (an epoch of 16.8 s), a bit for each that holds something
 *     far ring       8,192 epochs; an epoch is spread over the near wheel when its time has come. Later ones lap the ring.
 */
export class Calendar {
  /**
   * The present, µs, which never goes back; and the next due time as `look` found it. In cells, because a float64 that is passed to a
   * function or returned may be an allocation.
   */
  readonly now: Float64Array = new Float64Array(1).fill(Number.NEGATIVE_INFINITY)
  readonly head: Float64Array = new Float64Array(1).fill(Number.POSITIVE_INFINITY)
  readonly #times: Float64Array
  readonly #startUs: number
  readonly #late: LateRing

  readonly #near: BucketLists
  readonly #occupied = new Int32Array(NEAR / 32)
  #nearCount = 0
  #epoch = 0
  readonly #far: BucketLists
  #farCount = 0
  /** No epoch of the far ring is before this. */
  #farSoonest = LAST_TICK
  /** No bucket before this tick holds anything. */
  #soonestTick = LAST_TICK

  readonly #open = new SlotList()
  readonly #unsorted = new SlotList()
  readonly #starts = new Int32Array(TICK_US + 1)
  #openAt = 0
  #openCount = 0
  #openTick = -1
  #openUs = 0

  /** All times are whole microseconds, none is before `startUs`. */
  constructor(intents: Intents, startUs: number) {
    this.#times = intents.times
    this.#startUs = startUs
    this.#late = new LateRing(intents.times)
    const chunks = new Chunks(intents.capacity, NEAR + FAR)
    this.#near = new BucketLists(chunks, NEAR)
    this.#far = new BucketLists(chunks, FAR)
  }

  get count(): number {
    return this.#nearCount + this.#farCount + this.#late.count + this.#openCount - this.#openAt
  }

  /** Enters `slot` at its record's nominal time, or now if that is later. More than 24 days after the start counts as that. */
  enter(slot: number): void {
    const time = slot << TIMES_SHIFT
    const nominalUs = this.#times[time + NOMINAL] as number
    const nowUs = this.now[0] as number
    const ticks = Math.floor((nominalUs - this.#startUs) / TICK_US)
    if (nominalUs <= nowUs || ticks < this.#openTick) {
      this.#times[time + DUE] = nowUs
      this.#late.enter(slot)
      return
    }
    const tick = (ticks < LAST_TICK ? ticks : LAST_TICK - 1) | 0
    this.#times[time + DUE] = tick === ticks ? nominalUs : this.#startUs + tick * TICK_US
    if (tick === this.#openTick) {
      this.#enterOpen(slot)
      return
    }
    if (tick >>> NEAR_BITS === this.#epoch) this.#enterNear(slot, tick & NEAR_MASK)
    else this.#enterFar(slot, tick >>> NEAR_BITS)
    if (tick < this.#soonestTick) this.#soonestTick = tick
  }

  /** Sets `head` to the next due time if that is not after now; otherwise to that or Infinity. Call before `pop`. */
  look(): void {
    if (this.#openAt === this.#openCount) this.#openNext()
    if (this.#late.count > 0) this.head[0] = this.#headUs()
    else {
      this.head[0] = this.#openAt < this.#openCount ? this.#openHeadUs() : Number.POSITIVE_INFINITY
    }
  }

  /** Takes out the entry that `look` found. */
  pop(): number {
    if (this.#late.count > 0 && (this.#openAt === this.#openCount || this.#late.headUs() <= this.#openHeadUs())) {
      return this.#late.pop()
    }
    return this.#open.slots[this.#openAt++] as number
  }

  /** Never later than the next due time, and `look` makes progress when it has come; Infinity when empty. */
  nextDueUs(): number {
    if (this.#openAt < this.#openCount) return this.#headUs()
    this.#seek()
    const late = this.#late.count > 0 ? this.#late.headUs() : Number.POSITIVE_INFINITY
    return this.#soonestTick === LAST_TICK ? late : Math.min(late, this.#startUs + this.#soonestTick * TICK_US)
  }

  #headUs(): number {
    const open = this.#openAt < this.#openCount ? this.#openHeadUs() : Number.POSITIVE_INFINITY
    if (this.#late.count === 0) return open
    const late = this.#late.headUs()
    return late < open ? late : open
  }

  #openHeadUs(): number {
    return this.#openUs + (this.#open.offsets[this.#openAt] as number)
  }

  /** Rare: a wait of less than a millisecond. From the back, where such an entry nearly always belongs. */
  #enterOpen(slot: number): void {
    const offsetUs = (this.#times[(slot << TIMES_SHIFT) + DUE] as number) - this.#openUs
    if (this.#openAt === this.#openCount) this.#openAt = this.#openCount = 0
    if (this.#openCount === this.#open.slots.length) this.#open.makeRoom(this.#openCount + 1)
    const { slots, offsets } = this.#open
    let at = this.#openCount++
    for (; at > this.#openAt && (offsets[at - 1] as number) > offsetUs; at--) {
      slots[at] = slots[at - 1] as number
      offsets[at] = offsets[at - 1] as number
    }
    slots[at] = slot
    offsets[at] = offsetUs
  }

  #enterNear(slot: number, bucket: number): void {
    this.#near.append(bucket, slot)
    this.#occupied[bucket >>> 5] = (this.#occupied[bucket >>> 5] as number) | (1 << (bucket & 31))
    this.#nearCount++
  }

  #enterFar(slot: number, epoch: number): void {
    this.#far.append(epoch & FAR_MASK, slot)
    if (epoch < this.#farSoonest) this.#farSoonest = epoch
    this.#farCount++
  }

  /** Opens the next bucket that holds something, if its time has come. */
  #openNext(): void {
    const nowTick = Math.floor(((this.now[0] as number) - this.#startUs) / TICK_US)
    while (this.#soonestTick <= nowTick) {
      this.#seek()
      if (this.#soonestTick > nowTick) return
      if (this.#nearCount > 0) {
        this.#openBucket(this.#soonestTick)
        return
      }
      this.#turnTo(this.#soonestTick >>> NEAR_BITS)
    }
  }

  /** Moves `soonestTick` up to the bucket that holds something, or to the beginning of the epoch that may. */
  #seek(): void {
    if (this.#nearCount > 0) {
      const from = Math.max(this.#soonestTick, this.#epoch << NEAR_BITS) & NEAR_MASK
      this.#soonestTick = (this.#epoch << NEAR_BITS) + this.#occupiedFrom(from)
    } else if (this.#farCount > 0) this.#soonestTick = this.#farSoonest << NEAR_BITS
    else this.#soonestTick = LAST_TICK
  }

  #occupiedFrom(bucket: number): number {
    let word = bucket >>> 5
    let bits = (this.#occupied[word] as number) & (-1 << (bucket & 31))
    while (bits === 0) bits = this.#occupied[++word] as number
    return (word << 5) + 31 - Math.clz32(bits & -bits)
  }

  #openBucket(tick: number): void {
    const bucket = tick & NEAR_MASK
    const count = this.#near.readOut(bucket, this.#unsorted)
    if (count > this.#open.slots.length) this.#open.makeRoom(count)
    this.#openTick = tick
    this.#openUs = this.#startUs + tick * TICK_US
    this.#openAt = 0
    this.#openCount = count
    this.#nearCount -= count
    this.#occupied[bucket >>> 5] = (this.#occupied[bucket >>> 5] as number) & ~(1 << (bucket & 31))
    this.#soonestTick = tick + 1
    // Independent loads, so the memory fetches them together; firing these people a moment later finds their records in the cache.
    const { slots, offsets } = this.#unsorted
    for (let index = 0; index < count; index++) {
      offsets[index] = (this.#times[((slots[index] as number) << TIMES_SHIFT) + DUE] as number) - this.#openUs
    }
    if (count <= SHORT_BUCKET) this.#sortShort(count)
    else this.#sortLong(count)
  }

  #sortShort(count: number): void {
    const { slots, offsets } = this.#open
    for (let index = 0; index < count; index++) {
      const offset = this.#unsorted.offsets[index] as number
      let at = index
      for (; at > 0 && (offsets[at - 1] as number) > offset; at--) {
        slots[at] = slots[at - 1] as number
        offsets[at] = offsets[at - 1] as number
      }
      slots[at] = this.#unsorted.slots[index] as number
      offsets[at] = offset
    }
  }

  /** Counting sort by the microsecond: a bucket has 1,024 of them. */
  #sortLong(count: number): void {
    const starts = this.#starts
    const { slots, offsets } = this.#open
    const unsorted = this.#unsorted
    starts.fill(0)
    for (let index = 0; index < count; index++) {
      const cell = (unsorted.offsets[index] as number) + 1
      starts[cell] = (starts[cell] as number) + 1
    }
    for (let cell = 1; cell <= TICK_US; cell++) starts[cell] = (starts[cell] as number) + (starts[cell - 1] as number)
    for (let index = 0; index < count; index++) {
      const offset = unsorted.offsets[index] as number
      const at = starts[offset] as number
      starts[offset] = at + 1
      slots[at] = unsorted.slots[index] as number
      offsets[at] = offset
    }
  }

  /** Spreads an epoch of the far ring over the near wheel, which is empty; what laps the ring goes back. */
  #turnTo(epoch: number): void {
    this.#epoch = epoch
    const count = this.#far.readOut(epoch & FAR_MASK, this.#unsorted)
    this.#farCount -= count
    this.#farSoonest = this.#farCount > 0 ? this.#farFrom(epoch + 1) : LAST_TICK
    const { slots, offsets } = this.#unsorted
    // First all the due times, whose loads do not wait for one another.
    for (let index = 0; index < count; index++) {
      const dueUs = this.#times[((slots[index] as number) << TIMES_SHIFT) + DUE] as number
      offsets[index] = (dueUs - this.#startUs) / TICK_US
    }
    for (let index = 0; index < count; index++) {
      const tick = offsets[index] as number
      if (tick >>> NEAR_BITS === epoch) this.#enterNear(slots[index] as number, tick & NEAR_MASK)
      else this.#enterFar(slots[index] as number, tick >>> NEAR_BITS)
    }
  }

  #farFrom(epoch: number): number {
    let from = epoch
    while (this.#far.isEmpty(from & FAR_MASK)) from++
    return from
  }
}
