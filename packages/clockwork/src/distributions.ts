import { checkFields, type FieldRule, OnrushError, rule } from '@onrush/contracts'
import { gammaDensity, gammaP, gammaQ, normalBelow, normalDensity, portableExp, portableLn } from './portable-math.ts'
import { Quantiles } from './quantiles.ts'
import { solveAscending } from './solve-ascending.ts'

/** Times between independent events. */
export function exponential(options: { mean: number }): Quantiles {
  check('exponential()', options, { mean: rule.positive })
  return exponentialFrom(0, options.mean)
}

export function normal(options: { mean: number; sd: number }): Quantiles {
  check('normal()', options, { mean: rule.number, sd: rule.notNegative })
  const { mean, sd } = options
  if (sd === 0) return constantQuantiles(mean)
  const quantile = standardNormalQuantiles()
  // E[Z; Z > z] = φ(z).
  const tail = (edge: number, share: number): number => (sd * normalDensity((edge - mean) / sd)) / share
  return new Quantiles({
    least: Number.NEGATIVE_INFINITY,
    quantile: (p) => mean + sd * quantile(p),
    lowestMean: (edge, share) => mean - tail(edge, share),
    highestMean: (edge, share) => mean + tail(edge, share),
  })
}

/** exp of a normal: `median` is exp of its mean, `sigma` its standard deviation. The mean is median · exp(sigma² ÷ 2). */
export function logNormal(options: { median: number; sigma: number }): Quantiles {
  check('logNormal()', options, { median: rule.positive, sigma: rule.notNegative })
  const { median, sigma } = options
  if (sigma === 0) return constantQuantiles(median)
  const mean = median * portableExp((sigma * sigma) / 2)
  const quantile = standardNormalQuantiles()
  const z = (edge: number): number => portableLn(edge / median) / sigma
  return new Quantiles({
    least: 0,
    quantile: (p) => median * portableExp(sigma * quantile(p)),
    // E[X; X < x] = mean · Φ(z − sigma).
    lowestMean: (edge, share) => (mean * normalBelow(z(edge) - sigma)) / share,
    highestMean: (edge, share) => (mean * normalBelow(sigma - z(edge))) / share,
  })
}

/**
 * A normal (mu, sigma) plus an independent exponential of mean tau: the usual model of reaction times.
 * With z = (x − mu) ÷ sigma the share above x is Φ(−z) + tau·f(x), where f is the density below.
 */
export function exGaussian(options: { mu: number; sigma: number; tau: number }): Quantiles {
  check('exGaussian()', options, { mu: rule.number, sigma: rule.notNegative, tau: rule.notNegative })
  const { mu, sigma, tau } = options
  if (tau === 0) return normal({ mean: mu, sd: sigma })
  if (sigma === 0) return exponentialFrom(mu, tau)
  const ratio = sigma / tau
  const z = (x: number): number => (x - mu) / sigma
  const density = (x: number): number => exGaussianDensity(z(x), ratio) / tau
  const above = (x: number): number => normalBelow(-z(x)) + tau * density(x)
  const below = (x: number): number => normalBelow(z(x)) - tau * density(x)
  // E[X; X > x] = (x + tau)·S(x) + sigma·(φ(z) − z·Φ(−z)).
  const upperPart = (x: number): number =>
    (x + tau) * above(x) + sigma * (normalDensity(z(x)) - z(x) * normalBelow(-z(x)))
  let guess = mu - 4 * sigma
  return new Quantiles({
    least: Number.NEGATIVE_INFINITY,
    quantile: (p) => {
      guess = solveAscending((x) => (p < 0.5 ? below(x) - p : 1 - p - above(x)), density, guess, sigma + tau)
      return guess
    },
    lowestMean: (edge, share) => (mu + tau - upperPart(edge)) / share,
    highestMean: (edge, share) => upperPart(edge) / share,
  })
}

