import { createHash, type Hash } from 'node:crypto'
import type { JournalWriter } from './journal.ts'
import type { ShopCosts, ShopSettings } from './options.ts'
import { RecordBytes, type RecordSink, RecordWords } from './records.ts'
import { type AnswerSink, Shop } from './shop.ts'
import { Answer, Request, ShopOp } from './wire.ts'

const QueueSlots = 1 << 22
const SyncSpacingNs = 1_000_000
/** A batch is closed early when it gets this large, as the real journal's frames are. */
const BatchRecordsMax = 65_536

/**
 * The same shop on the virtual clock: one server that works off requests one after the other, each keeping it busy for its
 * cost, and a journal whose syncs take their time. Queues, waits and stalls follow from that, so a slower shop really is
 * slower here too. Times are integer nanoseconds inside.
 *
 *   arrival ──▶ queue ──▶ server busy: viewNs / buyNs / … ──▶ answers that name no order leave at once
 *                                     └─▶ batch ── starts ≥ 1 ms after the last, lasts syncUs + n · recordNs ──▶ the others leave
 */
export class VirtualShop implements RecordSink, AnswerSink {
  readonly shop: Shop
  readonly #costs: ShopCosts
  readonly #shedAbove: number
  readonly #writer: JournalWriter | undefined
  readonly #hash: Hash = createHash('sha256')
  readonly #queue = new RequestQueue()
  readonly #prompt = new AnswerQueue()
  readonly #durable = new AnswerQueue()
  /** Answers of the batch that is still open; their time is known when it closes. */
  readonly #waiting: number[] = []
  readonly #records = new Int32Array(BatchRecordsMax * RecordWords)
  readonly #recordFloats = new Float64Array(this.#records.buffer)
  /** Records not yet written: many small batches go to the file together, as their real cost is not charged. */
  #recordCount = 0
  /** Records of the batch that is still open. */
  #batchRecords = 0
  #freeNs = 0
  #stampNs = 0
  #batchStartNs = Number.POSITIVE_INFINITY
  #lastSyncStartNs = Number.NEGATIVE_INFINITY
  #lastSyncEndNs = Number.NEGATIVE_INFINITY
  syncs = 0
  recordsTotal = 0

  /** `writer`: where the journal goes for the audit; its real cost is not charged. */
  constructor(settings: ShopSettings, options: { startUs: number; writer?: JournalWriter }) {
    this.shop = new Shop(settings, this, this)
    this.#costs = settings.costs
    this.#shedAbove = settings.shedAbove
    this.#writer = options.writer
    this.#freeNs = options.startUs * 1000
  }

  /** Requests not yet begun. */
  get queueDepth(): number {
    return this.#queue.count
  }

  get isQuiet(): boolean {
    return (
      this.#queue.count === 0 && this.#waiting.length === 0 && this.#prompt.count === 0 && this.#durable.count === 0
    )
  }

