import { HighestValueUs, highestOf, lowestOf, SlotCount, slotOf } from '@onrush/measure'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { microseconds } from './samples.ts'

describe('the layout', () => {
  test('covers 0 to 2^32 - 1 without a gap or an overlap', () => {
    let next = 0
    for (let slot = 0; slot < SlotCount; slot++) {
      if (lowestOf(slot) !== next || highestOf(slot) < next) expect.fail(`slot ${slot} starts at ${lowestOf(slot)}`)
      next = highestOf(slot) + 1
    }
    expect(next).toBe(HighestValueUs + 1)
  })

  test('puts both ends of every slot into that slot', () => {
    for (let slot = 0; slot < SlotCount; slot++) {
      if (slotOf(lowestOf(slot)) !== slot || slotOf(highestOf(slot)) !== slot) expect.fail(`slot ${slot}`)
    }
  })

  test('agrees with the formula of HdrHistogram, which has a branch', () => {
    fc.assert(
      fc.property(microseconds, (value) => {
        const bucket = Math.max(0, Math.floor(Math.log2(Math.max(1, value))) - 10)
        expect(slotOf(value)).toBe(bucket * 1024 + Math.floor(value / 2 ** bucket))
      }),
    )
  })

  test('is wrong by less than a thousandth of any value', () => {
    fc.assert(
      fc.property(microseconds, (value) => {
        const slot = slotOf(value)
        expect(highestOf(slot) - lowestOf(slot)).toBeLessThanOrEqual(value / 1000)
      }),
    )
  })
})
