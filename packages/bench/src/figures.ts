/** One line of a bench's result. `limit` is what the project promises; without one the figure is only shown. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly atLeast?: number
  readonly atMost?: number
}

/** Whether a figure keeps its promise. */
export function isKept({ value, atLeast, atMost }: Figure): boolean {
  return (
    Number.isFinite(value) && (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost)
  )
}

/** Prints a table for people and, as the last line, one JSON object for programs; says whether every promise was kept. */
export function printFigures(bench: string, figures: readonly Figure[], write: (text: string) => void): boolean {
  const rows = figures.map((figure) => [
    figure.name,
    number(figure.value),
    figure.unit,
    promise(figure),
    isKept(figure) ? 'ok' : 'MISSED',
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  for (const row of rows) {
    const [name = '', value = '', unit = '', limit = '', state = ''] = row
    write(
      `${name.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)} ${unit.padEnd(widths[2] ?? 0)}  ${limit.padEnd(widths[3] ?? 0)}  ${limit === '' ? '' : state}\n`,
    )
  }
  const ok = figures.every(isKept)
  write(`${JSON.stringify({ bench, ok, figures })}\n`)
  return ok
}

function promise({ atLeast, atMost }: Figure): string {
  if (atLeast !== undefined) return `≥ ${number(atLeast)}`
  return atMost === undefined ? '' : `≤ ${number(atMost)}`
}

function number(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 100 ? 3 : 0 })
}
