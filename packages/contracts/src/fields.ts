import { OnrushError } from './errors.ts'

/** Says whether a value is acceptable; returns what was expected when it is not. */
export type FieldRule = (value: unknown) => string | undefined

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/** The rules that option objects are checked with. Each message completes the sentence "<field> must be …". */
export const rule = {
  text: ((value) => (typeof value === 'string' && value.length > 0 ? undefined : 'a non-empty string')) as FieldRule,
  flag: ((value) => (typeof value === 'boolean' ? undefined : 'true or false')) as FieldRule,
  any: (() => undefined) as FieldRule,
  number: ((value) => (isNumber(value) ? undefined : 'a finite number')) as FieldRule,
  notNegative: ((value) => (isNumber(value) && value >= 0 ? undefined : 'a number of at least 0')) as FieldRule,
  positive: ((value) => (isNumber(value) && value > 0 ? undefined : 'a number above 0')) as FieldRule,
  share: ((value) => (isNumber(value) && value >= 0 && value <= 1 ? undefined : 'a share from 0 to 1')) as FieldRule,
  count: ((value) =>
    Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : 'a whole number of at least 0') as FieldRule,
  positiveCount: ((value) =>
    Number.isSafeInteger(value) && (value as number) > 0 ? undefined : 'a whole number above 0') as FieldRule,
  list: ((value) => (Array.isArray(value) ? undefined : 'a list')) as FieldRule,
  record: ((value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'an object') as FieldRule,
  oneOf:
    (...allowed: readonly unknown[]): FieldRule =>
    (value) =>
      allowed.includes(value) ? undefined : `one of ${allowed.map((entry) => JSON.stringify(entry)).join(', ')}`,
} as const

/**
 * Checks an options object at the edge: unknown fields (with the nearest known name), missing required fields and values
 * that break their rule. Never changes its input.
 * @throws OnrushError with `code` and a hint; `where` names the object in the message, for example `midnightCrowd()`.
 */
export function checkFields(
  code: string,
  where: string,
  given: unknown,
  fields: {
    readonly required?: Readonly<Record<string, FieldRule>>
    readonly optional?: Readonly<Record<string, FieldRule>>
  },
): void {
  const wrong = rule.record(given)
  if (wrong)
    throw new OnrushError(code, `${where} must be ${wrong}, got ${show(given)}`, {
      hint: 'See the README of the package for an example.',
    })
  const values = given as Record<string, unknown>
  const known = { ...fields.required, ...fields.optional }
  for (const name of Object.keys(values))
    if (!Object.hasOwn(known, name)) throw unknownName(code, where, name, Object.keys(known))
  for (const [name, check] of Object.entries(known)) {
    const value = values[name]
    if (value === undefined) {
      if (fields.required && Object.hasOwn(fields.required, name)) {
        throw new OnrushError(code, `${where}: the field "${name}" is missing`, {
          hint: `Add ${name}: it must be ${check(undefined) ?? 'given'}.`,
        })
      }
      continue
    }
    const expected = check(value)
    if (expected)
      throw new OnrushError(code, `${where}: ${name} must be ${expected}, got ${show(value)}`, {
        hint: `Change ${name} in ${where}.`,
      })
  }
}

/** The error for a name nobody knows; offers the nearest known one when it is near enough to be a slip of the finger. */
export function unknownName(code: string, where: string, name: string, known: readonly string[]): OnrushError {
  const nearest = nearestName(name, known)
  return new OnrushError(code, `${where}: unknown field "${name}"`, {
    hint: nearest === undefined ? `Known fields: ${known.join(', ')}.` : `Did you mean "${nearest}"?`,
  })
}

/** The known name with the fewest edits to `name`, or undefined when all are further away than half its length. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, edits: editCount(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)
  const best = ranked[0]
  return best && best.edits <= Math.max(1, Math.floor(name.length / 2)) ? best.candidate : undefined
}

/** Levenshtein distance by the usual two-row recurrence. */
function editCount(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const swap = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap))
    }
    row = next
  }
  return row[to.length] ?? 0
}

function show(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return text === undefined ? 'nothing' : text.length > 60 ? `${text.slice(0, 57)}…` : text
}
