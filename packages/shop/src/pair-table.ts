/**
 * A map from two 32-bit words to a third, for tens of millions of entries: open addressing over one typed array, three words
 * an entry, grown by doubling. A value of 0 means "not there", so only other values can be stored.
 */
export class PairTable {
  #words: Int32Array
  #shift: number
  #mask: number
  #count = 0

  constructor(options: { capacity?: number } = {}) {
    const bits = Math.max(4, Math.ceil(Math.log2(options.capacity ?? 1024)))
    this.#words = new Int32Array(3 * 2 ** bits)
    this.#shift = 32 - bits
    this.#mask = 2 ** bits - 1
  }

  /** How many pairs have been stored. */
  get count(): number {
    return this.#count
  }

  /** The value of a pair, or 0. */
  get(first: number, second: number): number {
    return this.#words[this.#find(first, second) + 2] as number
  }

  /** Stores a value other than 0; returns the one it replaces, or 0. */
  set(first: number, second: number, value: number): number {
    const at = this.#find(first, second)
    const words = this.#words
    const before = words[at + 2] as number
    words[at + 2] = value
    if (before !== 0) return before
    words[at] = first
    words[at + 1] = second
    // Above three quarters, probes get long.
    if (++this.#count * 4 > (this.#mask + 1) * 3) this.#grow()
    return 0
  }

  /** Forgets all pairs and keeps the room. */
  clear(): void {
    this.#words.fill(0)
    this.#count = 0
  }

  /** Where the pair is, or the free place where it would go. */
  #find(first: number, second: number): number {
    const words = this.#words
    let slot = mix(first, second) >>> this.#shift
    for (;;) {
      const at = slot * 3
      if (words[at + 2] === 0 || (words[at] === first && words[at + 1] === second)) return at
      slot = (slot + 1) & this.#mask
    }
  }

  #grow(): void {
    const old = this.#words
    this.#shift--
    this.#mask = this.#mask * 2 + 1
    this.#words = new Int32Array(old.length * 2)
    for (let from = 0; from < old.length; from += 3) {
      const value = old[from + 2] as number
      if (value === 0) continue
      const at = this.#find(old[from] as number, old[from + 1] as number)
      this.#words[at] = old[from] as number
      this.#words[at + 1] = old[from + 1] as number
      this.#words[at + 2] = value
    }
  }
}

/** Spreads a pair over 32 bits; its upper bits depend on all bits of both words. */
function mix(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
