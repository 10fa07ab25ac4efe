import { OnrushError } from '@onrush/contracts'
import { hash32 } from './hash32.ts'

const WARM_UP_ROUNDS = 15
const TO_UNIT = 2 ** -32

/** Where a stream comes from: 128 bits that follow from the seed and the names on the way, never from what was drawn. */
type StreamKey = readonly [number, number, number, number]

/**
 * A named stream of random numbers (sfc32, period at least 2³²). The same seed and names give the same numbers on every engine.
 * Made by `randomStream` and `fork`.
 */
export class RandomStream {
  readonly #key: StreamKey
  // Kept as int32 from the start (every write ends in | 0): a field that ever held anything else costs three times as much.
  #a = 0
  #b = 0
  #c = 0
  #counter = 0

  constructor(key: StreamKey) {
    this.#key = key
    this.#a = key[0] | 0
    this.#b = key[1] | 0
    this.#c = key[2] | 0
    this.#counter = key[3] | 0
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.nextUint32()
  }

  /** A whole number from 0 to 2³² − 1. */
  nextUint32(): number {
    const counter = this.#counter
    const b = this.#b
    const c = this.#c
    const drawn = (((this.#a + b) | 0) + counter) | 0
    this.#counter = (counter + 1) | 0
    this.#a = b ^ (b >>> 9)
    this.#b = (c + (c << 3)) | 0
    this.#c = (((c << 21) | (c >>> 11)) + drawn) | 0
    return drawn >>> 0
  }

  /** From [0, 1), a multiple of 2⁻³². */
  uniform(): number {
    return this.nextUint32() * TO_UNIT
  }

  /** A whole number from 0 to count − 1, for counts from 1 to 2³²; no value is likelier than another by more than count ÷ 2³². */
  below(count: number): number {
    return Math.floor(this.nextUint32() * TO_UNIT * count)
  }

  /**
   * An independent stream. It depends on this stream's own seed and names and on `name`, not on how much was drawn, and draws nothing:
   * a new fork never shifts another. The same name gives the same stream.
   */
  fork(name: string): RandomStream {
    return new RandomStream(deriveKey(this.#key, name))
  }
}

/**
 * The stream called `name` of a run. `seed` is a safe integer.
 * @throws OnrushError ONRUSH_CLOCKWORK_OPTIONS when it is not.
 */
export function randomStream(seed: number, name: string): RandomStream {
  if (!Number.isSafeInteger(seed)) {
    throw new OnrushError('ONRUSH_CLOCKWORK_OPTIONS', `randomStream(): seed must be a whole number, got ${seed}`, {
      hint: 'Give a seed between −2⁵³ and 2⁵³, for example --seed=7.',
    })
  }
  const high = Math.floor(seed / 2 ** 32) | 0
  return new RandomStream(deriveKey([seed | 0, high, ~seed, ~high], name))
}

/** Four lanes over the characters, then every lane mixed with the other three, so that fork('a').fork('b') is not fork('ab'). */
function deriveKey(parent: StreamKey, name: string): StreamKey {
  const lanes = parent.map((word, lane) => {
    let hash = hash32(word, lane, name.length)
    for (let index = 0; index < name.length; index++) hash = hash32(hash, name.charCodeAt(index), index, lane)
    return hash
  })
  const mixed = (lane: number): number =>
    hash32(at(lanes, lane), at(lanes, (lane + 1) % 4), at(lanes, (lane + 2) % 4), at(lanes, (lane + 3) % 4))
  return [mixed(0), mixed(1), mixed(2), mixed(3)]
}

function at(words: readonly number[], index: number): number {
  return words[index] as number
}