  /** Takes a request that arrives at `arrivalUs`; false when the queue is full. Arrivals must come in order of time. */
  submit(
    arrivalUs: number,
    id: number,
    kind: number,
    shopper: number,
    item: number,
    orderRef: number,
    keyLow: number,
    keyHigh: number,
    intent: number,
  ): boolean {
    if (this.#queue.count >= QueueSlots) return false
    const at = this.#queue.push(arrivalUs * 1000)
    const { slots } = this.#queue
    slots[at + Request.id] = id
    slots[at + Request.kind] = kind
    slots[at + Request.shopper] = shopper
    slots[at + Request.item] = item
    slots[at + Request.orderRef] = orderRef
    slots[at + Request.keyLow] = keyLow
    slots[at + Request.keyHigh] = keyHigh
    slots[at + Request.intent] = intent
    return true
  }

  /** Works until virtual time `nowUs`: everything that begins by then is decided. */
  advance(nowUs: number): void {
    const nowNs = nowUs * 1000
    const queue = this.#queue
    while (queue.count > 0) {
      const startNs = Math.max(queue.arrivalNs(), this.#freeNs)
      if (startNs > nowNs) break
      this.#closeBatchBefore(startNs)
      const at = queue.pop()
      if (queue.count >= this.#shedAbove) {
        this.#stampNs = startNs
        this.shop.shed(0, queue.slots[at] as number)
        continue
      }
      this.#freeNs = startNs + this.#costNs((queue.slots[at + Request.kind] as number) & 0xff)
      this.#stampNs = this.#freeNs
      // A sync that starts before this decision cannot hold its records.
      this.#closeBatchBefore(this.#freeNs)
      this.shop.handle(queue.slots, at, Math.floor(startNs / 1000), 0)
    }
    this.#stampNs = Math.max(this.#freeNs, nowNs)
    if (this.shop.nextExpiryUs() <= nowUs) this.shop.expire(nowUs, Number.POSITIVE_INFINITY)
    this.#closeBatchBefore(nowNs)
  }

  /** Takes the next answer that has left by `nowUs`: calls `take` and says so, or returns false. */
  answer(
    nowUs: number,
    take: (id: number, kind: number, orderRef: number, valueFen: number, doneUs: number) => void,
  ): boolean {
    const nowNs = nowUs * 1000
    const promptNs = this.#prompt.firstNs()
    const durableNs = this.#durable.firstNs()
    const queue = promptNs <= durableNs ? this.#prompt : this.#durable
    if (Math.min(promptNs, durableNs) > nowNs) return false
    queue.pop(take)
    return true
  }

  /** The next virtual time at which something happens here by itself, microseconds; Infinity when nothing will. */
  nextUs(): number {
    let nextNs = Math.min(this.#prompt.firstNs(), this.#durable.firstNs(), this.#batchStartNs)
    if (this.#queue.count > 0) nextNs = Math.min(nextNs, Math.max(this.#queue.arrivalNs(), this.#freeNs))
    return Math.min(nextNs / 1000, this.shop.nextExpiryUs())
  }

  /** Ends the log and returns its digest: SHA-256 over every record in order, hex. */
  digest(): string {
    this.#closeBatchBefore(Number.POSITIVE_INFINITY)
    this.#write()
    return this.#hash.copy().digest('hex')
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
    if (this.#batchRecords === BatchRecordsMax) this.#closeBatch()
    if (this.#recordCount === BatchRecordsMax) this.#write()
    const at = this.#recordCount * RecordWords
    const words = this.#records
    words[at] = kind
    words[at + 1] = orderRef
    this.#recordFloats[(at >> 1) + 1] = stampUs
    words[at + 4] = shopper
    words[at + 5] = item
    words[at + 6] = amountFen
    words[at + 7] = keyLow
    words[at + 8] = keyHigh
    words[at + 9] = intent
    this.#recordCount++
    this.#batchRecords++
    this.#openBatch()
  }

  now(
    _lane: number,
    id: number,
    code: number,
    reason: number,
    orderRef: number,
    valueFen: number,
    retryAfterMs: number,
  ): void {
    this.#prompt.push(this.#stampNs, id, code | (reason << 8) | (retryAfterMs << 16), orderRef, valueFen)
  }

  whenDurable(
    _lane: number,
    id: number,
    code: number,
    reason: number,
    orderRef: number,
    valueFen: number,
    retryAfterMs: number,
  ): void {
    this.#openBatch()
    this.#waiting.push(id, code | (reason << 8) | (retryAfterMs << 16), orderRef, valueFen)
  }

  #openBatch(): void {
    if (this.#batchStartNs !== Number.POSITIVE_INFINITY) return
    this.#batchStartNs = Math.max(this.#stampNs, this.#lastSyncEndNs, this.#lastSyncStartNs + SyncSpacingNs)
  }

  #closeBatchBefore(nowNs: number): void {
    if (this.#batchStartNs < nowNs) this.#closeBatch()
  }

  #closeBatch(): void {
    const startNs = this.#batchStartNs
    const endNs = startNs + this.#costs.syncUs * 1000 + this.#batchRecords * this.#costs.recordNs
    this.#batchRecords = 0
    for (let i = 0; i < this.#waiting.length; i += Answer.words) {
      this.#durable.push(
        endNs,
        this.#waiting[i] as number,
        this.#waiting[i + 1] as number,
        this.#waiting[i + 2] as number,
        this.#waiting[i + 3] as number,
      )
    }
    this.#waiting.length = 0
    this.#lastSyncStartNs = startNs
    this.#lastSyncEndNs = endNs
    this.#batchStartNs = Number.POSITIVE_INFINITY
    this.syncs++
  }

  #write(): void {
    const bytes = new Uint8Array(this.#records.buffer, 0, this.#recordCount * RecordBytes)
    this.#hash.update(bytes)
    this.recordsTotal += this.#recordCount
    if (this.#writer && this.#recordCount > 0) {
      const most = this.#writer.frameRecords
      for (let from = 0; from < this.#recordCount; from += most) {
        const count = Math.min(most, this.#recordCount - from)
        this.#writer.payload.set(bytes.subarray(from * RecordBytes, (from + count) * RecordBytes))
        this.#writer.commit(count)
      }
    }
    this.#recordCount = 0
  }

  #costNs(op: number): number {
    if (op === ShopOp.view) return this.#costs.viewNs
    if (op === ShopOp.buy) return this.#costs.buyNs
    return op === ShopOp.pay ? this.#costs.payNs : this.#costs.confirmNs
  }
}

/** First in, first out, over preallocated slots that are only touched when used. */
class RequestQueue {
  readonly slots = new Int32Array(QueueSlots * Request.words)
  readonly #arrivalNs = new Float64Array(QueueSlots)
  #head = 0
  count = 0

  push(arrivalNs: number): number {
    const slot = (this.#head + this.count++) & (QueueSlots - 1)
    this.#arrivalNs[slot] = arrivalNs
    return slot * Request.words
  }

  arrivalNs(): number {
    return this.#arrivalNs[this.#head & (QueueSlots - 1)] as number
  }

  pop(): number {
    const slot = this.#head++ & (QueueSlots - 1)
    this.count--
    return slot * Request.words
  }
}

/** Answers in the order of their time; within one queue times never decrease. */
class AnswerQueue {
  readonly #slots = new Int32Array(QueueSlots * Answer.words)
  readonly #doneNs = new Float64Array(QueueSlots)
  #head = 0
  count = 0

  push(doneNs: number, id: number, kind: number, orderRef: number, valueFen: number): void {
    const slot = (this.#head + this.count++) & (QueueSlots - 1)
    this.#doneNs[slot] = doneNs
    const at = slot * Answer.words
    this.#slots[at] = id
    this.#slots[at + 1] = kind
    this.#slots[at + 2] = orderRef
    this.#slots[at + 3] = valueFen
  }

  firstNs(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : (this.#doneNs[this.#head & (QueueSlots - 1)] as number)
  }

  pop(take: (id: number, kind: number, orderRef: number, valueFen: number, doneUs: number) => void): void {
    const slot = this.#head++ & (QueueSlots - 1)
    this.count--
    const at = slot * Answer.words
    const slots = this.#slots
    take(
      slots[at] as number,
      slots[at + 1] as number,
      slots[at + 2] as number,
      slots[at + 3] as number,
      Math.ceil((this.#doneNs[slot] as number) / 1000),
    )
  }
}
