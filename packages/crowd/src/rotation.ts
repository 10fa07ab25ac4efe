import { hash32 } from '@onrush/clockwork'

/** Visits every number below `count` once before it repeats, in an order that looks like none. */
export class Rotation {
  /** The number for the present step. */
  at = 0
  /** How often all have been visited. */
  round = 0
  readonly #count: number
  readonly #stride: number
  #steps = 0

  constructor(count: number, seed: number) {
    this.#count = count
    this.#stride = coprimeTo(count, hash32(seed, 0x57) % count)
    this.at = hash32(seed, 0xa7) % count
  }

  next(): void {
    const at = this.at + this.#stride
    this.at = at >= this.#count ? at - this.#count : at
    if (++this.#steps === this.#count) {
      this.#steps = 0
      this.round++
    }
  }
}

/** The first number from `from` on (but at least 1) that shares no divisor with `count`. */
function coprimeTo(count: number, from: number): number {
  let stride = Math.max(1, from)
  while (divisor(count, stride) !== 1) stride++
  return stride % count
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b)
}
