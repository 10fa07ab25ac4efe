import { OnrushError } from '@onrush/contracts'
import { catalogue, keyHigh, keyLow, type ShopOptions, shopSettings } from '@onrush/shop'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const least = { dealItems: 10, dealUnits: 63, catalogueItems: 5, shoppers: 100 }

describe('shop options', () => {
  it.each([
    { mistake: 'a missing field', options: { ...least, shoppers: undefined }, message: /"shoppers" is missing/ },
    {
      mistake: 'a slip of the finger',
      options: { ...least, reservationMS: 5 },
      message: /unknown field "reservationMS"/,
      hint: /"reservationMs"/,
    },
    {
      mistake: 'no shoppers',
      options: { ...least, shoppers: 0 },
      message: /shoppers must be a whole number above 0, got 0/,
    },
    { mistake: 'half a deal', options: { ...least, dealItems: 0.5 }, message: /dealItems must be a whole number/ },
    {
      mistake: 'a negative window',
      options: { ...least, promotionMs: -1 },
      message: /promotionMs must be a number of at least 0/,
    },
    {
      mistake: 'a time limit of nothing',
      options: { ...least, reservationMs: 0 },
      message: /reservationMs must be a number above 0/,
    },
    { mistake: 'too many shards', options: { ...least, shards: 256 }, message: /at most 255/ },
    {
      mistake: 'an unknown defect',
      options: { ...least, defects: ['sloth'] },
      message: /unknown defect "sloth"/,
      hint: /doubleRelease/,
    },
    {
      mistake: 'an unknown cost',
      options: { ...least, costs: { buyMs: 1 } },
      message: /unknown field "buyMs"/,
      hint: /"buyNs"/,
    },
    { mistake: 'a negative cost', options: { ...least, costs: { syncUs: -1 } }, message: /syncUs must be/ },
    { mistake: 'no object at all', options: 7, message: /must be an object, got 7/ },
  ])('are refused with a sentence and a hint: $mistake', ({ options, message, hint }) => {
    const error = caught(() => shopSettings(options as unknown as ShopOptions))
    expect(error.code).toBe('ONRUSH_SHOP_OPTIONS')
    expect(error.exitCode).toBe(2)
    expect(error.message).toMatch(message)
    expect(error.hint).toMatch(hint ?? /./)
  })

  it('fill in what was left out and leave the rest as it is', () => {
    const options = { ...least, costs: { buyNs: 999 } }
    const settings = shopSettings(options)
    expect(settings).toMatchObject({
      ...least,
      limitPerShopper: 1,
      reservationMs: 900_000,
      promotionMs: 660_000,
      defects: [],
    })
    expect(settings.costs).toMatchObject({ buyNs: 999, syncUs: 400 })
    expect(options).toEqual({ ...least, costs: { buyNs: 999 } })
  })
})

describe('the catalogue', () => {
  it('gives out exactly the units there are, evenly, at exactly the mean price', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 0, max: 99 }),
        (dealItems, dealUnits, priceSeed) => {
          const settings = shopSettings({ ...least, dealItems, dealUnits, priceSeed })
          const { stock, promoFen, listFen } = catalogue(settings)
          const units = Array.from(stock.subarray(0, dealItems))
          expect(units.reduce((sum, count) => sum + count, 0)).toBe(dealUnits)
          expect(Math.max(...units) - Math.min(...units)).toBeLessThanOrEqual(1)
          expect(Array.from(stock.subarray(dealItems))).toEqual([-1, -1, -1, -1, -1])
          const value = units.reduce((sum, count, item) => sum + count * (promoFen[item] as number), 0)
          // Rounding is carried on; what is left at the end is at most half a fen on each unit of the last items.
          expect(Math.abs(value / dealUnits - settings.meanPriceFen)).toBeLessThan(0.5 + Math.max(...units) / dealUnits)
          for (let item = 0; item < dealItems; item++)
            expect(listFen[item]).toBe(Math.round((promoFen[item] as number) * 2))
          expect(listFen.subarray(dealItems)).toEqual(promoFen.subarray(dealItems))
        },
      ),
      { numRuns: 25 },
    )
  })
})

describe('idempotency keys', () => {
  it('use all of their 64 bits: among a million there are as many equal halves as chance allows, and no equal keys', () => {
    const count = 1_000_000
    const keys = new BigUint64Array(count)
    for (let i = 0; i < count; i++) {
      const shopper = i % 350_000
      const intent = Math.floor(i / 350_000) * 8 + (i % 6)
      keys[i] = (BigInt(keyLow(7, shopper, intent) >>> 0) << 32n) | BigInt(keyHigh(7, shopper, intent) >>> 0)
    }
    keys.sort()
    let equal = 0
    let equalLow = 0
    for (let i = 1; i < count; i++) {
      if (keys[i] === keys[i - 1]) equal++
      if ((keys[i] as bigint) >> 32n === (keys[i - 1] as bigint) >> 32n) equalLow++
    }
    expect(equal).toBe(0)
    // n² ÷ 2³³ = 116 pairs are expected, with a standard deviation of 11.
    expect(equalLow).toBeGreaterThan(116 - 66)
    expect(equalLow).toBeLessThan(116 + 66)
  })
})

function caught(act: () => unknown): OnrushError {
  try {
    act()
  } catch (error) {
    if (error instanceof OnrushError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
