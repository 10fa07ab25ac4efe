/**
 * What one decision of the shop costs. `node --conditions=@onrush/source packages/shop/bench/decisions.ts` plays pre-packed requests on a
 * shop whose records go into memory, prints a table for people and, as its last line, one JSON object. The figures are where the
 * virtual clock's default costs come from (they are a multiple, because a host has duties beside deciding).
 */
import { wallTimer } from '@onrush/clockwork'
import {
  keyHigh,
  keyLow,
  PayMethod,
  type RecordSink,
  RecordWords,
  Request,
  requestKind,
  Shop,
  ShopOp,
  shopSettings,
} from '@onrush/shop'

const Requests = 400_000
const Rounds = 5
const Shoppers = 400_000
const Settings = shopSettings({
  dealItems: 10_000,
  dealUnits: 1_000_000,
  catalogueItems: 200_000,
  shoppers: Shoppers,
  maxOrders: Requests * 2,
})

/** Writes records as a host does, over and over into the same memory. */
class Scratch implements RecordSink {
  readonly #words = new Int32Array(65_536 * RecordWords)
  readonly #floats = new Float64Array(this.#words.buffer)
  #count = 0

  append(
    kind: number,
    orderRef: number,
    stampUs: number,
    shopper: number,
    item: number,
    amountFen: number,
    low: number,
    high: number,
    intent: number,
  ): void {
    const at = (this.#count++ & 65_535) * RecordWords
    const words = this.#words
    words[at] = kind
    words[at + 1] = orderRef
    this.#floats[(at >> 1) + 1] = stampUs
    words[at + 4] = shopper
    words[at + 5] = item
    words[at + 6] = amountFen
    words[at + 7] = low
    words[at + 8] = high
    words[at + 9] = intent
  }
}

function packed(op: number, method: number, orderRefs: Int32Array | undefined): Int32Array {
  const slots = new Int32Array(Requests * Request.words)
  for (let i = 0; i < Requests; i++) {
    const shopper = Math.imul(i, 0x9e3779b1) % Shoppers
    const who = shopper < 0 ? shopper + Shoppers : shopper
    slots.set(
      [
        i,
        requestKind(op, 1, method),
        who,
        (who * 7 + i) % 210_000,
        orderRefs?.[i] ?? -1,
        keyLow(1, who, i),
        keyHigh(1, who, i),
        i,
      ],
      i * Request.words,
    )
  }
  return slots
}

/** One round: every request bought, half of them by wallet and paid, half by cash and confirmed, and as many views. Best ns per op. */
function playRound(best: Record<string, number>): void {
  const wallUs = wallTimer()
  const refs = new Int32Array(Requests).fill(-1)
  const keep = (_lane: number, id: number, _code: number, reason: number, orderRef: number): void => {
    if (reason === 0 && orderRef >= 0) refs[id] = orderRef
  }
  for (const method of [PayMethod.wallet, PayMethod.cod]) {
    const shop = new Shop(Settings, new Scratch(), { now: keep, whenDurable: keep })
    const settle = method === PayMethod.wallet ? 'pay' : 'confirm'
    for (const op of ['view', 'buy', settle] as const) {
      const slots = packed(ShopOp[op], method, op === settle ? refs : undefined)
      const startUs = wallUs()
      for (let i = 0; i < Requests; i++) shop.handle(slots, i * Request.words, 1000, 0)
      const nsPerRequest = ((wallUs() - startUs) * 1000) / Requests
      best[op] = Math.min(best[op] ?? Number.POSITIVE_INFINITY, Math.round(nsPerRequest))
    }
  }
}

const best: Record<string, number> = {}
for (let round = 0; round < Rounds; round++) playRound(best)
const { costs } = Settings
const charged: Record<string, number> = {
  view: costs.viewNs,
  buy: costs.buyNs,
  pay: costs.payNs,
  confirm: costs.confirmNs,
}
for (const [op, ns] of Object.entries(best))
  console.log(`${op.padEnd(10)}${String(ns).padStart(6)} ns   virtual clock charges ${charged[op]} ns`)
console.log(
  JSON.stringify({
    bench: 'shop-decisions',
    figures: best,
    limits: charged,
    ok: Object.entries(best).every(([op, ns]) => ns <= (charged[op] as number)),
  }),
)
