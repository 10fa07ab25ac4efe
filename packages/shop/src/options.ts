import { checkFields, OnrushError, rule } from '@onrush/contracts'

/** Mistakes that can be switched on, each to be found by its detector; the test of the tests. */
export const Defects = [
  'ackBeforeSync',
  'staleStock',
  'doubleRelease',
  'lostTimer',
  'earlyPrice',
  'forgottenKey',
  'overdraft',
] as const
export type Defect = (typeof Defects)[number]

/** Virtual-clock costs: what each operation keeps the shop busy with, and what a sync takes. Nanoseconds and microseconds. */
export interface ShopCosts {
  readonly viewNs: number
  readonly buyNs: number
  readonly payNs: number
  readonly confirmNs: number
  /** One sync of the journal, without its records. */
  readonly syncUs: number
  /** Added to a sync per record written. */
  readonly recordNs: number
}

export interface ShopOptions {
  /** Items 0 … dealItems − 1 are on promotion. */
  readonly dealItems: number
  /** Units of stock over all deals; spread evenly. */
  readonly dealUnits: number
  /** Items dealItems … dealItems + catalogueItems − 1; their stock is never the limit. */
  readonly catalogueItems: number
  /** Shoppers are numbered 0 … shoppers − 1. */
  readonly shoppers: number
  /** Mean price over the units of the deals, and over catalogue sales at the expected popularity. Integer fen. */
  readonly meanPriceFen?: number
  /** Spread of prices: sigma of the log-normal. */
  readonly priceSigma?: number
  /** Expected popularity of the catalogue, Zipf exponent by item number; only used to scale its prices. */
  readonly catalogueTheta?: number
  /** The promotional price holds in [T0, T0 + promotionMs). */
  readonly promotionMs?: number
  /** List price of a deal outside its window, as a multiple of the promotional one. */
  readonly listPriceFactor?: number
  /** An unpaid order is released after this. */
  readonly reservationMs?: number
  /** What is in every wallet at the start, integer fen. */
  readonly walletFen?: number
  /** Orders of one promotional item per shopper. */
  readonly limitPerShopper?: number
  readonly shards?: number
  /** Most orders the shop can hold. */
  readonly maxOrders?: number
  /** Requests waiting in an entry above which further ones are shed. */
  readonly shedAbove?: number
  /** What a shed request is told to wait. */
  readonly retryAfterMs?: number
  /** Request and answer slots of an entry. */
  readonly laneSlots?: number
  readonly costs?: Partial<ShopCosts>
  readonly defects?: readonly Defect[]
  /** Seed of prices; fixed, so that every run sells the same goods. */
  readonly priceSeed?: number
}

/** All options with their defaults filled in; valid by construction. */
export interface ShopSettings extends Required<Omit<ShopOptions, 'costs'>> {
  readonly costs: ShopCosts
}

/** Defaults: the reference midnight's shop; costs are measured on two cores (see the README). */
const Defaults = {
  meanPriceFen: 20_000,
  priceSigma: 0.8,
  catalogueTheta: 0.98,
  promotionMs: 660_000,
  listPriceFactor: 2,
  reservationMs: 900_000,
  walletFen: 1_000_000,
  limitPerShopper: 1,
  shards: 4,
  maxOrders: 16_000_000,
  shedAbove: 4_194_304,
  retryAfterMs: 500,
  laneSlots: 4_194_304,
  defects: [],
  priceSeed: 1111,
} as const

const DefaultCosts: ShopCosts = { viewNs: 120, buyNs: 350, payNs: 450, confirmNs: 300, syncUs: 400, recordNs: 25 }

const Code = 'ONRUSH_SHOP_OPTIONS'

/** Checks shop options and fills in the defaults. @throws OnrushError ONRUSH_SHOP_OPTIONS */
export function shopSettings(options: ShopOptions): ShopSettings {
  const { positiveCount, count, positive, notNegative, record, list } = rule
  checkFields(Code, 'shopTarget()', options, {
    required: { dealItems: count, dealUnits: count, catalogueItems: count, shoppers: positiveCount },
    optional: {
      meanPriceFen: positiveCount,
      priceSigma: notNegative,
      catalogueTheta: notNegative,
      promotionMs: notNegative,
      listPriceFactor: positive,
      reservationMs: positive,
      walletFen: count,
      limitPerShopper: positiveCount,
      shards: positiveCount,
      maxOrders: positiveCount,
      shedAbove: positiveCount,
      retryAfterMs: count,
      laneSlots: positiveCount,
      costs: record,
      defects: list,
      priceSeed: count,
    },
  })
  checkFields(Code, 'shopTarget().costs', options.costs ?? {}, {
    optional: {
      viewNs: notNegative,
      buyNs: notNegative,
      payNs: notNegative,
      confirmNs: notNegative,
      syncUs: notNegative,
      recordNs: notNegative,
    },
  })
  for (const defect of options.defects ?? []) {
    if (!Defects.includes(defect)) {
      throw new OnrushError(Code, `shopTarget(): unknown defect "${defect}"`, {
        hint: `Known defects: ${Defects.join(', ')}.`,
      })
    }
  }
  if ((options.shards ?? 1) > 255) {
    throw new OnrushError(Code, `shopTarget(): shards must be at most 255, got ${options.shards}`, {
      hint: 'One shard per core is plenty.',
    })
  }
  return { ...Defaults, ...options, costs: { ...DefaultCosts, ...options.costs } }
}
