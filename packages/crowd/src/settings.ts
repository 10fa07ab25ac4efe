/** Everything a midnight's people do, in numbers. Money and stock are the shop's. */
export interface MidnightSettings {
  /** People awake at T0, shopper ids 0 … shoppers − 1. */
  readonly shoppers: number
  /** People who come during the day, ids 0 … dayShoppers − 1: those awake at T0 are among them. */
  readonly dayShoppers: number
  /** Items on sale at T0, item ids 0 … dealItems − 1. */
  readonly dealItems: number
  /** Ordinary items, ids dealItems … dealItems + catalogueItems − 1. */
  readonly catalogueItems: number
  /** When the crowd begins to click, ms from T0; not after T0. */
  readonly startMs: number
  /** No flow of the planned cohorts begins after this, ms from T0. */
  readonly endMs: number
  /** Most intents alive at one time; beyond it clicks are sent, but nobody reacts to their answers (counted). */
  readonly liveIntents: number
  readonly refresh: RefreshSettings
  readonly deals: DealSettings
  readonly carts: CartSettings
  readonly day: DaySettings
  readonly browsing: BrowsingSettings
  readonly paying: PayingSettings
  readonly retry: RetrySettings
}

/** Looking at the page before T0. */
export interface RefreshSettings {
  /** Views per second and person awake. */
  readonly personRps: number
}

/** Wave 1. First click after T0 = one of three reactions (shares add to 1) + network. */
export interface DealSettings {
  /** Normal. */
  readonly anticipators: { readonly share: number; readonly meanMs: number; readonly sdMs: number }
  /** Normal (mu, sigma) + exponential (tau). */
  readonly reactors: {
    readonly share: number
    readonly muMs: number
    readonly sigmaMs: number
    readonly tauMs: number
  }
  /** Log-normal. */
  readonly late: { readonly share: number; readonly medianMs: number; readonly sigma: number }
  /** Log-normal. */
  readonly network: { readonly medianMs: number; readonly sigma: number }
  /** Zipf exponent of the first choice. */
  readonly theta: number
  /** Items a person tries before giving the deals up, the first included; 1 … 8. */
  readonly tries: number
  /** After a sold-out answer: thinkMinMs + exponential of mean thinkMeanMs. */
  readonly thinkMinMs: number
  readonly thinkMeanMs: number
  /** Told "not yet", people click again after this, uniform. */
  readonly notYetFromMs: number
  readonly notYetToMs: number
  /** Orders that the deal stock allows; only `plannedRps` uses it, the shop decides. */
  readonly expectedOrders: number
}

/** Wave 2, carts cleared: `paidOrders` paid orders, placed Gamma(shape, scaleMs) after T0. At most one by each person awake. */
export interface CartSettings {
  readonly paidOrders: number
  readonly shape: number
  readonly scaleMs: number
}

/** The day: `paidOrders` paid orders, placed by the weights of 24 hours. */
export interface DaySettings {
  readonly paidOrders: number
  readonly hourWeights: readonly number[]
}

/** What the planned cohorts do before they buy. */
export interface BrowsingSettings {
  /** 0 … 255. */
  readonly viewsPerOrder: number
  /** Views per order of real people, for the report: views here stand for that many. */
  readonly realViewsPerOrder: number
  /** Think time after each view, uniform. */
  readonly thinkFromMs: number
  readonly thinkToMs: number
  /** Zipf exponent over the catalogue. */
  readonly theta: number
}

export interface PayingSettings {
  /** Cash on delivery; the others pay by wallet. */
  readonly codShare: number
  /** Orders that are never paid nor confirmed. */
  readonly unpaidShare: number
  /** From the order's answer to paying or confirming: Gamma(shape, scaleMs). */
  readonly shape: number
  readonly scaleMs: number
}

/** After an answer that is none (shed, failed, timed out, unsent, pending): uniform from 0 to min(cap, base · 2ⁿ). */
export interface RetrySettings {
  readonly baseMs: number
  readonly capMs: number
  /** Clicks in a row without an answer after which a person gives up; 1 … 255. */
  readonly attempts: number
}

type Grouped = 'refresh' | 'deals' | 'carts' | 'day' | 'browsing' | 'paying' | 'retry'

/** What a scenario says about its midnight; everything has the reference midnight's value when it is left out. */
export type MidnightOptions = Partial<Omit<MidnightSettings, Grouped>> & {
  readonly [Group in Grouped]?: Partial<MidnightSettings[Group]>
}

const REFERENCE_SHOPPERS = 3_000_000
const HOUR_WEIGHTS = [
  3.0, 2.0, 1.2, 0.8, 0.6, 0.6, 0.9, 1.8, 3.2, 4.6, 5.4, 5.2, 4.9, 4.8, 4.9, 4.8, 4.6, 4.4, 4.5, 5.2, 6.2, 7.0, 7.6,
  7.4,
]

/** The reference midnight for that many people awake: people and orders scale with them, items and habits do not. */
export function referenceMidnight(shoppers: number = REFERENCE_SHOPPERS): MidnightSettings {
  const scaled = (count: number): number => Math.round((count * shoppers) / REFERENCE_SHOPPERS)
  return {
    shoppers,
    dayShoppers: Math.max(scaled(10_000_000), shoppers),
    dealItems: 10_000,
    catalogueItems: 200_000,
    startMs: -10_000,
    endMs: 86_400_000,
    liveIntents: 2 ** Math.max(12, Math.ceil(Math.log2(shoppers * 1.3))),
    refresh: { personRps: 0.05 },
    deals: {
      anticipators: { share: 0.25, meanMs: -60, sdMs: 120 },
      reactors: { share: 0.45, muMs: 230, sigmaMs: 35, tauMs: 90 },
      late: { share: 0.3, medianMs: 2500, sigma: 0.9 },
      network: { medianMs: 60, sigma: 0.6 },
      theta: 1.22,
      tries: 6,
      thinkMinMs: 300,
      thinkMeanMs: 1200,
      notYetFromMs: 200,
      notYetToMs: 400,
      expectedOrders: scaled(632_614),
    },
    carts: { paidOrders: scaled(2_584_000), shape: 2.224, scaleMs: 757_900 },
    day: { paidOrders: scaled(7_298_000), hourWeights: HOUR_WEIGHTS },
    browsing: { viewsPerOrder: 4, realViewsPerOrder: 15, thinkFromMs: 1000, thinkToMs: 3000, theta: 0.98 },
    paying: { codShare: 0.2, unpaidShare: 0.12, shape: 3.229, scaleMs: 57_600 },
    retry: { baseMs: 500, capMs: 10_000, attempts: 8 },
  }
}
