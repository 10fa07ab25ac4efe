import { checkFields, type FieldRule, OnrushError, type Shape } from '@onrush/contracts'

const CODE = 'ONRUSH_SHAPES_OPTIONS'

/** Checks an options object; `where` names it in messages, for example `ramp()`. */
export function checkOptions(
  where: string,
  options: unknown,
  required: Readonly<Record<string, FieldRule>>,
  optional: Readonly<Record<string, FieldRule>> = {},
): void {
  checkFields(CODE, where, options, { required, optional })
}

/** Checks that every argument of a composition is a shape. */
export function checkShapes(where: string, given: readonly unknown[]): void {
  given.forEach((value, index) => {
    if (!isShape(value))
      throw optionsError(
        `${where}(): argument ${index + 1} must be a shape`,
        `Pass what constant(), ramp() and their like return.`,
      )
  })
}

/** The error for what no single field's rule can say. */
export function optionsError(message: string, hint: string): OnrushError {
  return new OnrushError(CODE, message, { hint })
}

function isShape(value: unknown): value is Shape {
  if (typeof value !== 'object' || value === null) return false
  const { durationMs, rateAt, arrivalsBy } = value as Partial<Record<keyof Shape, unknown>>
  return (
    typeof durationMs === 'number' &&
    durationMs >= 0 &&
    typeof rateAt === 'function' &&
    typeof arrivalsBy === 'function'
  )
}
