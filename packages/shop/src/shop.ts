import { OutcomeCode, ReasonCode } from '@onrush/contracts'
import { catalogue } from './catalogue.ts'
import type { ShopSettings } from './options.ts'
import type { RecordSink } from './records.ts'
import { type Decision, Shard } from './shard.ts'
import { Request, ShopOp } from './wire.ts'

/** Where a decision's answer goes. */
export interface AnswerSink {
  /** An answer that names no order: may leave at once. */
  now(
    lane: number,
    id: number,
    code: number,
    reason: number,
    orderRef: number,
    valueFen: number,
    retryAfterMs: number,
  ): void
  /** An answer that names an order: leaves when everything appended so far is durable. */
  whenDurable(
    lane: number,
    id: number,
    code: number,
    reason: number,
    orderRef: number,
    valueFen: number,
    retryAfterMs: number,
  ): void
}

/** Most journal records one request can cause (a payment: debit, then capture or refund). */
export const RecordsPerRequest = 2

/**
 * The shards of one host and the way of a request through them. Knows no thread, no clock and no file: time comes with every
 * call, records go to a sink, answers to another.
 */
export class Shop {
  readonly shards: readonly Shard[]
  readonly #shardCount: number
  readonly #shoppers: number
  readonly #answers: AnswerSink
  readonly #retryAfterMs: number

  constructor(settings: ShopSettings, journal: RecordSink, answers: AnswerSink) {
    const goods = catalogue(settings)
    this.shards = Array.from({ length: settings.shards }, (_, index) => new Shard(index, settings, goods, journal))
    this.#shardCount = settings.shards
    this.#shoppers = settings.shoppers
    this.#answers = answers
    this.#retryAfterMs = settings.retryAfterMs
  }

  /** Handles the request that begins at `slots[at]`. Hot: bench `bench:sustained`. */
  handle(slots: Int32Array, at: number, stampUs: number, lane: number): void {
    const id = slots[at + Request.id] as number
    const kind = slots[at + Request.kind] as number
    const shopper = slots[at + Request.shopper] as number
    const op = kind & 0xff
    if (shopper < 0 || shopper >= this.#shoppers) return this.#answer(lane, id, refusal(ReasonCode.unknownOrder), op)
    if (op === ShopOp.view || op === ShopOp.buy) {
      const item = slots[at + Request.item] as number
      const shard = this.shards[item < 0 ? 0 : item % this.#shardCount] as Shard
      if (op === ShopOp.view) return this.#answer(lane, id, shard.view(item), op)
      const decision = shard.buy(
        stampUs,
        shopper,
        item,
        (kind >> 8) & 0xff,
        (kind >> 16) & 0xff,
        slots[at + Request.keyLow] as number,
        slots[at + Request.keyHigh] as number,
        slots[at + Request.intent] as number,
      )
      return this.#answer(lane, id, decision, op)
    }
    const orderRef = slots[at + Request.orderRef] as number
    if (orderRef < 0) return this.#answer(lane, id, refusal(ReasonCode.unknownOrder), op)
    const home = this.shards[orderRef % this.#shardCount] as Shard
    const decision =
      op === ShopOp.pay ? this.#pay(home, orderRef, shopper, stampUs) : home.confirm(stampUs, orderRef, shopper)
    this.#answer(lane, id, decision, op)
  }

  /** Turns a request away without looking at it. */
  shed(lane: number, id: number): void {
    this.#answers.now(lane, id, OutcomeCode.shed, ReasonCode.overloaded, -1, 0, this.#retryAfterMs)
  }

  /**
   * Wallet payment over two shards: home marks the order, the wallet's shard debits, home captures. The two records may end
   * up in different journal frames; recovery finishes what a crash tore apart.
   */
  #pay(home: Shard, orderRef: number, shopper: number, stampUs: number): Decision {
    const begun = home.beginPayment(orderRef, shopper)
    if (begun.reason !== ReasonCode.none || begun.valueFen > 0) return begun
    const amountFen = home.orders.amountFen[(orderRef - home.index) / this.#shardCount] as number
    const wallet = this.shards[shopper % this.#shardCount] as Shard
    if (!wallet.debit(stampUs, orderRef, shopper, amountFen)) {
      home.abandonPayment(orderRef)
      return refusal(ReasonCode.insufficientFunds)
    }
    return this.finishPayment(orderRef, shopper, amountFen, stampUs)
  }

  /** Second half of a payment, also for a debit that recovery found without its capture. */
  finishPayment(orderRef: number, shopper: number, amountFen: number, stampUs: number): Decision {
    const home = this.shards[orderRef % this.#shardCount] as Shard
    const captured = home.capture(stampUs, orderRef)
    if (captured.reason !== ReasonCode.none) {
      const wallet = this.shards[shopper % this.#shardCount] as Shard
      wallet.refund(stampUs, orderRef, shopper, amountFen)
    }
    return captured
  }

  /** Releases what has run out, at most `most` orders. */
  expire(stampUs: number, most: number): number {
    let released = 0
    for (const shard of this.shards) released += shard.expire(stampUs, most - released)
    return released
  }

  nextExpiryUs(): number {
    let next = Number.POSITIVE_INFINITY
    for (const shard of this.shards) next = Math.min(next, shard.nextExpiryUs())
    return next
  }

  #answer(lane: number, id: number, decision: Decision, op: number): void {
    const { reason, orderRef } = decision
    const code =
      reason === ReasonCode.none
        ? OutcomeCode.ok
        : reason === ReasonCode.overloaded
          ? OutcomeCode.failed
          : OutcomeCode.refused
    // Naming an order is a promise that it exists, so it waits for the disk; "sold out" promises nothing.
    if (orderRef >= 0 && op !== ShopOp.view)
      this.#answers.whenDurable(lane, id, code, reason, orderRef, decision.valueFen, 0)
    else this.#answers.now(lane, id, code, reason, orderRef, decision.valueFen, 0)
  }
}

function refusal(reason: number): Decision {
  return { reason, orderRef: -1, valueFen: 0 }
}
