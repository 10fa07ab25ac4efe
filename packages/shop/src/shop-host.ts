import { OutcomeCode, ReasonCode } from '@onrush/contracts'
import { Gauge } from './gauges.ts'
import type { ShopSettings } from './options.ts'
import { type RecordSink, RecordWords } from './records.ts'
import type { Ring } from './ring.ts'
import { type AnswerSink, RecordsPerRequest, Shop } from './shop.ts'
import { Answer, Request } from './wire.ts'

/** One ingress lane: requests in, answers out; one lane per load worker. */
export interface Lane {
  readonly requests: Ring
  readonly answers: Ring
}

/** All that a host needs of time: scenario microseconds that never go back. */
export interface HostClock {
  nowUs(): number
}

/** Requests handled between two looks at the clock and at the other duties. */
const ChunkRequests = 256
/** Releases per turn, so that a wave of expiries cannot hold up the clicks. */
const ExpiriesPerTurn = 512
const PendingSlots = 1 << 20

/**
 * A shop hosted by one thread: takes requests from its lanes, decides, appends records to the journal ring, and lets answers
 * that name an order go when the journal thread has made their records durable.
 *
 *   lanes ─requests─▶ decide ─records─▶ journal ring ─▶ (journal thread: write, sync, give slots back)
 *     ▲                 │ no order named                        │
 *     └────answers──────┴◀──────── pending answers ◀── durable ─┘
 */
export class ShopHost implements RecordSink, AnswerSink {
  readonly #shop: Shop
  readonly #lanes: readonly Lane[]
  readonly #journal: Ring
  readonly #journalFloats: Float64Array
  readonly #gauges: Float64Array
  readonly #clock: HostClock
  readonly #shedAbove: number
  readonly #acksBeforeSync: boolean
  readonly #isStorageBroken: () => boolean
  /** Records appended since the last publish, and answers written per lane since the last publish. */
  #unpublished = 0
  readonly #written: number[]
  // Answers that wait for the disk, first in first out: the journal position they wait for, and themselves.
  readonly #pendingUntil = new Int32Array(PendingSlots)
  readonly #pendingLane = new Uint8Array(PendingSlots)
  readonly #pendingWords = new Int32Array(PendingSlots * Answer.words)
  #pendingHead = 0
  #pendingTail = 0
  #isBroken = false
  #decisions = 0
  #shed = 0

