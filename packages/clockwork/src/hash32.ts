/**
 * A stateless mix of one to four integers into a uniform uint32: each flipped input bit flips each output bit with probability
 * one half. Arguments are taken modulo 2³²; a missing one counts as 0. For randomness that must not depend on order, such as
 * `hash32(seed, shopper, intent, purpose)`. MurmurHash3 (x86, 32 bit) over four words. Not for secrets.
 */
export function hash32(a: number, b: number = 0, c: number = 0, d: number = 0): number {
  let hash = round(round(round(round(0x9747b28c, a), b), c), d)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function round(hash: number, word: number): number {
  let key = Math.imul(word, 0xcc9e2d51)
  key = Math.imul((key << 15) | (key >>> 17), 0x1b873593)
  const mixed = hash ^ key
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}
