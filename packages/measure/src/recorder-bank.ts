import { Histogram } from './histogram.ts'
import { checkOperations, lagRowOf, rowCountOf, rowOf } from './rows.ts'
import { HighestValueUs, recordedUs, SlotCount, slotOf } from './slots.ts'

const HeaderBytes = 64
/** Words of the header. */
const [Layout, RowCount, Active, Waiting] = [0, 1, 2, 3]
/** Changes with the layout, so that two versions never share a buffer. */
const LayoutVersion = 0x4f_4e_52_31
/** Figures per row and half, a cache line of doubles. */
const FigureCount = 8
const [Count, SumUs, MaxUs, MinUs, Clamped] = [0, 1, 2, 3, 4]

/**
 * The recorder of the hot path: one histogram per row in shared memory, twice, so that a reader on another thread can take
 * an interval while the next one is being recorded.
 *
 *            record(row, µs)                       fold(into)
 *   writer ───────────────▶ [ half A ]   [ half B ] ───────────────▶ reader
 *                  rotate(): A and B change places once B is empty
 *
 * One thread writes (record, rotate), one reads (fold). The word `Waiting` alone passes between them: the writer sets it to
 * the half it gave away, the reader sets it to none after clearing that half. Both are sequentially consistent atomics, so
 * the plain stores before them are seen after them, and no half is ever touched by two threads at once. A reader that is
 * late makes the interval longer; nothing is lost and nobody waits.
 */
export class RecorderBank {
  readonly buffer: SharedArrayBuffer
  readonly operations: readonly string[]
  readonly #header: Int32Array
  readonly #figures: Float64Array
  readonly #counts: Uint32Array
  readonly #rowCount: number
  readonly #interval = new Histogram()
  /** Where the active half starts, kept here so that recording reads no shared word. */
  #figuresAt = 0
  #countsAt = 0

  private constructor(buffer: SharedArrayBuffer, operations: readonly string[]) {
    const rowCount = rowCountOf(operations.length)
    const figureCount = 2 * rowCount * FigureCount
    this.buffer = buffer
    this.operations = operations
    this.#rowCount = rowCount
    this.#header = new Int32Array(buffer, 0, HeaderBytes / 4)
    this.#figures = new Float64Array(buffer, HeaderBytes, figureCount)
    this.#counts = new Uint32Array(buffer, HeaderBytes + 8 * figureCount, 2 * rowCount * SlotCount)
    this.#activate(Atomics.load(this.#header, Active))
  }

