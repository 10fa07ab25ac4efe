import { type FieldRule, rule, type Shape } from '@onrush/contracts'
import { boundedShape } from './bounded-shape.ts'
import { checkOptions, optionsError } from './options.ts'

const weightsRule: FieldRule = (value) =>
  Array.isArray(value) && value.length > 0 ? undefined : 'a list of at least one weight'

/**
 * `count` arrivals spread over equal spans (the hours of a day, say) by `weights`, smoothly: the cumulative count is a monotone cubic through
 * the cumulative weights, the rate its derivative, which is continuous and never negative. Each span gets its exact share.
 */
export function hours(options: { count: number; weights: readonly number[]; durationMs: number }): Shape {
  checkOptions('hours()', options, { count: rule.notNegative, weights: weightsRule, durationMs: rule.positive })
  const { count, weights, durationMs } = options
  const total = checkedSum(weights)
  const spans = weights.length
  const spanMs = durationMs / spans
  const rises = weights.map((weight) => (weight / total) * count)
  const heights = cumulative(rises)
  const slopes = monotoneSlopes(rises)
  /** Which span, how far into it (0 … 1), and the numbers of its cubic, per span. */
  const spanAt = (
    offsetMs: number,
  ): readonly [at: number, height: number, rise: number, slope: number, nextSlope: number] => {
    const index = Math.min(spans - 1, Math.floor(offsetMs / spanMs))
    return [
      offsetMs / spanMs - index,
      heights[index] as number,
      rises[index] as number,
      slopes[index] as number,
      slopes[index + 1] as number,
    ]
  }
  // Hermite's cubic with the slopes m₀, m₁ at the ends of a span of rise d:
  //   h + m₀·s + (3d − 2m₀ − m₁)·s² + (m₀ + m₁ − 2d)·s³.
  return boundedShape(
    durationMs,
    (offsetMs) => {
      const [at, , rise, slope, nextSlope] = spanAt(offsetMs)
      const perSpan = slope + at * (2 * (3 * rise - 2 * slope - nextSlope) + at * 3 * (slope + nextSlope - 2 * rise))
      return (perSpan * 1000) / spanMs
    },
    (offsetMs) => {
      if (offsetMs >= durationMs) return count
      const [at, height, rise, slope, nextSlope] = spanAt(offsetMs)
      return height + at * (slope + at * (3 * rise - 2 * slope - nextSlope + at * (slope + nextSlope - 2 * rise)))
    },
  )
}

function checkedSum(weights: readonly number[]): number {
  let total = 0
  weights.forEach((weight, index) => {
    const wrong = rule.notNegative(weight)
    if (wrong)
      throw optionsError(
        `hours(): weights[${index}] must be ${wrong}, got ${weight}`,
        `Change weights[${index}] in hours().`,
      )
    total += weight
  })
  if (total === 0) throw optionsError('hours(): all weights are 0', 'Give at least one weight above 0, or use empty().')
  return total
}

function cumulative(rises: readonly number[]): readonly number[] {
  let height = 0
  return rises.map((rise) => {
    const before = height
    height += rise
    return before
  })
}

/**
 * Slopes at the knots of a PCHIP, for equal spans (Fritsch and Carlson 1980, Fritsch and Butland 1984): inside the harmonic mean of the
 * neighbouring rises, 0 beside an empty span; at the ends the three-point slope, kept within 0 … 3 rises. No slope exceeds three times
 * a rise beside it, which is what makes the cubic monotone.
 */
function monotoneSlopes(rises: readonly number[]): readonly number[] {
  const rise = (index: number): number => rises[index] as number
  const last = rises.length - 1
  if (last === 0) return [rise(0), rise(0)]
  const endSlope = (near: number, far: number): number => Math.min(3 * near, Math.max(0, (3 * near - far) / 2))
  const inner = rises.slice(1).map((after, index) => {
    const before = rise(index)
    return before === 0 || after === 0 ? 0 : (2 * before * after) / (before + after)
  })
  return [endSlope(rise(0), rise(1)), ...inner, endSlope(rise(last), rise(last - 1))]
}
