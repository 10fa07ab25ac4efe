/**
 * The layout of every histogram here: HdrHistogram with 3 significant digits and a unit of 1 µs.
 *
 *   values 0 … 2047      one slot each
 *   values 2^(10+b) …    1024 slots of width 2^b, for b = 1 … 21
 *
 * so the width of a slot is less than 1/1024 of any value in it, up to 2^32 − 1 µs (71 minutes).
 */

/** The largest value that can be told apart, microseconds. Larger ones are clamped to it, and counted. */
export const HighestValueUs: number = 0xffff_ffff

/** Number of slots: (22 buckets + 1) × 1024. */
export const SlotCount: number = 23_552

/**
 * The slot of a whole number of microseconds in 0 … `HighestValueUs`; fractions are cut off.
 *
 * Setting the low 11 bits puts everything below 2048 into bucket 0 without a branch: times fall on both sides of 2 ms as if
 * by the toss of a coin, and a processor that guesses wrong every other time makes recording twice as slow (bench/record.ts).
 */
export function slotOf(valueUs: number): number {
  const bucket = 21 - Math.clz32(valueUs | 2047)
  return (bucket << 10) + (valueUs >>> bucket)
}

/** The smallest value of a slot, microseconds. */
export function lowestOf(slot: number): number {
  if (slot < 2048) return slot
  const bucket = (slot >>> 10) - 1
  return (slot - (bucket << 10)) * (1 << bucket)
}

/** The largest value of a slot, microseconds. */
export function highestOf(slot: number): number {
  return slot < 2048 ? slot : lowestOf(slot) + (1 << ((slot >>> 10) - 1)) - 1
}

/**
 * The whole microsecond that a measurement is recorded as: the nearest one, or the end of the range it lies beyond.
 * What is not a number becomes the largest value: a broken clock must never look fast.
 */
export function recordedUs(valueUs: number): number {
  if (valueUs >= 0 && valueUs <= HighestValueUs) return (valueUs + 0.5) >>> 0
  return valueUs < 0 ? 0 : HighestValueUs
}
