/**
 * ZigZag LEB128-64b9b, the counts' code in HdrHistogram's V2 format: the sign moves into the lowest bit (0, −1, 1, −2 …
 * become 0, 1, 2, 3 …), then 7 bits per byte from the lowest, the top bit saying "more"; a ninth byte carries 8 bits.
 * Doubles hold every number below 2^52 in magnitude; beyond, both directions throw RangeError.
 */
export class ZigZagWriter {
  #bytes = new Uint8Array(1024)
  #length = 0

  /** The bytes written so far; a view, valid until the next `put`. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  put(value: number): void {
    if (this.#length + 9 > this.#bytes.length) this.#grow()
    let rest = value < 0 ? -2 * value - 1 : 2 * value
    if (!Number.isSafeInteger(rest)) throw new RangeError(`a count must be a whole number below 2^52, got ${value}`)
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  #grow(): void {
    const grown = new Uint8Array(this.#bytes.length * 2)
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}

/** Reads such numbers one after the other. */
export class ZigZagReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  next(): number {
    let coded = 0
    let weight = 1
    for (let i = 0; i < 9; i++) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('a number is cut off')
      coded += (i === 8 ? byte : byte & 127) * weight
      weight *= 128
      if (byte < 128) break
    }
    if (!Number.isSafeInteger(coded)) throw new RangeError('a count is not below 2^52')
    return coded % 2 === 1 ? -(coded + 1) / 2 : coded / 2
  }
}