  /**
   * Allocates a bank: 2.8 MB of address space per operation, of which only the pages that are used become memory.
   * @throws OnrushError ONRUSH_MEASURE_OPERATIONS when the names are no good.
   */
  static create(operations: readonly string[]): RecorderBank {
    checkOperations(operations)
    const bank = new RecorderBank(new SharedArrayBuffer(bytesOf(operations)), [...operations])
    bank.#header[Layout] = LayoutVersion
    bank.#header[RowCount] = bank.#rowCount
    for (let row = 0; row < 2 * bank.#rowCount; row++) clearFigures(bank.#figures, row * FigureCount)
    return bank
  }

  /** The same bank on another thread. `operations` must be those it was created with. */
  static attach(buffer: SharedArrayBuffer, operations: readonly string[]): RecorderBank {
    const fits = buffer.byteLength === bytesOf(operations)
    const [version, rowCount] = fits ? new Int32Array(buffer, 0, 2) : []
    if (version !== LayoutVersion || rowCount !== rowCountOf(operations.length)) {
      throw new Error(
        `the buffer of ${buffer.byteLength} bytes is not a recorder bank of ${operations.length} operations`,
      )
    }
    return new RecorderBank(buffer, [...operations])
  }

  /** The row of an operation, outcome (both by code) and kind. */
  row(op: number, outcome: number, kind: 'response' | 'service'): number {
    return rowOf(op, outcome, kind)
  }

  /** The row of an operation's lag. */
  lagRow(op: number): number {
    return lagRowOf(op, this.operations.length)
  }

  /**
   * Writer: records one measurement. Values beyond the range are recorded as its end and counted as clamped.
   * Hot path, allocates nothing; bench/record.ts has its figure.
   */
  record(row: number, valueUs: number): void {
    if (row >>> 0 >= this.#rowCount) throw new RangeError(`there is no row ${row} among ${this.#rowCount}`)
    const figures = this.#figures
    const at = this.#figuresAt + row * FigureCount
    const isInside = valueUs >= 0 && valueUs <= HighestValueUs
    const value = isInside ? (valueUs + 0.5) >>> 0 : recordedUs(valueUs)
    if (!isInside) figures[at + Clamped]! += 1
    this.#counts[this.#countsAt + row * SlotCount + slotOf(value)]! += 1
    figures[at + Count]! += 1
    figures[at + SumUs]! += value
    if (value > figures[at + MaxUs]!) figures[at + MaxUs] = value
    if (value < figures[at + MinUs]!) figures[at + MinUs] = value
  }

  /**
   * Writer: gives the interval recorded so far to the reader and goes on in the other half. False, and no change, while
   * the reader still has the previous interval.
   */
  rotate(): boolean {
    if (Atomics.load(this.#header, Waiting) !== 0) return false
    const given = Atomics.load(this.#header, Active)
    this.#activate(1 - given)
    Atomics.store(this.#header, Active, 1 - given)
    Atomics.store(this.#header, Waiting, 1 + given)
    return true
  }

  /** Reader: whether an interval is waiting to be folded. */
  get isWaiting(): boolean {
    return Atomics.load(this.#header, Waiting) !== 0
  }

  /**
   * Reader: hands out every row of the waiting interval that has samples, in order of rows, and gives the half back empty.
   * False when none is waiting. The histogram handed out is reused: copy or add it, do not keep it.
   */
  fold(into: (row: number, histogram: Histogram) => void): boolean {
    const waiting = Atomics.load(this.#header, Waiting)
    if (waiting === 0) return false
    this.#foldHalf(waiting - 1, into)
    Atomics.store(this.#header, Waiting, 0)
    return true
  }

  /** Reader, once the writer has stopped for good: hands out what is waiting and then what was not rotated any more. */
  drain(into: (row: number, histogram: Histogram) => void): void {
    this.fold(into)
    this.#foldHalf(Atomics.load(this.#header, Active), into)
  }

  #activate(half: number): void {
    this.#figuresAt = half * this.#rowCount * FigureCount
    this.#countsAt = half * this.#rowCount * SlotCount
  }

  #foldHalf(half: number, into: (row: number, histogram: Histogram) => void): void {
    for (let row = 0; row < this.#rowCount; row++) {
      const at = (half * this.#rowCount + row) * FigureCount
      if (this.#figures[at + Count] === 0) continue
      this.#takeRow(half * this.#rowCount + row, at)
      into(row, this.#interval)
    }
    this.#interval.clear()
  }

  /** Moves one row into the histogram handed out. Minimum and maximum bound the slots that were touched. */
  #takeRow(rowOfBoth: number, at: number): void {
    const figures = this.#figures
    const [minUs, maxUs] = [figures[at + MinUs]!, figures[at + MaxUs]!]
    const [firstSlot, lastSlot] = [slotOf(minUs), slotOf(maxUs)]
    const from = rowOfBoth * SlotCount + firstSlot
    const slotCount = lastSlot - firstSlot + 1
    const [sumUs, clampedCount] = [figures[at + SumUs]!, figures[at + Clamped]!]
    this.#interval.clear()
    this.#interval.addSlots({ counts: this.#counts, from, firstSlot, slotCount, minUs, maxUs, sumUs, clampedCount })
    // The two are counted apart, so they would differ if a 32-bit slot had wrapped or a second thread had written.
    if (this.#interval.count !== figures[at + Count]) {
      throw new Error(
        `row ${rowOfBoth} holds ${this.#interval.count} samples, but ${figures[at + Count]} were recorded`,
      )
    }
    this.#counts.fill(0, from, from + slotCount)
    clearFigures(figures, at)
  }
}

function bytesOf(operations: readonly string[]): number {
  return HeaderBytes + 2 * rowCountOf(operations.length) * (8 * FigureCount + 4 * SlotCount)
}

function clearFigures(figures: Float64Array, at: number): void {
  figures.fill(0, at, at + FigureCount)
  figures[at + MaxUs] = -1
  figures[at + MinUs] = Number.POSITIVE_INFINITY
}
