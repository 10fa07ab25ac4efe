import { describe, expect, it } from 'vitest'
import {
  checkFields,
  nearestName,
  OnrushError,
  OutcomeCode,
  Outcomes,
  ReasonCode,
  Reasons,
  rule,
} from '../src/index.ts'

const check = (given: unknown) =>
  checkFields('ONRUSH_TEST_OPTIONS', 'ramp()', given, {
    required: { durationMs: rule.positive },
    optional: { label: rule.text, isOpen: rule.flag },
  })

function caught(run: () => void): OnrushError {
  try {
    run()
  } catch (error) {
    if (error instanceof OnrushError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('checkFields', () => {
  it('accepts what fits', () => {
    expect(() => check({ durationMs: 5, label: 'x', isOpen: true })).not.toThrow()
  })

  it.each([
    [
      'a mistyped field offers the nearest name',
      { durationMS: 5 },
      /unknown field "durationMS"/,
      'Did you mean "durationMs"?',
    ],
    [
      'a field nobody knows lists the known ones',
      { durationMs: 5, zebra: 1 },
      /unknown field "zebra"/,
      'Known fields: durationMs, label, isOpen.',
    ],
    ['a missing field is named', {}, /"durationMs" is missing/, 'Add durationMs: it must be a number above 0.'],
    [
      'a wrong value is shown',
      { durationMs: -3 },
      /durationMs must be a number above 0, got -3/,
      'Change durationMs in ramp().',
    ],
    ['NaN is not a number', { durationMs: Number.NaN }, /got NaN/, 'Change durationMs in ramp().'],
    ['no object at all', null, /must be an object, got null/, 'See the README of the package for an example.'],
  ])('%s', (_phrase, given, message, hint) => {
    const error = caught(() => check(given))
    expect(error.message).toMatch(message)
    expect(error.hint).toBe(hint)
    expect(error.code).toBe('ONRUSH_TEST_OPTIONS')
    expect(error.exitCode).toBe(2)
  })

  it('offers no name that is too far away', () => {
    expect(nearestName('colour', ['durationMs', 'seed'])).toBeUndefined()
    expect(nearestName('shopers', ['shoppers', 'seed'])).toBe('shoppers')
  })
})

it('codes are the positions in their lists', () => {
  expect(Outcomes.map((name) => OutcomeCode[name])).toEqual(Outcomes.map((_, index) => index))
  expect(Reasons.map((name) => ReasonCode[name])).toEqual(Reasons.map((_, index) => index))
})
