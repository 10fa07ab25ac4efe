import { exGaussian, logNormal, normal } from '@onrush/clockwork'
import { type Draws, seedFor } from './draws.ts'
import { mix32 } from './mix.ts'
import type { MidnightSettings } from './settings.ts'

const MS = 1000
const CLEAN = 2 ** 53

/**
 * The first click of everybody awake, drawn and sorted before the run so that firing one is a copy. Offset from T0 = a reaction
 * (anticipators, reactors or late, by their shares) + network; nobody clicks before the crowd's start.
 */
export class FirstClicks {
  readonly count: number
  /** Who clicks, and on what, in due order. */
  readonly shoppers: Int32Array
  readonly items: Int32Array
  /** Due time of the next, µs from T0; Infinity when all have clicked. */
  headUs: number = Number.POSITIVE_INFINITY
  /** Due time, µs from the crowd's start, ascending. */
  readonly #offsetsUs: Float64Array
  readonly #startUs: number
  #at = 0

  constructor(settings: MidnightSettings, draws: Draws, seed: number) {
    const count = settings.shoppers
    this.count = count
    this.#startUs = settings.startMs * MS
    // Due time and shopper in one float64, exact up to 2⁵³: the native sort without a comparator does the rest.
    const packed = drawOffsets(settings, seed)
    const longestUs = Math.floor(CLEAN / count) - 1
    for (let shopper = 0; shopper < count; shopper++) {
      packed[shopper] = Math.min(packed[shopper] as number, longestUs) * count + shopper
    }
    packed.sort()
    this.shoppers = new Int32Array(count)
    this.items = new Int32Array(count)
    for (let index = 0; index < count; index++) {
      const both = packed[index] as number
      const offsetUs = Math.floor(both / count)
      const shopper = both - offsetUs * count
      packed[index] = offsetUs
      this.shoppers[index] = shopper
      this.items[index] = draws.deal(shopper, 0)
    }
    this.#offsetsUs = packed
    this.#look()
  }

  /** Due time of first click `index`, µs from T0. */
  dueUs(index: number): number {
    return this.#startUs + (this.#offsetsUs[index] as number)
  }

  get fired(): number {
    return this.#at
  }

  next(): void {
    this.#at++
    this.#look()
  }

  #look(): void {
    this.headUs =
      this.#at < this.count ? this.#startUs + (this.#offsetsUs[this.#at] as number) : Number.POSITIVE_INFINITY
  }
}

/** µs from the crowd's start by shopper. Every draw has a hash of its own, so people do not depend on one another. */
function drawOffsets(settings: MidnightSettings, seed: number): Float64Array {
  const { anticipators, reactors, late, network } = settings.deals
  const early = normal({ mean: anticipators.meanMs, sd: anticipators.sdMs })
  const ready = exGaussian({ mu: reactors.muMs, sigma: reactors.sigmaMs, tau: reactors.tauMs })
  const slow = logNormal({ median: late.medianMs, sigma: late.sigma })
  const wire = logNormal({ median: network.medianMs, sigma: network.sigma })
  const earlyBelow = anticipators.share * 2 ** 32
  const readyBelow = (anticipators.share + reactors.share) * 2 ** 32
  const drawSeed = seedFor(seed, 'first clicks')
  const offsetsUs = new Float64Array(settings.shoppers)
  for (let shopper = 0; shopper < settings.shoppers; shopper++) {
    const kind = mix32(drawSeed, shopper, 1, 0) >>> 0
    const draw = mix32(drawSeed, shopper, 2, 0)
    const reaction = kind < earlyBelow ? early.at(draw) : kind < readyBelow ? ready.at(draw) : slow.at(draw)
    const atMs = reaction + wire.at(mix32(drawSeed, shopper, 3, 0))
    offsetsUs[shopper] = Math.max(0, Math.round((atMs - settings.startMs) * MS))
  }
  return offsetsUs
}
