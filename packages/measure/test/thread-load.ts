/** What the writer records and the test expects: a pure function of the seed. */
export interface Load {
  readonly operations: readonly string[]
  readonly rowCount: number
  readonly sampleCount: number
  readonly chunkSize: number
  readonly seed: number
}

/** Calls `record` for every sample, numbered from 1. Rows and values come from xorshift32. */
export function loadOf(load: Load, record: (row: number, valueUs: number, index: number) => void): void {
  let state = load.seed
  for (let index = 1; index <= load.sampleCount; index++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const value = (state >>> 0) % 4_000_000
    record((state >>> 0) % load.rowCount, value, index)
  }
}
