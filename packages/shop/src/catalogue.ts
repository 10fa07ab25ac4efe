import { hash32, logNormal, type Quantiles } from '@onrush/clockwork'
import type { ShopSettings } from './options.ts'

/** What is on sale: promotional price, list price and initial stock by item. Stock −1 means "never the limit". */
export interface Catalogue {
  readonly promoFen: Int32Array
  readonly listFen: Int32Array
  readonly stock: Int32Array
}

/**
 * Builds the catalogue. Prices are log-normal and scaled so that the mean over the units on promotion, and over catalogue
 * sales at their expected popularity, is `meanPriceFen`: then turnover depends on how many orders were earned, not on luck
 * with price tags. Rounding to fen is carried from item to item, so the deals' mean is exact.
 */
export function catalogue(settings: ShopSettings): Catalogue {
  const items = settings.dealItems + settings.catalogueItems
  const promoFen = new Int32Array(items)
  const listFen = new Int32Array(items)
  const stock = new Int32Array(items).fill(-1)
  const weight = new Float64Array(items)
  for (let item = 0; item < settings.dealItems; item++) {
    const units =
      share(settings.dealUnits, item + 1, settings.dealItems) - share(settings.dealUnits, item, settings.dealItems)
    stock[item] = units
    weight[item] = units
  }
  for (let rank = 0; rank < settings.catalogueItems; rank++) {
    weight[settings.dealItems + rank] = (rank + 1) ** -settings.catalogueTheta
  }
  const spread = logNormal({ median: 1, sigma: settings.priceSigma })
  priceGroup(settings, spread, promoFen, weight, 0, settings.dealItems)
  priceGroup(settings, spread, promoFen, weight, settings.dealItems, items)
  for (let item = 0; item < items; item++) {
    const promo = promoFen[item] as number
    listFen[item] = item < settings.dealItems ? Math.round(promo * settings.listPriceFactor) : promo
  }
  return { promoFen, listFen, stock }
}

/** The first `part` of `parts` equal shares of `total`, in whole units: 63,000 units over 10,000 items are 6 or 7 each. */
function share(total: number, part: number, parts: number): number {
  return Math.floor((total * part) / parts)
}

function priceGroup(
  settings: ShopSettings,
  spread: Quantiles,
  priceFen: Int32Array,
  weight: Float64Array,
  from: number,
  to: number,
): void {
  let weightSum = 0
  let weightedSum = 0
  for (let item = from; item < to; item++) {
    const units = weight[item] as number
    weightSum += units
    weightedSum += units * spread.at(hash32(settings.priceSeed, item))
  }
  if (weightedSum === 0) weightedSum = weightSum = 1
  const scale = (settings.meanPriceFen * weightSum) / weightedSum
  let carry = 0
  for (let item = from; item < to; item++) {
    const exact = spread.at(hash32(settings.priceSeed, item)) * scale
    const units = weight[item] as number
    const price = Math.max(1, Math.round(exact + (units > 0 ? carry / units : 0)))
    carry += (exact - price) * units
    priceFen[item] = price
  }
}
