import { clockText, durationText, largeText, moneyText, offsetText, shareText } from '@onrush/report'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('numbers for people', () => {
  it.each([
    [208_114_000_000, '2.08 bn yuan'],
    [1_000_000_000, '10 M yuan'],
    [99_999_000_000, '1 bn yuan'],
    [20_612_345_600, '206 M yuan'],
    [1_234_500, '12,345 yuan'],
    [29, '0.29 yuan'],
    [0, '0 yuan'],
  ])('%d fen are %s', (valueFen, text) => expect(moneyText(valueFen)).toBe(text))

  it.each([
    [71_000, '1:11'],
    [7_200_000, '2:00:00'],
    [86_400_000, '24:00:00'],
    [59_999, '0:59'],
    [-42_000, '−0:42'],
    [-400, '0:00'],
    [0, '0:00'],
  ])('%d ms after T0 is %s', (offsetMs, text) => expect(offsetText(offsetMs)).toBe(text))

  it.each([
    [68_870, '1:08.8'],
    [9950, '0:09.9'],
    [3_599_999, '59:59.9'],
  ])('%d ms after T0 is %s with tenths', (offsetMs, text) => expect(offsetText(offsetMs, true)).toBe(text))

  it.each([
    [71_000, '00:01:11'],
    [-42_000, '23:59:18'],
    [-1, '23:59:59'],
    [86_400_000, '00:00:00'],
    [49_500_000, '13:45:00'],
  ])('%d ms after T0 a clock shows %s', (offsetMs, text) => expect(clockText(offsetMs)).toBe(text))

  it.each([
    [12.34, '12.3 ms'],
    [0.0412, '0.041 ms'],
    [412.6, '413 ms'],
    [999.7, '1 s'],
    [1240, '1.24 s'],
    [59_960, '60 s'],
    [71_000, '1:11'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('%s ms last %s', (valueMs, text) => expect(durationText(valueMs)).toBe(text))

  it.each([
    [0.03, '3 %'],
    [0.000019, '0.0019 %'],
    [1, '100 %'],
    [null, '–'],
  ])('a share of %s is %s', (share, text) => expect(shareText(share)).toBe(text))

  it('never show a time before it was reached, nor more than a tenth or a second too early', () => {
    const milliseconds = fc.integer({ min: 0, max: 1_000_000_000 })
    const property = fc.property(milliseconds, fc.boolean(), (offsetMs, tenths) => {
      const shownMs = offsetText(offsetMs, tenths)
        .split(':')
        .reduce((sum, part) => sum * 60 + Number(part), 0)
      const late = offsetMs - Math.round(shownMs * 1000)
      expect(late).toBeGreaterThanOrEqual(0)
      expect(late).toBeLessThan(tenths ? 100 : 1000)
    })
    fc.assert(property)
  })

  it('keep three digits of what is large', () => {
    const property = fc.property(fc.double({ min: 1e6, max: 9.98e11, noNaN: true }), (value) => {
      const [digits = '', unit] = largeText(value).split(' ')
      const shown = Number(digits.replaceAll(',', '')) * (unit === 'bn' ? 1e9 : 1e6)
      expect(Math.abs(shown / value - 1)).toBeLessThan(0.0051)
    })
    fc.assert(property)
  })
})
