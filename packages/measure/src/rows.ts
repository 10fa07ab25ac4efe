import { OnrushError, type OutcomeName, Outcomes } from '@onrush/contracts'

/**
 * Measurements come in rows, numbered so that the hot path can compute them without a call:
 *
 *   op × OutcomeCount × 2 + outcome × 2 + kind            kind: 0 response, 1 service
 *   operations × OutcomeCount × 2 + op                    lag, known before there is an outcome
 */
export const OutcomeCount: number = Outcomes.length

/** The codes of the kinds that exist per outcome. */
export const KindCode = { response: 0, service: 1 } as const

/** Intended start → done, sent → done, intended → sent. */
export const Kinds = ['response', 'service', 'lag'] as const
export type Kind = (typeof Kinds)[number]

/** What a row measures. `tag` names it in the .hlog: `<operation>.<outcome>.<kind>` or `<operation>.lag`. */
export interface RowMeaning {
  readonly operation: string
  readonly outcome: OutcomeName | null
  readonly kind: Kind
  readonly tag: string
}

/** How many rows that many operations have. */
export function rowCountOf(operationCount: number): number {
  return operationCount * (OutcomeCount * 2 + 1)
}

/** The row of an operation, outcome and kind, all by code. */
export function rowOf(op: number, outcome: number, kind: 'response' | 'service'): number {
  return (op * OutcomeCount + outcome) * 2 + KindCode[kind]
}

/** The row of an operation's lag among `operationCount` operations. */
export function lagRowOf(op: number, operationCount: number): number {
  return operationCount * OutcomeCount * 2 + op
}

/** What a row measures. @throws RangeError when there is no such row. */
export function describeRow(operations: readonly string[], row: number): RowMeaning {
  const perOperation = OutcomeCount * 2
  const lagOp = row - operations.length * perOperation
  const operation = operations[lagOp >= 0 ? lagOp : Math.floor(row / perOperation)]
  if (operation === undefined || !Number.isInteger(row) || row < 0) {
    throw new RangeError(`there is no row ${row} among ${rowCountOf(operations.length)}`)
  }
  if (lagOp >= 0) return { operation, outcome: null, kind: 'lag', tag: `${operation}.lag` }
  const outcome = Outcomes[(row % perOperation) >> 1]!
  const kind = row % 2 === 0 ? 'response' : 'service'
  return { operation, outcome, kind, tag: `${operation}.${outcome}.${kind}` }
}

/** Reads a tag of the .hlog again; undefined when it is not one of ours. */
export function parseTag(tag: string): RowMeaning | undefined {
  const parts = tag.split('.')
  const kind = parts.pop()
  if (kind === 'lag') return parts.length > 0 ? { operation: parts.join('.'), outcome: null, kind, tag } : undefined
  const outcome = Outcomes.find((name) => name === parts.at(-1))
  const operation = parts.slice(0, -1).join('.')
  if ((kind !== 'response' && kind !== 'service') || outcome === undefined || operation === '') return undefined
  return { operation, outcome, kind, tag }
}

/**
 * Checks the names of operations: 1 to 256 (their code is a byte), different, and fit for a tag.
 * @throws OnrushError ONRUSH_MEASURE_OPERATIONS
 */
export function checkOperations(operations: readonly string[]): void {
  const wrong =
    operations.length < 1 || operations.length > 256
      ? `there must be 1 to 256 operations, got ${operations.length}`
      : operations.map((name, op) => wrongName(name, operations.indexOf(name) < op)).find((text) => text !== undefined)
  if (wrong === undefined) return
  throw new OnrushError('ONRUSH_MEASURE_OPERATIONS', wrong, {
    hint: 'Name operations like "buy" or "view-item": different, without commas and white space.',
  })
}

function wrongName(name: string, isRepeated: boolean): string | undefined {
  if (isRepeated) return `the operation "${name}" is named twice`
  return /^[^\s,]+$/.test(name) ? undefined : `"${name}" cannot name an operation`
}
