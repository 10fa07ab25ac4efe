import { hash32, randomStream, Zipf } from '@onrush/clockwork'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** The first numbers of `randomStream(7, 'crowd')` and of its fork `deals`: recorded runs rely on them. */
const GOLDEN = [3803612814, 3639350380, 3825809197]
const GOLDEN_FORK = 2276003389

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0)

/** Chi-square of counts that should be equal, as distance from its mean in standard deviations. */
function unevenness(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const chiSquare = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0)
  const freedom = counts.length - 1
  return Math.abs(chiSquare - freedom) / Math.sqrt(2 * freedom)
}

/** MurmurHash3 x86 32 over four words without the length, in BigInt: slow, and written another way. */
function referenceHash(words: readonly number[]): number {
  const mask = 0xffffffffn
  const rotate = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (32n - by))) & mask
  let hash = 0x9747b28cn
  for (const word of words) {
    const key = (rotate(((BigInt(word) & mask) * 0xcc9e2d51n) & mask, 15n) * 0x1b873593n) & mask
    hash = (rotate(hash ^ key, 13n) * 5n + 0xe6546b64n) & mask
  }
  hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & mask
  hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & mask
  return Number(hash ^ (hash >> 16n))
}

describe('hash32', () => {
  it('is MurmurHash3 over four words', () => {
    fc.assert(
      fc.property(uint32, uint32, uint32, uint32, (a, b, c, d) => {
        expect(hash32(a, b, c, d)).toBe(referenceHash([a, b, c, d]))
      }),
    )
  })

  it('takes a missing argument as 0 and negative ones modulo 2^32', () => {
    expect(hash32(7)).toBe(hash32(7, 0, 0, 0))
    expect(hash32(-1, -2)).toBe(hash32(2 ** 32 - 1, 2 ** 32 - 2))
  })

  it('flips every output bit half of the time when any input bit flips', () => {
    const stream = randomStream(11, 'avalanche')
    const rounds = 4000
    for (let bit = 0; bit < 128; bit++) {
      const flips = zeros(32)
      for (let round = 0; round < rounds; round++) {
        const words = [stream.nextUint32(), stream.nextUint32(), stream.nextUint32(), stream.nextUint32()] as [
          number,
          number,
          number,
          number,
        ]
        const before = hash32(...words)
        words[bit >> 5] = (words[bit >> 5] as number) ^ (1 << (bit & 31))
        const changed = before ^ hash32(...words)
        for (let out = 0; out < 32; out++) flips[out] = (flips[out] as number) + ((changed >>> out) & 1)
      }
      // Six standard deviations of a fair coin.
      for (const count of flips) expect(Math.abs(count / rounds - 0.5)).toBeLessThan((6 * 0.5) / Math.sqrt(rounds))
    }
  })

  it('spreads counters evenly, in its high and in its low bits', () => {
    const high = zeros(256)
    const low = zeros(256)
    for (let shopper = 0; shopper < 300_000; shopper++) {
      const hash = hash32(7, shopper, 1)
      high[hash >>> 24] = (high[hash >>> 24] as number) + 1
      low[hash & 255] = (low[hash & 255] as number) + 1
    }
    expect(unevenness(high)).toBeLessThan(5)
    expect(unevenness(low)).toBeLessThan(5)
  })
})