/** Gamma by shape k and scale; the mean is shape · scale. */
export function gamma(options: { shape: number; scale: number }): Quantiles {
  check('gamma()', options, { shape: rule.positive, scale: rule.positive })
  const { shape, scale } = options
  const quantile = gammaQuantiles(shape)
  return new Quantiles({
    least: 0,
    quantile: (p) => scale * quantile(p),
    // E[X; X < x] = shape·scale·P(shape + 1, x ÷ scale).
    lowestMean: (edge, share) => (shape * scale * gammaP(shape + 1, edge / scale)) / share,
    highestMean: (edge, share) => (shape * scale * gammaQ(shape + 1, edge / scale)) / share,
  })
}

/** Every value from `from` to `to` alike. */
export function uniformBetween(options: { from: number; to: number }): Quantiles {
  check('uniformBetween()', options, { from: rule.number, to: rule.number })
  const { from, to } = options
  if (to < from) {
    throw new OnrushError(
      'ONRUSH_CLOCKWORK_OPTIONS',
      `uniformBetween(): to must be at least from (${from}), got ${to}`,
      {
        hint: 'Swap from and to in uniformBetween().',
      },
    )
  }
  return new Quantiles({
    least: from,
    quantile: (p) => from + (to - from) * p,
    lowestMean: (edge) => (from + edge) / 2,
    highestMean: (edge) => (edge + to) / 2,
  })
}

/** Standard normal quantiles for ascending p, each search starting from the one before. */
function standardNormalQuantiles(): (p: number) => number {
  let guess = -4
  return (p) => {
    guess = solveAscending((z) => (p < 0.5 ? normalBelow(z) - p : 1 - p - normalBelow(-z)), normalDensity, guess, 1)
    return guess
  }
}

/**
 * Gamma(shape, 1) quantiles for ascending p. Solved for y = ln x, because for small shapes the quantiles lie hundreds of decades
 * apart; the density of y is x·f(x).
 */
function gammaQuantiles(shape: number): (p: number) => number {
  // P(k, x) ≈ xᵏ ÷ Γ(k + 1) near 0 gives the first guess within reach of the search.
  let guess = portableLn(shape)
  return (p) => {
    guess = solveAscending(
      (y) => (p < 0.5 ? gammaP(shape, portableExp(y)) - p : 1 - p - gammaQ(shape, portableExp(y))),
      (y) => portableExp(y) * gammaDensity(shape, portableExp(y)),
      guess,
      1 + 1 / shape,
    )
    return portableExp(guess)
  }
}

/** tau × density of the ex-Gaussian, exp(ratio²/2 − ratio·z)·Φ(z − ratio); the two factors may be huge and tiny, so via the logarithm far left. */
function exGaussianDensity(z: number, ratio: number): number {
  const w = z - ratio
  const exponent = (ratio * ratio) / 2 - ratio * z
  if (w > -30) return portableExp(exponent + portableLn(normalBelow(w)))
  // Φ(w) = φ(w) ÷ |w| · (1 − 1/w² + 3/w⁴ …), and exponent − w² ÷ 2 = −z² ÷ 2.
  const inverse = 1 / (w * w)
  return (normalDensity(z) / -w) * (1 - inverse * (1 - 3 * inverse * (1 - 5 * inverse)))
}

/** `from` plus an exponential. The mean above any edge is that edge plus `mean`. */
function exponentialFrom(from: number, mean: number): Quantiles {
  return new Quantiles({
    least: from,
    quantile: (p) => from - mean * portableLn(1 - p),
    lowestMean: (edge, share) => (from + mean - (1 - share) * (edge + mean)) / share,
    highestMean: (edge) => edge + mean,
  })
}

function constantQuantiles(value: number): Quantiles {
  return new Quantiles({ least: value, quantile: () => value, lowestMean: () => value, highestMean: () => value })
}

function check(where: string, options: unknown, required: Readonly<Record<string, FieldRule>>): void {
  checkFields('ONRUSH_CLOCKWORK_OPTIONS', where, options, { required })
}
