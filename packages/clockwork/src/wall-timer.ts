/** Reads monotonic wall time in microseconds; the zero is `process.hrtime`'s and the same for all threads of a process. */
export type WallTimer = () => number

const BRACKETS = 64

/**
 * The wall timer of this thread. Costs one `performance.now()` per reading: no BigInt, no allocation.
 *
 * `performance.now()` may count from another zero in every worker thread, `process.hrtime()` never does but allocates. So
 * the distance between the two is measured here, once, and added to every reading. It is exact to well under a microsecond.
 */
export function wallTimer(): WallTimer {
  const zeroUs = zeroOfThisThreadUs()
  return () => performance.now() * 1000 + zeroUs
}

/** The only calendar time in Onrush: for the names of run directories and for reports. */
export function utcNow(): Date {
  return new Date(Date.now())
}

/**
 * What to add to this thread's `performance.now()`, in microseconds. Each try reads hrtime between two readings of
 * `performance.now()`; the tightest bracket bounds the error by half its width, whatever interrupts the others.
 */
function zeroOfThisThreadUs(): number {
  let zeroUs = 0
  let tightestMs = Number.POSITIVE_INFINITY
  for (let bracket = 0; bracket < BRACKETS; bracket++) {
    const beforeMs = performance.now()
    const [seconds, nanoseconds] = process.hrtime()
    const afterMs = performance.now()
    if (afterMs - beforeMs >= tightestMs) continue
    tightestMs = afterMs - beforeMs
    zeroUs = seconds * 1e6 + nanoseconds / 1e3 - (beforeMs + afterMs) * 500
  }
  return zeroUs
}
