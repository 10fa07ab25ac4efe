import { hash32 } from '@onrush/clockwork'

/** The operations of the shop, by code. `view` looks at an item; `confirm` is the courier's yes to a cash-on-delivery order. */
export const ShopOperations = ['view', 'buy', 'pay', 'confirm'] as const
export const ShopOp = { view: 0, buy: 1, pay: 2, confirm: 3 } as const

/** How an order will be paid; a buy says so. */
export const PayMethod = { wallet: 0, cod: 1 } as const

/** A request slot: eight words. */
export const Request = { id: 0, kind: 1, shopper: 2, item: 3, orderRef: 4, keyLow: 5, keyHigh: 6, intent: 7, words: 8 } as const

/** An answer slot: four words. `kind` = code | reason << 8 | retryAfterMs << 16. */
export const Answer = { id: 0, kind: 1, orderRef: 2, valueFen: 3, words: 4 } as const

/** Packs a request's small fields into one word. */
export function requestKind(op: number, quantity: number, method: number): number {
  return op | (quantity << 8) | (method << 16)
}

/**
 * The two words of an idempotency key. The client derives it from (seed, shopper, intent), so a retry carries the same key
 * and the audit can prove of every order that somebody asked for it. The words take the numbers in opposite order: between two words
 * the hash remembers 32 bits, so with one order both would collide together, and a midnight has enough keys for thousands of such pairs.
 */
export function keyLow(seed: number, shopper: number, intent: number): number {
  return hash32(0x6b6579, seed, shopper, intent) | 0
}
export function keyHigh(seed: number, shopper: number, intent: number): number {
  return hash32(0x79656b, intent, shopper, seed) | 0
}
