// Oracles written apart from clockwork: closed forms with Math.exp, and integrals by the trapezoid rule.

/** Share of a standard normal below z, Abramowitz and Stegun 7.1.26 (error below 1.5e-7). */
export function normalCdf(z: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2)
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const tail = (poly * Math.exp((-z * z) / 2)) / 2
  return z > 0 ? 1 - tail : tail
}

export function exGaussianCdf(x: number, mu: number, sigma: number, tau: number): number {
  const z = (x - mu) / sigma
  return normalCdf(z) - Math.exp((sigma * sigma) / (2 * tau * tau) - (x - mu) / tau) * normalCdf(z - sigma / tau)
}

export function logNormalCdf(x: number, median: number, sigma: number): number {
  return x <= 0 ? 0 : normalCdf(Math.log(x / median) / sigma)
}

/** A table of ∫ t^(k−1) e^(−t), normalised by its own end. */
export function gammaCdf(shape: number): (x: number) => number {
  const step = 0.001
  const sums = [0]
  const density = (t: number): number => t ** (shape - 1) * Math.exp(-t)
  for (let index = 1; index <= 60 / step; index++) {
    sums.push((sums[index - 1] as number) + ((density((index - 1) * step) + density(index * step)) * step) / 2)
  }
  const total = sums.at(-1) as number
  return (x) => (x <= 0 ? 0 : (sums[Math.min(sums.length - 1, Math.round(x / step))] as number) / total)
}

/** Kolmogorov and Smirnov's distance of a sample from a distribution. */
export function ksDistance(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort()
  let distance = 0
  for (const [index, x] of sorted.entries()) {
    const asked = cdf(x)
    distance = Math.max(distance, asked - index / sorted.length, (index + 1) / sorted.length - asked)
  }
  return distance
}
