import { type ArrivalBatch, type BatchTarget, nearestName, OnrushError, type OutcomeBatch } from '@onrush/contracts'
import { Answer, PayMethod, Request, Ring, requestKind, ShopOp, ShopOperations, writeKey } from '@onrush/shop'

/** What a load worker needs to reach the shop: shared memory only. */
export interface ShopHandle {
  readonly requests: SharedArrayBuffer
  readonly answers: SharedArrayBuffer
}

/** A buy says in `orderRef` how it will be paid: −1 from the wallet, −2 as cash on delivery. */
export const CodOrderRef = -2

/** Operation codes of the crowd → operation codes of the shop. @throws OnrushError ONRUSH_TARGET_SHOP_OPERATION */
export function shopOps(operations: readonly string[]): Uint8Array {
  return Uint8Array.from(operations, (name) => {
    const op = (ShopOperations as readonly string[]).indexOf(name)
    if (op >= 0) return op
    const nearest = nearestName(name, ShopOperations)
    throw new OnrushError('ONRUSH_TARGET_SHOP_OPERATION', `the shop has no operation "${name}"`, {
      hint: nearest ? `Did you mean "${nearest}"?` : `It knows ${ShopOperations.join(', ')}.`,
    })
  })
}

/** Opens one lane of a running shop. Submit and drain copy between batches and rings; nothing else happens on the way. */
export function connectToShop(
  handle: ShopHandle,
  context: { readonly seed: number; readonly operations: readonly string[] },
): BatchTarget {
  return new LaneClient(new Ring(handle.requests), new Ring(handle.answers), context.seed, shopOps(context.operations))
}

class LaneClient implements BatchTarget {
  readonly #requests: Ring
  readonly #answers: Ring
  readonly #seed: number
  readonly #ops: Uint8Array

  constructor(requests: Ring, answers: Ring, seed: number, ops: Uint8Array) {
    this.#requests = requests
    this.#answers = answers
    this.#seed = seed
    this.#ops = ops
  }

  /** Hot, so every array is a local: bench `bench:pulse`. */
  submit(batch: ArrivalBatch, from: number): number {
    const ring = this.#requests
    const seed = this.#seed
    const ops = this.#ops
    const { slots, mask, tail } = ring
    const { id, op: opOf, shopper: shopperOf, item, quantity, orderRef: orderRefOf, intent: intentOf } = batch
    const count = Math.min(batch.count - from, ring.free())
    for (let i = 0; i < count; i++) {
      const arrival = from + i
      const at = ((tail + i) & mask) * Request.words
      const op = ops[opOf[arrival] as number] as number
      const shopper = shopperOf[arrival] as number
      const orderRef = orderRefOf[arrival] as number
      const intent = intentOf[arrival] as number
      slots[at] = id[arrival] as number
      slots[at + 1] = requestKind(
        op,
        quantity[arrival] as number,
        orderRef === CodOrderRef ? PayMethod.cod : PayMethod.wallet,
      )
      slots[at + 2] = shopper
      slots[at + 3] = item[arrival] as number
      slots[at + 4] = orderRef
      if (op === ShopOp.buy) writeKey(seed, shopper, intent, slots, at + 5)
      slots[at + 7] = intent
    }
    ring.publish(count)
    return count
  }

  drain(into: OutcomeBatch): number {
    const ring = this.#answers
    const { slots, mask, head } = ring
    const count = Math.min(into.capacity - into.count, ring.available())
    for (let i = 0; i < count; i++) {
      const at = ((head + i) & mask) * Answer.words
      const kind = slots[at + 1] as number
      const outcome = into.count + i
      into.id[outcome] = slots[at] as number
      into.code[outcome] = kind & 0xff
      into.reason[outcome] = (kind >> 8) & 0xff
      into.doneUs[outcome] = Number.NaN
      into.retryAfterMs[outcome] = kind >>> 16
      into.orderRef[outcome] = slots[at + 2] as number
      into.valueFen[outcome] = slots[at + 3] as number
    }
    into.count += count
    if (count > 0) ring.release(count)
    return count
  }
}
