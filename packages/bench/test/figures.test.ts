import { describe, expect, it } from 'vitest'
import { isKept, printFigures } from '../src/figures.ts'

describe('figures', () => {
  it.each([
    ['at its lower limit is kept', { value: 5, atLeast: 5 }, true],
    ['below its lower limit is missed', { value: 4.9, atLeast: 5 }, false],
    ['at its upper limit is kept', { value: 5, atMost: 5 }, true],
    ['above its upper limit is missed', { value: 5.1, atMost: 5 }, false],
    ['that was not measured is missed', { value: Number.NaN, atMost: 5 }, false],
    ['without a limit is kept', { value: 5 }, true],
  ])('a figure %s', (_phrase, figure, expected) => {
    expect(isKept({ name: 'x', unit: 'ms', ...figure })).toBe(expected)
  })

  it('ends with one JSON object that says whether all promises were kept', () => {
    let text = ''
    const write = (part: string): void => {
      text += part
    }
    const figures = [
      { name: 'fine', value: 1, unit: 'ms', atMost: 2 },
      { name: 'late', value: 3, unit: 'ms', atMost: 2 },
    ]
    expect(printFigures('demo', figures, write)).toBe(false)
    const lines = text.trimEnd().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ bench: 'demo', ok: false, figures })
    expect(lines[1]).toMatch(/late .* 3 ms .* ≤ 2 .* MISSED/)
  })
})
