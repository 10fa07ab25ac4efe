/** Samples counted by slot: `counts[from + i]` belongs to slot `firstSlot + i`. What histograms exchange, in memory and in files. */
export interface SlotRange {
  readonly counts: ArrayLike<number>
  readonly from: number
  readonly firstSlot: number
  /** 0 says: no samples. */
  readonly slotCount: number
  /** The exact smallest and largest sample, microseconds: the first and the last slot are theirs. */
  readonly minUs: number
  readonly maxUs: number
  readonly sumUs: number
  /** How many of the samples were beyond the range. */
  readonly clampedCount: number
}
