import { exponential, gamma, type Quantiles, randomStream, uniformBetween, Zipf } from '@onrush/clockwork'
import { mix32 } from './mix.ts'
import type { MidnightSettings } from './settings.ts'

const TO_UNIT = 2 ** -32
const MS = 1000

/**
 * Every decision of every person, drawn without state from (seed, shopper, what it is about): it never depends on who was answered
 * first. Hot: no allocation.
 */
export class Draws {
  readonly #dealOfRank: Int32Array
  readonly #firstCatalogueItem: number
  readonly #dealRanks: Zipf
  readonly #catalogueRanks: Zipf
  readonly #dealSeed: number
  readonly #catalogueSeed: number
  readonly #spillSeed: number
  readonly #waitSeed: number
  readonly #paySeed: number
  readonly #unpaidSeed: number
  readonly #dealCount: number
  readonly #codBelow: number
  readonly #unpaidBelow: number
  readonly #thinkMs: Quantiles
  readonly #spillMs: Quantiles
  readonly #notYetMs: Quantiles
  readonly #payMs: Quantiles
  readonly #spillMinMs: number
  readonly #baseMs: number
  readonly #capMs: number

  constructor(settings: MidnightSettings, seed: number) {
    const { deals, browsing, paying, retry } = settings
    this.#dealCount = settings.dealItems
    this.#dealOfRank = shuffled(settings.dealItems, 0, seed, 'deals by popularity')
    this.#firstCatalogueItem = settings.dealItems
    this.#dealRanks = new Zipf({ count: settings.dealItems, theta: deals.theta })
    this.#catalogueRanks = new Zipf({ count: settings.catalogueItems, theta: browsing.theta })
    this.#dealSeed = seedFor(seed, 'first choice')
    this.#catalogueSeed = seedFor(seed, 'catalogue choice')
    this.#spillSeed = seedFor(seed, 'next choice')
    this.#waitSeed = seedFor(seed, 'waits')
    this.#paySeed = seedFor(seed, 'cash on delivery')
    this.#unpaidSeed = seedFor(seed, 'unpaid')
    this.#codBelow = paying.codShare * 2 ** 32
    this.#unpaidBelow = paying.unpaidShare * 2 ** 32
    this.#thinkMs = uniformBetween({ from: browsing.thinkFromMs, to: browsing.thinkToMs })
    this.#spillMs = exponential({ mean: deals.thinkMeanMs })
    this.#notYetMs = uniformBetween({ from: deals.notYetFromMs, to: deals.notYetToMs })
    this.#payMs = gamma({ shape: paying.shape, scale: paying.scaleMs })
    this.#spillMinMs = deals.thinkMinMs
    this.#baseMs = retry.baseMs
    this.#capMs = retry.capMs
  }

  /** The deal that `shopper` wants most; `number` tells views apart (0 is the first click). */
  deal(shopper: number, number: number): number {
    const rank = this.#dealRanks.rank(
      mix32(this.#dealSeed, shopper, number, 1) >>> 0,
      mix32(this.#dealSeed, shopper, number, 2) >>> 0,
    )
    return this.#dealOfRank[rank] as number
  }

  catalogueItem(shopper: number, intent: number): number {
    const seed = this.#catalogueSeed
    const rank = this.#catalogueRanks.rank(mix32(seed, shopper, intent, 1) >>> 0, mix32(seed, shopper, intent, 2) >>> 0)
    // The catalogue is numbered by popularity, not shuffled: a shop can then price what sells most with the sales in mind.
    return this.#firstCatalogueItem + rank
  }

  /**
   * Try number `number` (1 …) of somebody whose first choice was `firstItem`: uniform among the deals this person has not tried. The
   * choices go round the other deals from a random one in random strides, which needs no memory of them: with m others, a start a and a
   * stride b, choice k is a + k·b (mod m). Two of them agree only if (k − l)·b is a multiple of m; with up to 8 tries k − l divides 60.
   * Needs more deals than `number`.
   */
  nextDeal(shopper: number, firstItem: number, number: number): number {
    const others = this.#dealCount - 1
    // As int32 (| 0): the remainder of two float64 is a call.
    const start = ((mix32(this.#spillSeed, shopper, 1, 0) >>> 0) * TO_UNIT * others) | 0
    const drawn = (1 + (mix32(this.#spillSeed, shopper, 2, 0) >>> 0) * TO_UNIT * (others - 1)) | 0
    const stride = Math.imul(60, drawn) % others === 0 ? 1 : drawn
    const item = firstItem + 1 + ((start + Math.imul(number, stride)) % others)
    return item < this.#dealCount ? item : item - this.#dealCount
  }

  /** Uniform from 0 to count − 1. */
  below(seed: number, number: number, count: number): number {
    return Math.floor((mix32(seed, number, 0, 0) >>> 0) * TO_UNIT * count)
  }

  isCod(shopper: number, intent: number): boolean {
    return mix32(this.#paySeed, shopper, intent, 0) >>> 0 < this.#codBelow
  }

  staysUnpaid(shopper: number, intent: number): boolean {
    return mix32(this.#unpaidSeed, shopper, intent, 0) >>> 0 < this.#unpaidBelow
  }

  /** Think time after a view, µs; `viewsLeft` tells the views apart. */
  thinkUs(shopper: number, intent: number, viewsLeft: number): number {
    return Math.round(this.#thinkMs.at(mix32(this.#waitSeed, shopper, intent, 0x1000 + viewsLeft)) * MS)
  }

  spillUs(shopper: number, intent: number): number {
    return Math.round((this.#spillMinMs + this.#spillMs.at(mix32(this.#waitSeed, shopper, intent, 0x2000))) * MS)
  }

  notYetUs(shopper: number, intent: number, attempt: number): number {
    return Math.round(this.#notYetMs.at(mix32(this.#waitSeed, shopper, intent, 0x3000 + attempt)) * MS)
  }

  payUs(shopper: number, intent: number): number {
    return Math.round(this.#payMs.at(mix32(this.#waitSeed, shopper, intent, 0x4000)) * MS)
  }

  /** Full jitter: uniform from 0 to min(cap, base · 2^(failures − 1)), µs. `kind` tells buying from paying. */
  backOffUs(shopper: number, intent: number, failures: number, attempt: number, kind: number): number {
    const widthMs = failures > 30 ? this.#capMs : Math.min(this.#capMs, this.#baseMs * 2 ** (failures - 1))
    return Math.round((mix32(this.#waitSeed, shopper, intent, 0x10000 * kind + attempt) >>> 0) * TO_UNIT * widthMs * MS)
  }
}

/** A 32-bit seed of one's own for each purpose. */
export function seedFor(seed: number, purpose: string): number {
  return randomStream(seed, `crowd: ${purpose}`).nextUint32() | 0
}

/** The items from `first` on in a random order (Fisher and Yates), so that popularity says nothing about an item's number. */
function shuffled(count: number, first: number, seed: number, purpose: string): Int32Array {
  const random = randomStream(seed, `crowd: ${purpose}`)
  const items = new Int32Array(count)
  for (let index = 0; index < count; index++) items[index] = first + index
  for (let index = count - 1; index > 0; index--) {
    const other = random.below(index + 1)
    const item = items[index] as number
    items[index] = items[other] as number
    items[other] = item
  }
  return items
}
