/** The operations of the shop, by code. `view` looks at an item; `confirm` is the courier's yes to a cash-on-delivery order. */
export const ShopOperations = ['view', 'buy', 'pay', 'confirm'] as const
export const ShopOp = { view: 0, buy: 1, pay: 2, confirm: 3 } as const

/** How an order will be paid; a buy says so. */
export const PayMethod = { wallet: 0, cod: 1 } as const

/** A request slot: eight words. */
export const Request = {
  id: 0,
  kind: 1,
  shopper: 2,
  item: 3,
  orderRef: 4,
  keyLow: 5,
  keyHigh: 6,
  intent: 7,
  words: 8,
} as const

/** An answer slot: four words. `kind` = code | reason << 8 | retryAfterMs << 16. */
export const Answer = { id: 0, kind: 1, orderRef: 2, valueFen: 3, words: 4 } as const

/** Packs a request's small fields into one word. */
export function requestKind(op: number, quantity: number, method: number): number {
  return op | (quantity << 8) | (method << 16)
}

/**
 * Writes the two words of an idempotency key to `into[at]` and `into[at + 1]`. The client derives it from (seed, shopper, intent),
 * so a retry carries the same key and the audit can prove of every order that somebody asked for it. Three Feistel rounds over the
 * pair (shopper, intent): every round can be undone, so with one seed two different pairs never share a key. Hot: `bench:pulse`.
 */
export function writeKey(seed: number, shopper: number, intent: number, into: Int32Array, at: number): void {
  let low = shopper ^ seed
  let high = intent
  high ^= scramble(low + 0x9e3779b9)
  low ^= scramble(high ^ seed)
  high ^= scramble(low + 0x7f4a7c15)
  into[at] = low
  into[at + 1] = high
}

/** The finishing step of MurmurHash3: each input bit flips each output bit with probability one half. */
function scramble(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/** The first word of that key. */
export function keyLow(seed: number, shopper: number, intent: number): number {
  return keyOf(seed, shopper, intent)[0] as number
}

/** The second word of that key. */
export function keyHigh(seed: number, shopper: number, intent: number): number {
  return keyOf(seed, shopper, intent)[1] as number
}

function keyOf(seed: number, shopper: number, intent: number): Int32Array {
  const words = new Int32Array(2)
  writeKey(seed, shopper, intent, words, 0)
  return words
}
