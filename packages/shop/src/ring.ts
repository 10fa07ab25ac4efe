/**
 * A queue of fixed-size slots with one producer and one consumer, over shared memory, so that nothing but memory crosses a
 * thread on the way of a click.
 *
 *       head (consumer)            tail (producer)
 *         ▼                          ▼
 *   ┌───┬───┬───┬───┬───┬───┬───┬───┬───┬───┐
 *   │   │ ▒ │ ▒ │ ▒ │ ▒ │ ▒ │ ▒ │ ▒ │   │   │     slot = position & mask, `words` 32-bit words each
 *   └───┴───┴───┴───┴───┴───┴───┴───┴───┴───┘
 *
 * Positions are 32-bit and wrap; only their difference means anything. Each side keeps its own position privately, publishes
 * it with a store that orders all slot writes before it, and reads the other side's only when its cached copy runs out.
 */
export class Ring {
  readonly buffer: SharedArrayBuffer
  readonly words: number
  readonly capacity: number
  /** The slots; a slot begins at `(position & mask) * words`. */
  readonly slots: Int32Array
  readonly mask: number
  readonly #control: Int32Array
  #tail: number
  #head: number
  #knownHead: number
  #knownTail: number

  /** Opens one end of a ring made by `ringBuffer`; both ends see the same slots. */
  constructor(buffer: SharedArrayBuffer) {
    const header = new Int32Array(buffer, 0, HeaderWords)
    this.buffer = buffer
    this.capacity = header[Header.capacity] as number
    this.words = header[Header.words] as number
    this.mask = this.capacity - 1
    this.#control = header
    this.slots = new Int32Array(buffer, HeaderWords * 4, this.capacity * this.words)
    this.#tail = this.#knownTail = Atomics.load(header, Header.tail)
    this.#head = this.#knownHead = Atomics.load(header, Header.head)
  }

  /** Producer: how many slots may be written before the next publish. */
  free(): number {
    let used = (this.#tail - this.#knownHead) | 0
    if (used >= this.capacity >> 1) {
      this.#knownHead = Atomics.load(this.#control, Header.head)
      used = (this.#tail - this.#knownHead) | 0
    }
    return this.capacity - used
  }

  /** Producer: the position of the next slot to write. */
  get tail(): number {
    return this.#tail
  }

  /** Producer: hands `count` written slots to the consumer. */
  publish(count: number): void {
    this.#tail = (this.#tail + count) | 0
    Atomics.store(this.#control, Header.tail, this.#tail)
  }

  /** Producer: the position up to which the consumer has given slots back, freshly read. */
  released(): number {
    this.#knownHead = Atomics.load(this.#control, Header.head)
    return this.#knownHead
  }

  /** Consumer: how many slots can be read now. */
  available(): number {
    const known = (this.#knownTail - this.#head) | 0
    if (known > 0) return known
    this.#knownTail = Atomics.load(this.#control, Header.tail)
    return (this.#knownTail - this.#head) | 0
  }

  /** Consumer: the number of slots waiting, freshly read. */
  depth(): number {
    this.#knownTail = Atomics.load(this.#control, Header.tail)
    return (this.#knownTail - this.#head) | 0
  }

  /** Consumer: the position of the next slot to read. */
  get head(): number {
    return this.#head
  }

  /** Consumer: gives `count` read slots back to the producer. */
  release(count: number): void {
    this.#head = (this.#head + count) | 0
    Atomics.store(this.#control, Header.head, this.#head)
  }
}

// Head and tail live 64 bytes apart, so that the two threads do not fight for one cache line.
const Header = { capacity: 0, words: 1, tail: 16, head: 32 } as const
const HeaderWords = 48

/** Allocates a ring of at least `capacity` slots (rounded up to a power of two) of `words` 32-bit words. */
export function ringBuffer(options: { capacity: number; words: number }): SharedArrayBuffer {
  const capacity = 2 ** Math.ceil(Math.log2(Math.max(2, options.capacity)))
  const buffer = new SharedArrayBuffer(HeaderWords * 4 + capacity * options.words * 4)
  // Written once now, so that the burst does not wait for the system to find pages.
  new Int32Array(buffer).fill(0)
  const header = new Int32Array(buffer, 0, HeaderWords)
  header[Header.capacity] = capacity
  header[Header.words] = options.words
  return buffer
}
