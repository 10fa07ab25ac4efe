import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Calendar } from '../src/calendar.ts'
import { DUE, Intents, NOMINAL, TIMES_SHIFT } from '../src/intents.ts'
import { WaitHistogram } from '../src/wait-histogram.ts'

const START_US = -10_000_000
const CAPACITY = 400

/** Waits of every size that the calendar treats apart: none, inside a bucket, inside an epoch, further, more than a lap of the far ring. */
const wait = fc.oneof(
  fc.integer({ min: -5_000_000, max: 0 }),
  fc.integer({ min: 0, max: 2000 }),
  fc.integer({ min: 0, max: 20_000_000 }),
  fc.integer({ min: 0, max: 4_000_000_000 }),
  fc.constantFrom(1024, 16_777_216, 137_438_953_472, 150_000_000_000, 274_877_906_944),
)
const step = fc.record({
  waits: fc.array(wait, { maxLength: 60 }),
  advanceUs: fc.oneof(
    fc.integer({ min: 0, max: 3000 }),
    fc.integer({ min: 0, max: 30_000_000 }),
    fc.constant(140_000_000_000),
  ),
  most: fc.integer({ min: 0, max: 80 }),
  isJump: fc.boolean(),
})

describe('the calendar', () => {
  it('gives back everything in the order of a sorted array, and never wakes too late', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const intents = new Intents(CAPACITY)
        const calendar = new Calendar(intents, START_US)
        const expected = new Map<number, number>()
        const free = Array.from({ length: CAPACITY }, (_, slot) => slot)
        let nowUs = START_US
        const takeOut = (most: number): void => {
          let lastUs = Number.NEGATIVE_INFINITY
          for (let taken = 0; taken < most; taken++) {
            calendar.now[0] = nowUs
            calendar.look()
            const dueUs = calendar.head[0] as number
            const soonestUs = Math.min(Number.POSITIVE_INFINITY, ...expected.values())
            if (soonestUs > nowUs) {
              expect(dueUs).toBeGreaterThan(nowUs)
              return
            }
            expect(dueUs).toBe(soonestUs)
            expect(dueUs).toBeGreaterThanOrEqual(lastUs)
            lastUs = dueUs
            const slot = calendar.pop()
            expect(expected.get(slot)).toBe(dueUs)
            expect(intents.times[(slot << TIMES_SHIFT) + DUE]).toBe(dueUs)
            expected.delete(slot)
            free.push(slot)
          }
        }
        for (const { waits, advanceUs, most, isJump } of steps) {
          for (const waitUs of waits) {
            const slot = free.pop()
            if (slot === undefined) break
            intents.times[(slot << TIMES_SHIFT) + NOMINAL] = nowUs + waitUs
            calendar.now[0] = nowUs
            calendar.enter(slot)
            expected.set(slot, nowUs + Math.max(0, waitUs))
          }
          expect(calendar.count).toBe(expected.size)
          const soonestUs = Math.min(Number.POSITIVE_INFINITY, ...expected.values())
          expect(calendar.nextDueUs()).toBeLessThanOrEqual(soonestUs)
          nowUs = isJump && expected.size > 0 ? Math.max(nowUs, calendar.nextDueUs()) : nowUs + advanceUs
          takeOut(most)
        }
        for (let turn = 0; expected.size > 0; turn++) {
          if (turn > 50 * CAPACITY) expect.fail('stuck')
          nowUs = Math.max(nowUs, calendar.nextDueUs())
          takeOut(CAPACITY)
        }
        expect(calendar.nextDueUs()).toBe(Number.POSITIVE_INFINITY)
        expect(calendar.count).toBe(0)
      }),
      { numRuns: 300 },
    )
  })

  it('holds many in one bucket and many who are late', () => {
    const count = 50_000
    const intents = new Intents(count)
    const calendar = new Calendar(intents, 0)
    calendar.now[0] = 0
    for (let slot = 0; slot < count; slot++) {
      intents.times[(slot << TIMES_SHIFT) + NOMINAL] = slot % 2 ? 5000 + ((slot * 7919) % 1000) : 0
      calendar.enter(slot)
    }
    let lastUs = 0
    for (let taken = 0; taken < count; taken++) {
      calendar.now[0] = 10_000
      calendar.look()
      const dueUs = calendar.head[0] as number
      expect(dueUs).toBeGreaterThanOrEqual(lastUs)
      lastUs = dueUs
      calendar.pop()
    }
    expect(calendar.count).toBe(0)
  })
})

describe('the wait histogram', () => {
  it('gives quantiles within 0.2 % of the sorted waits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 1e11, noNaN: true }), { minLength: 1, maxLength: 500 }),
        (waits) => {
          const histogram = new WaitHistogram()
          for (const waitUs of waits) histogram.record(waitUs)
          const sorted = Float64Array.from(waits).sort()
          for (const p of [0.5, 0.9, 0.99, 1]) {
            const exact = sorted[Math.max(1, Math.ceil(p * sorted.length)) - 1] as number
            expect(Math.abs(histogram.quantileUs(p) / exact - 1)).toBeLessThan(0.002)
          }
          expect(histogram.count).toBe(waits.length)
          expect(histogram.maxUs).toBe(sorted.at(-1))
        },
      ),
    )
  })

  it('counts a wait of nothing and one beyond its range', () => {
    const histogram = new WaitHistogram()
    histogram.record(0)
    histogram.record(1e15)
    expect(histogram.quantileUs(0.5)).toBeLessThan(1.01)
    expect(histogram.quantileUs(1)).toBeGreaterThan(1e12)
  })
})
