const ROUNDS = 200
const CLOSE_ENOUGH = 1e-14

/**
 * The zero of an ascending function: Newton's steps from `guess`, halved into the bracket found so far whenever one would leave it.
 * `reach` is the longest step taken while one side is still open.
 */
export function solveAscending(
  difference: (x: number) => number,
  slope: (x: number) => number,
  guess: number,
  reach: number,
): number {
  let low = Number.NEGATIVE_INFINITY
  let high = Number.POSITIVE_INFINITY
  let x = guess
  for (let round = 0; round < ROUNDS; round++) {
    const off = difference(x)
    if (off === 0) return x
    if (off < 0) low = x
    else high = x
    const step = Math.max(-reach, Math.min(reach, off / slope(x)))
    let next = x - (Number.isNaN(step) ? Math.sign(off) * reach : step)
    if (next <= low || next >= high) {
      if (high - low === Number.POSITIVE_INFINITY) next = x - Math.sign(off) * reach
      else next = low + (high - low) / 2
    }
    if (Math.abs(next - x) <= CLOSE_ENOUGH * Math.max(1, Math.abs(x))) return next
    x = next
  }
  return x
}
