/*
 * Elementary functions from + − × ÷ and square roots only, which IEEE 754 rounds in one way. `Math.exp` and its kin may differ
 * in the last digits from engine to engine, and a table built on them would make another run there.
 */

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const PI = 3.141592653589793
const SQRT_HALF = Math.sqrt(0.5)
const SQRT_TWO_PI = 2.5066282746310007
const LN_SQRT_TWO_PI = 0.9189385332046728
const EXP_TERMS = 14
const LN_TERMS = 12
const SINE_POWERS = 22
const NORMAL_MIDDLE = 3
const NORMAL_TAIL_TERMS = 60
const INCOMPLETE_GAMMA_TERMS = 100_000

/** eˣ to a relative 1e-15. */
export function portableExp(x: number): number {
  if (!(x > -746)) return Number.isNaN(x) ? x : 0
  if (x > 710) return Number.POSITIVE_INFINITY
  // x = halvings·ln 2 + rest with |rest| ≤ ln 2 ÷ 2; ln 2 in two parts, so that the product is exact.
  const doublings = Math.round(x / (LN2_HIGH + LN2_LOW))
  const rest = x - doublings * LN2_HIGH - doublings * LN2_LOW
  let sum = 1
  for (let term = EXP_TERMS; term > 0; term--) sum = 1 + (sum * rest) / term
  // In two steps, because 2 to the number of doublings alone may be too large or too small for a float64.
  const half = Math.trunc(doublings / 2)
  return sum * powerOfTwo(half) * powerOfTwo(doublings - half)
}

/** The natural logarithm to a relative 1e-15; −Infinity at 0, NaN below. */
export function portableLn(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  let mantissa = x
  let doublings = 0
  for (; mantissa >= 2 ** 32; mantissa *= 2 ** -32) doublings += 32
  for (; mantissa < 2 ** -32; mantissa *= 2 ** 32) doublings -= 32
  for (; mantissa >= 2 * SQRT_HALF; mantissa /= 2) doublings++
  for (; mantissa < SQRT_HALF; mantissa *= 2) doublings--
  // ln m = 2 artanh s with s = (m − 1) ÷ (m + 1), |s| ≤ 0.172.
  const s = (mantissa - 1) / (mantissa + 1)
  const square = s * s
  let sum = 0
  for (let term = LN_TERMS; term > 0; term--) sum = (sum + 1 / (2 * term + 1)) * square
  return doublings * LN2_HIGH + (doublings * LN2_LOW + 2 * s * (1 + sum))
}

/** sin(2π·turns): one turn is a full circle. Exact to 1e-15; 0 and ±1 at the quarter turns exactly. */
export function portableSine(turns: number): number {
  // Quarter turns from the nearest whole one, |rest| ≤ ½, where both series converge within ten terms.
  const quarters = turns * 4
  const nearest = Math.round(quarters)
  const angle = (quarters - nearest) * (PI / 2)
  const quadrant = ((nearest % 4) + 4) % 4
  const value = alternatingSeries(angle, quadrant % 2)
  return quadrant < 2 ? value : -value
}

/** ln Γ(x) for x > 0, by Stirling's series after raising x above 16. */
export function lnGamma(x: number): number {
  let product = 1
  let raised = x
  for (; raised < 16; raised++) product *= raised
  const inverse = 1 / raised
  const square = inverse * inverse
  const tail =
    inverse *
    (1 / 12 +
      square * (-1 / 360 + square * (1 / 1260 + square * (-1 / 1680 + square * (1 / 1188 - (square * 691) / 360360)))))
  return (raised - 0.5) * portableLn(raised) - raised + LN_SQRT_TWO_PI + tail - portableLn(product)
}

/** The regularised lower incomplete gamma function P(k, x): the share of a Gamma(k, 1) that lies below x. 0 for x ≤ 0. */
export function gammaP(k: number, x: number): number {
  if (!(x > 0)) return Number.isNaN(x) ? x : 0
  if (x === Number.POSITIVE_INFINITY) return 1
  return x < k + 1 ? lowerSeries(k, x) : 1 - upperFraction(k, x)
}

/** 1 − P(k, x), without cancellation in the upper tail. */
export function gammaQ(k: number, x: number): number {
  if (!(x > 0)) return Number.isNaN(x) ? x : 1
  if (x === Number.POSITIVE_INFINITY) return 0
  return x < k + 1 ? 1 - lowerSeries(k, x) : upperFraction(k, x)
}

/** Density of Gamma(k, 1) at x > 0. */
export function gammaDensity(k: number, x: number): number {
  return x > 0 ? portableExp((k - 1) * portableLn(x) - x - lnGamma(k)) : 0
}

/**
 * Share of a standard normal below z; exact to a relative 1e-13 in the lower tail. In the middle ½ + φ(z)·(z + z³/3 + z⁵/15 + …), in the
 * tails φ(z) ÷ (|z| + 1 ÷ (|z| + 2 ÷ (|z| + 3 ÷ …))) (Laplace).
 */
export function normalBelow(z: number): number {
  if (z > NORMAL_MIDDLE) return 1 - normalTail(z)
  if (z < -NORMAL_MIDDLE) return normalTail(-z)
  let term = z
  let sum = z
  for (let n = 3; Math.abs(term) > Math.abs(sum) * 1e-17; n += 2) {
    term *= (z * z) / n
    sum += term
  }
  return 0.5 + normalDensity(z) * sum
}

/** Density of a standard normal at z. */
export function normalDensity(z: number): number {
  return portableExp((-z * z) / 2) / SQRT_TWO_PI
}

function normalTail(z: number): number {
  let fraction = z
  for (let n = NORMAL_TAIL_TERMS; n > 0; n--) fraction = z + n / fraction
  return normalDensity(z) / fraction
}

/** The sine of a small angle (`odd` 0) or its cosine (`odd` 1) by Taylor's series. */
function alternatingSeries(angle: number, isCosine: number): number {
  const square = angle * angle
  let sum = 1
  for (let power = SINE_POWERS; power > 0; power -= 2) {
    const low = power - isCosine
    sum = 1 - (sum * square) / (low * (low + 1))
  }
  return isCosine === 1 ? sum : angle * sum
}

/** P(k, x) = xᵏ e⁻ˣ ÷ Γ(k + 1) · Σ xⁿ ÷ ((k + 1) … (k + n)); quick for x < k + 1. */
function lowerSeries(k: number, x: number): number {
  let term = 1
  let sum = 1
  for (let n = 1; n < INCOMPLETE_GAMMA_TERMS && term > sum * 1e-17; n++) {
    term *= x / (k + n)
    sum += term
  }
  return sum * portableExp(k * portableLn(x) - x - lnGamma(k + 1))
}

/** Q(k, x) by Legendre's continued fraction, evaluated forwards (modified Lentz); quick for x ≥ k + 1. */
function upperFraction(k: number, x: number): number {
  const tiny = 1e-300
  let b = x + 1 - k
  let c = 1 / tiny
  let d = 1 / b
  let fraction = d
  for (let n = 1; n < INCOMPLETE_GAMMA_TERMS; n++) {
    const a = -n * (n - k)
    b += 2
    d = 1 / (a * d + b || tiny)
    c = b + a / c || tiny
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return fraction * portableExp(k * portableLn(x) - x - lnGamma(k))
}

function powerOfTwo(exponent: number): number {
  let power = 1
  let base = exponent < 0 ? 0.5 : 2
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= base
    base *= base
  }
  return power
}
