import { Timeline } from '@onrush/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const EndMs = 5000
const timeline = (options: { startMs?: number; endMs?: number; buffer?: SharedArrayBuffer } = {}): Timeline =>
  new Timeline({
    startUs: (options.startMs ?? 0) * 1000,
    endUs: (options.endMs ?? EndMs) * 1000,
    operationCount: 3,
    ...(options.buffer ? { buffer: options.buffer } : {}),
  })

/** A window on whole tenths of a second within `startMs` … `EndMs`. */
const windows = fc
  .tuple(fc.integer({ min: -10, max: 49 }), fc.integer({ min: 1, max: 60 }))
  .map(([from, length]) => ({ fromMs: from * 100, toMs: (from + length) * 100 }))

describe('clicks offered', () => {
  it('are those that were due within the window', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1_500_000, max: 6_000_000 }), { maxLength: 300 }),
        windows,
        (dues, { fromMs, toMs }) => {
          const seen = timeline({ startMs: -1000 })
          for (const dueUs of dues) seen.offer(dueUs)
          const inside = dues.filter(
            (us) => us >= Math.max(fromMs * 1000, -1_000_000) && us < Math.min(toMs, EndMs) * 1000,
          )
          expect(seen.offered(fromMs, toMs)).toBe(inside.length)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('are counted from edge to edge: the first microsecond belongs to it, the last edge to the next', () => {
    const seen = timeline({ startMs: -1000 })
    for (const us of [-1_000_001, -1_000_000, -1, 0, 99_999, 100_000, 4_999_999, 5_000_000]) seen.offer(us)
    expect([seen.offered(-1000, 0), seen.offered(0, 100), seen.offered(100, 5000), seen.offered(-9000, 9000)]).toEqual([
      2, 2, 2, 6,
    ])
  })

  it('are there for everybody who opens the same memory', () => {
    const seen = timeline()
    const reader = timeline({ buffer: seen.buffer })
    seen.offer(10)
    seen.succeed(1, 1_000_000)
    expect(reader.offered(0, 1000)).toBe(1)
    expect(reader.longestGapMs(1, 0, 3000)).toBe(2000)
  })
})

/**
 * Second implementation of what a gap is: between two neighbours of −∞, the good answers in order, and the end of the window. Whoever
 * comes within 20 ms of the one before leaves none; after the last one every stretch counts, as nobody knows how it went on.
 */
function longestGapOracle(successesUs: readonly number[], fromMs: number, toMs: number): number {
  const edges = [Number.NEGATIVE_INFINITY, ...successesUs]
  const gaps = edges
    .map((us, index) => [us, edges[index + 1]] as const)
    .filter(([us, next]) => next === undefined || next - us > 20_000)
  const lengths = gaps.map(
    ([us, next]) => Math.min(next ?? Number.POSITIVE_INFINITY, toMs * 1000) - Math.max(us, fromMs * 1000),
  )
  return Math.max(0, ...lengths) / 1000
}

describe('the longest gap between good answers', () => {
  it('is that of a naive search, for every operation by itself', () => {
    const successes = fc.array(fc.record({ op: fc.nat(2), afterUs: fc.oneof(fc.nat(30_000), fc.nat(900_000)) }), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(successes, windows, (sequence, { fromMs, toMs }) => {
        const seen = timeline()
        const byOp: number[][] = [[], [], []]
        let nowUs = 0
        for (const { op, afterUs } of sequence) {
          nowUs += afterUs
          seen.succeed(op, nowUs)
          byOp[op]?.push(nowUs)
        }
        const until = Math.min(toMs, EndMs)
        fc.pre(fromMs < until)
        for (let op = 0; op < 3; op++)
          expect(seen.longestGapMs(op, fromMs, until)).toBeCloseTo(longestGapOracle(byOp[op] ?? [], fromMs, until), 6)
      }),
      { numRuns: 500 },
    )
  })

  it.each<[string, number[], number, number, number]>([
    ['the whole window when there was none', [], 0, 1000, 1000],
    ['up to the first', [700], 0, 1000, 700],
    ['from the last', [700], 0, 2000, 1300],
    ['between two', [100, 900, 1000], 0, 1000, 800],
    ['clipped to the window', [100, 900], 400, 600, 200],
    ['none where answers come often', Array.from({ length: 101 }, (_, index) => index * 10), 0, 1000, 0],
    ['to the edge of the window when it ends after the judged stretch', [1000, EndMs + 2000], 0, EndMs, 4000],
    ['the whole stretch when the first comes after it', [EndMs + 2000], 0, EndMs, EndMs],
  ])('is %s', (_phrase, successesMs, fromMs, toMs, gapMs) => {
    const seen = timeline()
    for (const ms of successesMs) seen.succeed(0, ms * 1000)
    expect(seen.longestGapMs(0, fromMs, toMs)).toBe(gapMs)
  })
})