describe('RandomStream', () => {
  it('gives the same numbers in every release', () => {
    const stream = randomStream(7, 'crowd')
    expect([stream.nextUint32(), stream.nextUint32(), stream.nextUint32()]).toEqual(GOLDEN)
    expect(stream.fork('deals').nextUint32()).toBe(GOLDEN_FORK)
  })

  it('is even in its high and low bits and in pairs', () => {
    const stream = randomStream(1, 'even')
    const counts = [0, 1, 2].map(() => zeros(256))
    for (let draw = 0; draw < 500_000; draw++) {
      const [one, other] = [stream.nextUint32(), stream.nextUint32()]
      for (const [index, slot] of [one >>> 24, other & 255, (one >>> 28) * 16 + (other >>> 28)].entries()) {
        const row = counts[index] as number[]
        row[slot] = (row[slot] as number) + 1
      }
    }
    for (const row of counts) expect(unevenness(row)).toBeLessThan(5)
  })

  it('forks without drawing, and to the same stream however much was drawn', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.string(), fc.nat(50), (seed, name, forkName, draws) => {
        const [plain, forking] = [randomStream(seed, name), randomStream(seed, name)]
        const early = forking.fork(forkName)
        for (let draw = 0; draw < draws; draw++) {
          forking.fork(`other ${draw}`)
          expect(forking.nextUint32()).toBe(plain.nextUint32())
        }
        const late = plain.fork(forkName)
        for (let draw = 0; draw < 5; draw++) expect(late.nextUint32()).toBe(early.nextUint32())
      }),
    )
  })

  it('differs by seed, by name and by the way it was forked', () => {
    const root = randomStream(7, 'a')
    const streams = [
      root,
      randomStream(8, 'a'),
      randomStream(-7, 'a'),
      randomStream(7 + 2 ** 32, 'a'),
      randomStream(7, 'b'),
      root.fork('a'),
      root.fork('ab'),
      root.fork('a').fork('b'),
      root.fork('b').fork('a'),
      root.fork(''),
    ]
    expect(new Set(streams.map((stream) => stream.nextUint32())).size).toBe(streams.length)
  })

  it('has neighbouring seeds and forks that do not resemble each other', () => {
    let equalBits = 0
    for (let seed = 0; seed < 2000; seed++) {
      let equal = ~(randomStream(seed, 'x').nextUint32() ^ randomStream(seed + 1, 'x').nextUint32())
      for (; equal !== 0; equal &= equal - 1) equalBits++
    }
    expect(Math.abs(equalBits / 64_000 - 0.5)).toBeLessThan(0.012)
  })

  it('draws uniform() from [0, 1) with mean one half', () => {
    const stream = randomStream(3, 'unit')
    let sum = 0
    for (let draw = 0; draw < 200_000; draw++) {
      const value = stream.uniform()
      if (!(value >= 0 && value < 1)) throw new Error(`uniform() gave ${value}`)
      sum += value
    }
    expect(sum / 200_000).toBeCloseTo(0.5, 2)
  })

  it('draws below() from 0 … count − 1 for every count up to 2^32', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), fc.integer(), (count, seed) => {
        const value = randomStream(seed, 'below').below(count)
        expect(Number.isInteger(value) && value >= 0 && value < count).toBe(true)
      }),
    )
    const stream = randomStream(5, 'dice')
    const counts = zeros(6)
    for (let draw = 0; draw < 120_000; draw++) {
      const face = stream.below(6)
      counts[face] = (counts[face] as number) + 1
    }
    expect(unevenness(counts)).toBeLessThan(5)
  })

  it('refuses a seed that is not a whole number', () => {
    expect(() => randomStream(0.5, 'x')).toThrow(expect.objectContaining({ code: 'ONRUSH_CLOCKWORK_OPTIONS' }))
  })
})

describe('Zipf', () => {
  it.each([
    [0.8, 0.037, 0.13, 0.3],
    [0.975, 0.092, 0.275, 0.5],
    [1.22, 0.22, 0.535, 0.77],
    [1.42, 0.34, 0.715, 0.9],
  ])('has the published skew over 10,000 items at theta %f', (theta, first, topTen, topPercent) => {
    const zipf = new Zipf({ count: 10_000, theta })
    const top = (count: number): number =>
      Array.from({ length: count }, (_, rank) => zipf.share(rank)).reduce((sum, share) => sum + share, 0)
    expect(Math.abs(zipf.share(0) - first)).toBeLessThan(0.002)
    expect(Math.abs(top(10) - topTen)).toBeLessThan(0.005)
    expect(Math.abs(top(100) - topPercent)).toBeLessThan(0.011)
    expect(Math.abs(top(10_000) - 1)).toBeLessThan(1e-12)
  })

  it('draws every rank as often as its share says', () => {
    const zipf = new Zipf({ count: 50, theta: 1.22 })
    const counts = zeros(50)
    // A grid over both random numbers instead of chance: the only error is that of the grid.
    for (let column = 0; column < 50; column++) {
      for (let part = 0; part < 20_000; part++) {
        const rank = zipf.rank(
          Math.floor(((column + 0.5) / 50) * 2 ** 32),
          Math.floor(((part + 0.5) / 20_000) * 2 ** 32),
        )
        counts[rank] = (counts[rank] as number) + 1
      }
    }
    for (const [rank, count] of counts.entries()) expect(Math.abs(count / 1e6 - zipf.share(rank))).toBeLessThan(5e-5)
  })

  it('stays within the ranks for the extreme random numbers and for every size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        uint32,
        uint32,
        (count, theta, a, b) => {
          const zipf = new Zipf({ count, theta })
          for (const rank of [zipf.rank(a, b), zipf.rank(0, 0), zipf.rank(2 ** 32 - 1, 2 ** 32 - 1)]) {
            expect(rank >= 0 && rank < count).toBe(true)
          }
        },
      ),
    )
  })

  it('is uniform at theta 0 and has no share beyond its ranks', () => {
    const zipf = new Zipf({ count: 4, theta: 0 })
    expect([0, 1, 2, 3, 4, -1].map((rank) => zipf.share(rank))).toEqual([0.25, 0.25, 0.25, 0.25, 0, 0])
  })
})
