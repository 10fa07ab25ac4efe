import { SharedClock, sharedClockBuffer, TimeLapseClock } from '@onrush/clockwork'
import {
  Answer,
  type Disk,
  Gauge,
  JournalHost,
  JournalRingWords,
  JournalWriter,
  keyHigh,
  keyLow,
  Request,
  Ring,
  requestKind,
  ringBuffer,
  ShopHost,
  ShopOp,
  type ShopSettings,
} from '@onrush/shop'
import { Seed } from './played-shop.ts'

export interface ReadAnswer {
  readonly id: number
  readonly code: number
  readonly reason: number
  readonly orderRef: number
  readonly valueFen: number
  readonly retryAfterMs: number
}

/** A shop host and a journal host in this thread, turned by hand, on a clock that is moved by hand. */
export class HostedShop {
  readonly host: ShopHost
  readonly journal: Ring
  readonly gauges = new Float64Array(Gauge.count)
  readonly #requests: Ring
  readonly #answers: Ring
  readonly #clock: TimeLapseClock
  readonly #journalEnd: Ring
  #commit: () => void = () => undefined
  #wallUs = 0
  isStorageBroken = false

  constructor(settings: ShopSettings, options: { laneSlots?: number; journalSlots?: number } = {}) {
    const lane = {
      requests: ringBuffer({ capacity: options.laneSlots ?? 1024, words: Request.words }),
      answers: ringBuffer({ capacity: options.laneSlots ?? 1024, words: Answer.words }),
    }
    const journal = ringBuffer({ capacity: options.journalSlots ?? 4096, words: JournalRingWords })
    this.#requests = new Ring(lane.requests)
    this.#answers = new Ring(lane.answers)
    this.#journalEnd = new Ring(journal)
    this.journal = this.#journalEnd
    const published = sharedClockBuffer()
    const wallUs = (): number => this.#wallUs
    this.#clock = new TimeLapseClock({
      startMs: 0,
      endMs: 1e9,
      realUntilMs: 1e9,
      plannedRps: () => 1,
      offeredRps: 1,
      maxSpeed: 1,
      publish: published,
      wallUs,
    })
    this.host = new ShopHost({
      settings,
      lanes: [{ requests: new Ring(lane.requests), answers: new Ring(lane.answers) }],
      journal: new Ring(journal),
      gauges: this.gauges,
      clock: new SharedClock(published, wallUs),
      isStorageBroken: () => this.isStorageBroken,
    })
  }

  /** Lets the journal be written to that disk by `turnJournal`. */
  attach(disk: Disk): void {
    const host = new JournalHost({
      ring: this.#journalEnd,
      writer: new JournalWriter(disk, { segmentBytes: 2048 }),
      gauges: this.gauges,
      wallUs: () => this.#wallUs,
    })
    this.#commit = () => void host.turn()
  }

  /** One turn of the journal thread; a failure breaks the storage as the real thread does. */
  turnJournal(): void {
    if (this.isStorageBroken) return
    try {
      this.#commit()
    } catch (error) {
      this.isStorageBroken = true
      throw error
    }
  }

  pass(us: number): void {
    this.#wallUs += us
    this.#clock.advance(false)
  }

  buy(id: number, shopper: number, item: number, intent: number = 0): void {
    this.#put(id, ShopOp.buy, shopper, item, -1, intent)
  }

  view(id: number, item: number): void {
    this.#put(id, ShopOp.view, 0, item, -1, 0)
  }

  pay(id: number, shopper: number, orderRef: number): void {
    this.#put(id, ShopOp.pay, shopper, -1, orderRef, 0)
  }

  /** Everything that has been answered since the last look; at most `most`. */
  read(most: number = Number.POSITIVE_INFINITY): ReadAnswer[] {
    const ring = this.#answers
    const count = Math.min(ring.depth(), most)
    const read = Array.from({ length: count }, (_, index) => {
      const at = ((ring.head + index) & ring.mask) * Answer.words
      const word = (field: number): number => ring.slots[at + field] as number
      const kind = word(Answer.kind)
      return {
        id: word(Answer.id),
        code: kind & 0xff,
        reason: (kind >> 8) & 0xff,
        orderRef: word(Answer.orderRef),
        valueFen: word(Answer.valueFen),
        retryAfterMs: kind >>> 16,
      }
    })
    ring.release(count)
    return read
  }

  #put(id: number, op: number, shopper: number, item: number, orderRef: number, intent: number): void {
    const ring = this.#requests
    if (ring.free() < 1) throw new Error(`assertion failed: no room for request ${id}`)
    const at = (ring.tail & ring.mask) * Request.words
    ring.slots.set(
      [
        id,
        requestKind(op, 1, 0),
        shopper,
        item,
        orderRef,
        keyLow(Seed, shopper, intent),
        keyHigh(Seed, shopper, intent),
        intent,
      ],
      at,
    )
    ring.publish(1)
  }
}
