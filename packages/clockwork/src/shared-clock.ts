import { type WallTimer, wallTimer } from './wall-timer.ts'

/*
 * Layout: one Int32 sequence, then four float64 as pairs of Int32 words, each read and written atomically.
 *
 *   word   0         2 3         4 5     6 7    8 9
 *          sequence  scenarioUs  wallUs  speed  limitUs
 *
 * A seqlock: the writer makes the sequence odd, writes, makes it even; a reader that saw an odd or a changed sequence reads again.
 * The words are atomic too because ordinary reads may sink below the second reading of the sequence on weakly ordered processors.
 */
const WORDS = 10
const FIRST_WORD = 2
const VALUE_WORDS = WORDS - FIRST_WORD

/** Shared memory for the run's clock: written by the `TimeLapseClock` it is given to, read by any number of `SharedClock`s. */
export function sharedClockBuffer(): SharedArrayBuffer {
  return new SharedArrayBuffer(WORDS * 4)
}

/** Size of `sharedClockBuffer()`, bytes. */
export const SHARED_CLOCK_BYTES: number = WORDS * 4

/** The writing side; there is exactly one per buffer. */
export class ClockPublisher {
  readonly #words: Int32Array
  readonly #values = new Float64Array(VALUE_WORDS / 2)
  readonly #valueWords = new Int32Array(this.#values.buffer)

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer)
  }

  /**
   * From now on scenario time is `scenarioUs` at `wallUs`; at speed 1 readers carry it on by the wall, up to `limitUs`. Nothing is written
   * while speed 1 lasts under the same limit, because readers arrive at the same times by themselves.
   */
  publish(scenarioUs: number, wallUs: number, speed: number, limitUs: number): void {
    const values = this.#values
    if (speed === 1 && values[2] === 1 && values[3] === limitUs) return
    values[0] = scenarioUs
    values[1] = wallUs
    values[2] = speed
    values[3] = limitUs
    Atomics.add(this.#words, 0, 1)
    for (let word = 0; word < VALUE_WORDS; word++) {
      Atomics.store(this.#words, FIRST_WORD + word, this.#valueWords[word] as number)
    }
    Atomics.add(this.#words, 0, 1)
  }
}

/**
 * A view of the run's clock for any thread. No allocation; one atomic load and at speed 1 a wall reading, and only after a new publication
 * the words of it.
 */
export class SharedClock {
  readonly #words: Int32Array
  readonly #values = new Float64Array(VALUE_WORDS / 2)
  readonly #valueWords = new Int32Array(this.#values.buffer)
  readonly #wallUs: WallTimer
  #lastUs = Number.MIN_SAFE_INTEGER
  /** Which publication `#values` holds; 0 is none. */
  #sequence = 0

  constructor(buffer: SharedArrayBuffer, wallUs?: WallTimer) {
    this.#words = new Int32Array(buffer)
    this.#wallUs = wallUs ?? wallTimer()
  }

  /**
   * Scenario microseconds from T0; never decreases. At speed 1 carried on from the last publication by the wall, so that an edge such as
   * T0 is met even when the owner is late; above 1 the last published value. `Number.MIN_SAFE_INTEGER` while nobody has published.
   */
  nowUs(): number {
    if (Atomics.load(this.#words, 0) !== this.#sequence) this.#read()
    if (this.#sequence === 0) return this.#lastUs
    const values = this.#values
    let nowUs = values[0] as number
    if (values[2] === 1)
      nowUs = Math.min(nowUs + Math.max(0, this.#wallUs() - (values[1] as number)), values[3] as number)
    if (nowUs > this.#lastUs) this.#lastUs = nowUs
    return this.#lastUs
  }

  /** Copies one consistent publication; the writer is within a few nanoseconds of completing it whenever this has to look twice. */
  #read(): void {
    for (;;) {
      const sequence = Atomics.load(this.#words, 0)
      for (let word = 0; word < VALUE_WORDS; word++) {
        this.#valueWords[word] = Atomics.load(this.#words, FIRST_WORD + word)
      }
      if ((sequence & 1) !== 0 || Atomics.load(this.#words, 0) !== sequence) continue
      this.#sequence = sequence
      return
    }
  }
}
