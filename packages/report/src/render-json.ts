import type { RunReport } from '@onrush/contracts'
import { type JsonSchema, reportSchema } from './report-schema.ts'

/**
 * The report as JSON: the same report gives the same bytes, in whatever order its keys were put. Keys stand in the order of the
 * schema, free keys in that of the alphabet. What is inside a list takes one line each, so that files compare line by line.
 */
export function renderJson(report: RunReport): string {
  return `${write(report, reportSchema, '')}\n`
}

function write(value: unknown, schema: JsonSchema | undefined, indent: string): string {
  const known = resolve(schema)
  if (Array.isArray(value)) return writeList(value, known?.items, indent)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = orderedEntries(value, known)
  if (entries.length === 0) return '{}'
  const inner = `${indent}  `
  const lines = entries.map(([key, entry, rule]) => `${inner}${JSON.stringify(key)}: ${write(entry, rule, inner)}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}

function writeList(values: readonly unknown[], items: JsonSchema | undefined, indent: string): string {
  const texts = values.map((value) => writeLine(value, items))
  const isPlain = values.every((value) => typeof value !== 'object' || value === null)
  if (isPlain) return `[${texts.join(', ')}]`
  return `[\n${texts.map((text) => `${indent}  ${text}`).join(',\n')}\n${indent}]`
}

function writeLine(value: unknown, schema: JsonSchema | undefined): string {
  const known = resolve(schema)
  if (Array.isArray(value)) return `[${value.map((entry) => writeLine(entry, known?.items)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const pairs = orderedEntries(value, known).map(
    ([key, entry, rule]) => `${JSON.stringify(key)}: ${writeLine(entry, rule)}`,
  )
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}

function orderedEntries(
  value: object,
  schema: JsonSchema | undefined,
): [key: string, value: unknown, schema: JsonSchema | undefined][] {
  const entries = new Map(Object.entries(value).filter(([, entry]) => entry !== undefined))
  const properties = schema?.properties ?? {}
  const named = Object.keys(properties).filter((key) => entries.has(key))
  const free = [...entries.keys()].filter((key) => !Object.hasOwn(properties, key)).sort()
  const rest = typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined
  return [...named, ...free].map((key) => [
    key,
    entries.get(key),
    Object.hasOwn(properties, key) ? properties[key] : rest,
  ])
}

/** Follows a reference, and a choice with null to what is not null. */
function resolve(schema: JsonSchema | undefined): JsonSchema | undefined {
  if (schema?.$ref !== undefined) return resolve(reportSchema.$defs?.[schema.$ref.slice('#/$defs/'.length)])
  if (schema?.anyOf !== undefined) return resolve(schema.anyOf[0])
  return schema
}