  constructor(options: {
    settings: ShopSettings
    lanes: readonly Lane[]
    journal: Ring
    gauges: Float64Array
    clock: HostClock
    isStorageBroken: () => boolean
  }) {
    this.#shop = new Shop(options.settings, this, this)
    this.#lanes = options.lanes
    this.#journal = options.journal
    this.#journalFloats = new Float64Array(
      this.#journal.slots.buffer,
      this.#journal.slots.byteOffset,
      this.#journal.slots.length >> 1,
    )
    this.#gauges = options.gauges
    this.#clock = options.clock
    this.#shedAbove = options.settings.shedAbove
    this.#acksBeforeSync = options.settings.defects.includes('ackBeforeSync')
    this.#isStorageBroken = options.isStorageBroken
    this.#written = options.lanes.map(() => 0)
  }

  /** One turn of the host's loop; true when there was anything to do. Never blocks. Hot: bench `bench:sustained`. */
  turn(): boolean {
    // The disk has failed: from here on nothing is acknowledged; what waits for the disk is told that it failed.
    if (!this.#isBroken && this.#isStorageBroken()) this.#isBroken = true
    let didWork = this.#releaseDurable()
    let depth = 0
    for (let lane = 0; lane < this.#lanes.length; lane++) {
      const waiting = (this.#lanes[lane] as Lane).requests.depth()
      depth += waiting
      if (waiting > 0 && this.#serve(lane, waiting)) didWork = true
    }
    if (
      !this.#isBroken &&
      this.#roomForRecords() > ExpiriesPerTurn * 2 &&
      this.#shop.expire(Math.floor(this.#clock.nowUs()), ExpiriesPerTurn) > 0
    )
      didWork = true
    this.#publish()
    this.#showGauges(depth)
    return didWork
  }

  /** True when nothing is queued, pending or unsynced: the moment to stop. */
  get isQuiet(): boolean {
    if (this.#pendingHead !== this.#pendingTail) return false
    if (!this.#isBroken && this.#journal.released() !== this.#journal.tail) return false
    return this.#lanes.every((lane) => lane.requests.depth() === 0)
  }

  #serve(laneIndex: number, waiting: number): boolean {
    const lane = this.#lanes[laneIndex] as Lane
    const { requests } = lane
    const { slots, mask } = requests
    let most = Math.min(waiting, ChunkRequests, lane.answers.free() - (this.#written[laneIndex] as number))
    const shedCount = waiting - this.#shedAbove
    if (shedCount > 0) {
      // The oldest are turned away first: they have waited longest, and whoever is left is served fresh.
      most = Math.min(most, shedCount)
      for (let i = 0; i < most; i++)
        this.#shop.shed(laneIndex, slots[((requests.head + i) & mask) * Request.words + Request.id] as number)
      this.#shed += most
    } else {
      const roomForPending = PendingSlots - (this.#pendingTail - this.#pendingHead)
      // A broken shop writes no records: a journal that is full for good must not keep its requests from being told.
      if (!this.#isBroken) most = Math.min(most, roomForPending, Math.floor(this.#roomForRecords() / RecordsPerRequest))
      const stampUs = Math.floor(this.#clock.nowUs())
      for (let i = 0; i < most; i++) {
        const at = ((requests.head + i) & mask) * Request.words
        if (this.#isBroken)
          this.now(laneIndex, slots[at] as number, OutcomeCode.failed, ReasonCode.storageFailed, -1, 0, 0)
        else this.#shop.handle(slots, at, stampUs, laneIndex)
      }
      this.#decisions += Math.max(0, most)
    }
    if (most <= 0) return false
    requests.release(most)
    return true
  }

  append(
    kind: number,
    orderRef: number,
    stampUs: number,
    shopper: number,
    item: number,
    amountFen: number,
    keyLow: number,
    keyHigh: number,
    intent: number,
  ): void {
    const { slots, mask, tail } = this.#journal
    const at = ((tail + this.#unpublished) & mask) * RecordWords
    slots[at] = kind
    slots[at + 1] = orderRef
    this.#journalFloats[(at >> 1) + 1] = stampUs
    slots[at + 4] = shopper
    slots[at + 5] = item
    slots[at + 6] = amountFen
    slots[at + 7] = keyLow
    slots[at + 8] = keyHigh
    slots[at + 9] = intent
    this.#unpublished++
  }

  now(
    lane: number,
    id: number,
    code: number,
    reason: number,
    orderRef: number,
    valueFen: number,
    retryAfterMs: number,
  ): void {
    const ring = (this.#lanes[lane] as Lane).answers
    const written = this.#written[lane] as number
    const at = ((ring.tail + written) & ring.mask) * Answer.words
    const { slots } = ring
    slots[at] = id
    slots[at + 1] = code | (reason << 8) | (retryAfterMs << 16)
    slots[at + 2] = orderRef
    slots[at + 3] = valueFen
    this.#written[lane] = written + 1
  }

  whenDurable(
    lane: number,
    id: number,
    code: number,
    reason: number,
    orderRef: number,
    valueFen: number,
    retryAfterMs: number,
  ): void {
    if (this.#acksBeforeSync) return this.now(lane, id, code, reason, orderRef, valueFen, retryAfterMs)
    const slot = this.#pendingTail & (PendingSlots - 1)
    this.#pendingUntil[slot] = (this.#journal.tail + this.#unpublished) | 0
    this.#pendingLane[slot] = lane
    const at = slot * Answer.words
    const words = this.#pendingWords
    words[at] = id
    words[at + 1] = code | (reason << 8) | (retryAfterMs << 16)
    words[at + 2] = orderRef
    words[at + 3] = valueFen
    this.#pendingTail++
  }

  #releaseDurable(): boolean {
    if (this.#pendingHead === this.#pendingTail) return false
    const durable = this.#journal.released()
    const words = this.#pendingWords
    const before = this.#pendingHead
    while (this.#pendingHead < this.#pendingTail) {
      const slot = this.#pendingHead & (PendingSlots - 1)
      const isDurable = (((this.#pendingUntil[slot] as number) - durable) | 0) <= 0
      if (!isDurable && !this.#isBroken) break
      const lane = this.#pendingLane[slot] as number
      if ((this.#lanes[lane] as Lane).answers.free() <= (this.#written[lane] as number)) break
      const at = slot * Answer.words
      const kind = words[at + 1] as number
      if (isDurable)
        this.now(
          lane,
          words[at] as number,
          kind & 0xff,
          (kind >> 8) & 0xff,
          words[at + 2] as number,
          words[at + 3] as number,
          kind >>> 16,
        )
      else this.now(lane, words[at] as number, OutcomeCode.failed, ReasonCode.storageFailed, -1, 0, 0)
      this.#pendingHead++
    }
    return this.#pendingHead !== before
  }

  #roomForRecords(): number {
    return this.#journal.free() - this.#unpublished
  }

  #publish(): void {
    if (this.#unpublished > 0) {
      this.#journal.publish(this.#unpublished)
      this.#unpublished = 0
    }
    for (let lane = 0; lane < this.#lanes.length; lane++) {
      const written = this.#written[lane] as number
      if (written === 0) continue
      ;(this.#lanes[lane] as Lane).answers.publish(written)
      this.#written[lane] = 0
    }
  }

  #showGauges(depth: number): void {
    const gauges = this.#gauges
    let gmvFen = 0
    let orders = 0
    let paid = 0
    let cod = 0
    let released = 0
    let soldOut = 0
    for (const shard of this.#shop.shards) {
      gmvFen += shard.gmvFen
      orders += shard.orders.count
      paid += shard.paidCount
      cod += shard.codCount
      released += shard.releasedCount
      soldOut += shard.soldOutItems
    }
    gauges[Gauge.gmvFen] = gmvFen
    gauges[Gauge.orders] = orders
    gauges[Gauge.paid] = paid
    gauges[Gauge.cod] = cod
    gauges[Gauge.released] = released
    gauges[Gauge.soldOutItems] = soldOut
    gauges[Gauge.queueDepth] = depth
    gauges[Gauge.pendingAnswers] = this.#pendingTail - this.#pendingHead
    gauges[Gauge.decisions] = this.#decisions
    gauges[Gauge.shed] = this.#shed
  }
}
