import { checkFields, rule } from '@onrush/contracts'
import { portableExp, portableLn } from './portable-math.ts'

const TO_UNIT = 2 ** -32

/**
 * Ranks 0 … count − 1 with probability proportional to 1 ÷ (rank + 1)^theta. Theta 0 is uniform, near 1 an ordinary shop, 1.2 and above a
 * rush on a few items. Walker's alias method as built by Vose (1991): one multiplication and two table look-ups per rank, whatever the count.
 */
export class Zipf {
  readonly #shares: Float64Array
  readonly #keep: Float64Array
  readonly #alias: Int32Array
  readonly #count: number

  /** @throws OnrushError ONRUSH_CLOCKWORK_OPTIONS */
  constructor(options: { count: number; theta: number }) {
    checkFields('ONRUSH_CLOCKWORK_OPTIONS', 'Zipf', options, {
      required: { count: rule.positiveCount, theta: rule.notNegative },
    })
    this.#count = options.count
    this.#shares = zipfShares(options.count, options.theta)
    const { keep, alias } = aliasTable(this.#shares)
    this.#keep = keep
    this.#alias = alias
  }

  /** A rank for two independent uniform 32-bit integers. */
  rank(uint32a: number, uint32b: number): number {
    const column = Math.floor(uint32a * TO_UNIT * this.#count)
    return uint32b < (this.#keep[column] as number) ? column : (this.#alias[column] as number)
  }

  /** Probability of a rank; 0 for ranks that do not exist. */
  share(rank: number): number {
    return this.#shares[rank] ?? 0
  }
}

function zipfShares(count: number, theta: number): Float64Array {
  const shares = new Float64Array(count)
  for (let rank = 0; rank < count; rank++) shares[rank] = portableExp(-theta * portableLn(rank + 1))
  let sum = 0
  for (let rank = count - 1; rank >= 0; rank--) sum += shares[rank] as number
  for (let rank = 0; rank < count; rank++) shares[rank] = (shares[rank] as number) / sum
  return shares
}

/**
 * Every column holds 1 ÷ count of the probability: `keep` (in 2⁻³²) of it for its own rank, the rest for its alias. Filled by pairing a
 * column that has too little with one that has too much.
 */
function aliasTable(shares: Float64Array): { keep: Float64Array; alias: Int32Array } {
  const count = shares.length
  const filled = shares.map((share) => share * count)
  const keep = new Float64Array(count).fill(2 ** 32)
  const alias = Int32Array.from({ length: count }, (_, column) => column)
  const poor: number[] = []
  const rich: number[] = []
  for (let column = 0; column < count; column++) ((filled[column] as number) < 1 ? poor : rich).push(column)
  while (poor.length > 0 && rich.length > 0) {
    const column = poor.pop() as number
    const donor = rich.pop() as number
    keep[column] = (filled[column] as number) * 2 ** 32
    alias[column] = donor
    filled[donor] = (filled[donor] as number) + (filled[column] as number) - 1
    ;((filled[donor] as number) < 1 ? poor : rich).push(donor)
  }
  return { keep, alias }
}
