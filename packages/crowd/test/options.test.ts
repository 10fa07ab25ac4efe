import { OnrushError } from '@onrush/contracts'
import { describe, expect, it } from 'vitest'
import { midnightCrowd } from '../src/index.ts'

function complaint(options: unknown): OnrushError {
  try {
    midnightCrowd(options as Parameters<typeof midnightCrowd>[0])
  } catch (error) {
    if (error instanceof OnrushError) return error
    throw error
  }
  throw new Error('The options were accepted.')
}

describe('options', () => {
  it('are the reference midnight when left out', () => {
    const { options, kind, operations } = midnightCrowd()
    expect(kind).toBe('midnight')
    expect(operations).toEqual(['view', 'buy', 'pay', 'confirm'])
    expect(options.shoppers).toBe(3_000_000)
    expect(options.dayShoppers).toBe(10_000_000)
    expect(options.carts.paidOrders).toBe(2_584_000)
    expect(options.day.paidOrders).toBe(7_298_000)
    expect(options.liveIntents).toBe(4_194_304)
  })

  it('scale people and orders together, and habits not at all', () => {
    const { options } = midnightCrowd({ shoppers: 30_000 })
    expect(options.dayShoppers).toBe(100_000)
    expect(options.carts).toEqual({ paidOrders: 25_840, shape: 2.224, scaleMs: 757_900 })
    expect(options.day.paidOrders).toBe(72_980)
    expect(options.dealItems).toBe(10_000)
  })

  it('keep what is given, group by group, and are not changed', () => {
    const given = Object.freeze({
      shoppers: 30_000,
      dayShoppers: 50_000,
      deals: Object.freeze({ tries: 3, late: { sigma: 1 } as never }),
    })
    const { options } = midnightCrowd(given)
    expect(options.dayShoppers).toBe(50_000)
    expect(options.deals.tries).toBe(3)
    expect(options.deals.theta).toBe(1.22)
    expect(options.deals.late).toEqual({ share: 0.3, medianMs: 2500, sigma: 1 })
  })

  it.each([
    ['a negative rate', { refresh: { personRps: -1 } }, 'personRps must be a number of at least 0, got -1'],
    ['an unknown field', { shopers: 5 }, 'unknown field "shopers"'],
    [
      'an unknown field of a group',
      { paying: { codShares: 0.1 } },
      'midnightCrowd().paying: unknown field "codShares"',
    ],
    [
      'an unknown field of a reaction',
      { deals: { late: { medianSec: 2 } } },
      'midnightCrowd().deals.late: unknown field "medianSec"',
    ],
    [
      'shares that do not add to 1',
      { deals: { late: { share: 0.4, medianMs: 2500, sigma: 0.9 } } },
      'must add to 1, got 1.1',
    ],
    ['no people', { shoppers: 0 }, 'shoppers must be a whole number from 1'],
    ['a start after T0', { startMs: 5 }, 'startMs must be a whole number of at most 0, got 5'],
    ['nine tries', { deals: { tries: 9 } }, 'tries must be a whole number from 1 to 8, got 9'],
    ['nobody pays', { paying: { unpaidShare: 1 } }, 'unpaidShare must be a share below 1'],
    ['23 hours', { day: { hourWeights: Array.from({ length: 23 }, () => 1) } }, 'day.hourWeights must be 24 numbers'],
    [
      'waits upside down',
      { browsing: { thinkFromMs: 5000 } },
      'browsing.thinkToMs must be at least browsing.thinkFromMs (5000), got 3000',
    ],
    ['more carts than people', { shoppers: 100, carts: { paidOrders: 200 } }, 'carts.paidOrders asks for 227 intents'],
    [
      'fewer people by day than at night',
      { shoppers: 100, dayShoppers: 50 },
      'dayShoppers must be at least shoppers (100), got 50',
    ],
    ['not an object', 7, 'midnightCrowd() must be an object, got 7'],
  ])('name the field and the value: %s', (_, options, message) => {
    const error = complaint(options)
    expect(error.code).toBe('ONRUSH_CROWD_OPTIONS')
    expect(error.message).toContain(message)
    expect(error.hint.length).toBeGreaterThan(10)
  })

  it('offer the nearest name for a slip of the finger', () => {
    expect(complaint({ shopers: 5 }).hint).toBe('Did you mean "shoppers"?')
    expect(complaint({ deals: { trys: 5 } }).hint).toBe('Did you mean "tries"?')
  })
})
