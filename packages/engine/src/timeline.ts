/**
 * What happened when, at speed 1, in shared memory: clicks offered per tenth of a second of scenario time, and the gaps
 * between one good answer and the next, by operation.
 */
export class Timeline {
  readonly buffer: SharedArrayBuffer
  readonly startUs: number
  readonly endUs: number
  readonly offeredByTenth: Int32Array
  readonly #gaps: Float64Array
  readonly #lastOkUs: Float64Array

  /** `startUs`…`endUs`: the stretch that runs at speed 1 and is judged. Opens a given buffer, or allocates one. */
  constructor(options: { startUs: number; endUs: number; operationCount: number; buffer?: SharedArrayBuffer }) {
    const tenths = Math.max(1, Math.ceil((options.endUs - options.startUs) / TenthUs))
    const gapsAt = Math.ceil(tenths / 2) * 8
    const lastAt = gapsAt + (1 + GapsMax * GapFields) * 8
    this.buffer = options.buffer ?? new SharedArrayBuffer(lastAt + options.operationCount * 8)
    this.startUs = options.startUs
    this.endUs = options.endUs
    this.offeredByTenth = new Int32Array(this.buffer, 0, tenths)
    this.#gaps = new Float64Array(this.buffer, gapsAt, 1 + GapsMax * GapFields)
    this.#lastOkUs = new Float64Array(this.buffer, lastAt, options.operationCount)
    if (!options.buffer) this.#lastOkUs.fill(Number.NEGATIVE_INFINITY)
  }

  /** Counts one click due at that time. Hot. */
  offer(dueUs: number): void {
    if (dueUs < this.startUs || dueUs >= this.endUs) return
    const tenth = ((dueUs - this.startUs) / TenthUs) | 0
    this.offeredByTenth[tenth] = (this.offeredByTenth[tenth] as number) + 1
  }

  /** Notes a good answer of an operation at that scenario time. Hot. */
  succeed(op: number, atUs: number): void {
    const last = this.#lastOkUs[op] as number
    // A gap that begins before the end is noted though it may end after it: inside a window it reaches to the window's edge.
    if (atUs - last > GapNotedUs && last < this.endUs) this.#note(op, last, atUs)
    if (atUs > last) this.#lastOkUs[op] = atUs
  }

  /** Clicks due in [fromMs, toMs), by tenths of a second. */
  offered(fromMs: number, toMs: number): number {
    let count = 0
    const first = Math.max(0, Math.round((fromMs * 1000 - this.startUs) / TenthUs))
    const end = Math.min(this.offeredByTenth.length, Math.round((toMs * 1000 - this.startUs) / TenthUs))
    for (let tenth = first; tenth < end; tenth++) count += this.offeredByTenth[tenth] as number
    return count
  }

  /**
   * The longest stretch inside [fromMs, toMs) without a good answer of that operation, ms. The window's edges bound it; gaps
   * shorter than 20 ms are not kept and read as 0.
   */
  longestGapMs(op: number, fromMs: number, toMs: number): number {
    const last = this.#lastOkUs[op] as number
    let longestUs = Math.max(0, toMs * 1000 - Math.max(last, fromMs * 1000))
    const count = Math.min(this.#gaps[0] as number, GapsMax)
    for (let gap = 0; gap < count; gap++) {
      const at = 1 + gap * GapFields
      if (this.#gaps[at] !== op) continue
      const fromUs = Math.max(this.#gaps[at + 1] as number, fromMs * 1000)
      const toUs = Math.min(this.#gaps[at + 2] as number, toMs * 1000)
      longestUs = Math.max(longestUs, toUs - fromUs)
    }
    return longestUs / 1000
  }

  #note(op: number, fromUs: number, toUs: number): void {
    const gaps = this.#gaps
    const count = gaps[0] as number
    // When full the oldest give way: 4,096 gaps of at least 20 ms are more than the longest stretch at speed 1.
    const at = 1 + (count % GapsMax) * GapFields
    gaps[at] = op
    gaps[at + 1] = fromUs
    gaps[at + 2] = toUs
    gaps[0] = count + 1
  }
}

const TenthUs = 100_000
const GapNotedUs = 20_000
const GapsMax = 4096
const GapFields = 3
