import { OnrushError } from '@onrush/contracts'

/**
 * The whole number an option was given, or undefined when it was not given.
 * @throws OnrushError ONRUSH_CLI_USAGE
 */
export function wholeNumber(name: string, given: unknown, range: { least: number; most: number }): number | undefined {
  if (given === undefined) return undefined
  const text = singleText(name, given)
  const value = /^[-+]?\d[\d_]*$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN
  if (Number.isSafeInteger(value) && value >= range.least && value <= range.most) return value
  throw new OnrushError(
    'ONRUSH_CLI_USAGE',
    `${name} must be a whole number from ${range.least} to ${range.most}, got ${text}`,
    { hint: `For example ${name}=${Math.max(range.least, 7)}.` },
  )
}

/**
 * The text of an option or argument that may be given once.
 * @throws OnrushError ONRUSH_CLI_USAGE when it is empty or given twice
 */
export function singleText(name: string, given: unknown): string {
  if (Array.isArray(given)) {
    throw new OnrushError('ONRUSH_CLI_USAGE', `${name} was given ${given.length} times`, { hint: 'Give it once.' })
  }
  const text = typeof given === 'string' ? given : ''
  if (text !== '') return text
  throw new OnrushError('ONRUSH_CLI_USAGE', `${name} is empty`, { hint: 'Leave it out or give it a value.' })
}

/**
 * Limits by objective name from texts like `buy p99=200`. The name may hold an equals sign, the number cannot.
 * @throws OnrushError ONRUSH_CLI_USAGE
 */
export function limitsOf(texts: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.lastIndexOf('=')
      const name = text.slice(0, Math.max(at, 0)).trim()
      const number = text.slice(at + 1).trim()
      const limit = number === '' ? Number.NaN : Number(number)
      if (name === '' || !Number.isFinite(limit)) {
        throw new OnrushError('ONRUSH_CLI_USAGE', `--limit must be 'objective name=number', got '${text}'`, {
          hint: "For example --limit 'buy p99 0s..30s=200'; the names are those of the table that `onrush gate` prints.",
        })
      }
      return [name, limit] as const
    }),
  )
}
