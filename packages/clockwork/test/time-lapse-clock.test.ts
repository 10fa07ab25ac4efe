import { TimeLapseClock, type TimeLapseOptions } from '@onrush/clockwork'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** A wall that stands still until it is moved. */
interface Wall {
  us: number
}

const START_WALL_US = 1_000_000

function clockOn(wall: Wall, options: Partial<TimeLapseOptions> = {}): TimeLapseClock {
  return new TimeLapseClock({
    startMs: -10_000,
    endMs: 86_400_000,
    realUntilMs: 30_000,
    plannedRps: () => 1_000,
    offeredRps: 700_000,
    maxSpeed: 2_000,
    wallUs: () => wall.us,
    ...options,
  })
}

function turn(wall: Wall, clock: TimeLapseClock, passedUs: number, isHeld = false): number {
  wall.us += passedUs
  return clock.advance(isHeld)
}

describe('real time', () => {
  it('follows the wall exactly, held or not, over a million turns', () => {
    const wall = { us: START_WALL_US }
    const clock = clockOn(wall)
    for (let index = 0; index < 1_000_000; index++) turn(wall, clock, 37.3, index % 3 === 0)
    expect(clock.speed).toBe(1)
    expect(clock.heldUs).toBe(0)
    expect(Math.abs(clock.nowUs - (-10_000_000 + wall.us - START_WALL_US))).toBeLessThan(1e-3)
    expect(clock.wallOf(0)).toBe(START_WALL_US + 10_000_000)
  })

  it('is not capped: a stall of seconds passes as seconds', () => {
    const wall = { us: START_WALL_US }
    const clock = clockOn(wall)
    expect(turn(wall, clock, 3_000_000)).toBe(-7_000_000)
  })

  it('lasts for the whole run when realUntilMs is Infinity, and where the plan asks for more than the offer', () => {
    const wall = { us: START_WALL_US }
    const whole = clockOn(wall, { realUntilMs: Number.POSITIVE_INFINITY })
    const busy = clockOn(wall, { realUntilMs: -10_000, plannedRps: () => 800_000 })
    wall.us += 60_000_000
    expect(whole.advance(true)).toBe(50_000_000)
    expect(busy.advance(true)).toBe(50_000_000)
    expect(busy.heldUs).toBe(0)
  })
})

describe('the boundary at realUntilMs', () => {
  it('is met at speed 1, and only the rest of the turn runs fast', () => {
    const wall = { us: START_WALL_US }
    const clock = clockOn(wall)
    turn(wall, clock, 39_999_000)
    expect([clock.nowUs, clock.speed]).toEqual([29_999_000, 1])
    turn(wall, clock, 1_500)
    expect(clock.nowUs).toBe(30_000_000 + 500 * 700)
    expect(clock.speed).toBe(700)
    expect(clock.wallOf(30_000)).toBe(START_WALL_US + 40_000_000)
    expect(clock.wallOfUs(30_000_000 + 350)).toBeCloseTo(START_WALL_US + 40_000_000.5, 3)
  })

  it('is met exactly whatever the turns before it were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 900, noNaN: true }), { minLength: 10, maxLength: 200 }),
        (turns) => {
          const wall = { us: START_WALL_US }
          const clock = clockOn(wall, { startMs: 0, realUntilMs: 5 })
          for (const passedUs of turns) {
            const before = clock.nowUs
            const now = turn(wall, clock, passedUs)
            if (now < 5_000) expect(now - before).toBeCloseTo(passedUs, 6)
          }
          if (clock.nowUs > 5_000) {
            const fastUs = wall.us - START_WALL_US - 5_000
            expect(clock.nowUs).toBeCloseTo(5_000 + fastUs * 700, 2)
            expect(clock.wallOf(5)).toBeCloseTo(START_WALL_US + 5_000, 6)
          }
        },
      ),
    )
  })

  it('leaves the fast rest of a held turn held', () => {
    const wall = { us: START_WALL_US }
    const clock = clockOn(wall, { startMs: 29_999 })
    expect(turn(wall, clock, 4_000, true)).toBe(30_000_000)
    expect(clock.heldUs).toBe(3_000)
  })
})

describe('speeds above 1', () => {
  it('follow the plan between 1 and maxSpeed', () => {
    const speedFor = (plannedRps: number): number =>
      clockOn({ us: 0 }, { startMs: 40_000, plannedRps: () => plannedRps }).speed
    expect([0, 1, 350, 1_000, 350_000, 700_000, 9e9].map(speedFor)).toEqual([2_000, 2_000, 2_000, 700, 2, 1, 1])
    expect(speedFor(Number.NaN)).toBe(1)
  })

  it('count a long turn as 5 ms and hold the rest', () => {
    const wall = { us: START_WALL_US }
    const clock = clockOn(wall, { startMs: 40_000 })
    turn(wall, clock, 12_000)
    expect(clock.nowUs).toBe(40_000_000 + 5_000 * 700)
    expect(clock.heldUs).toBe(7_000)
    turn(wall, clock, 1_000)
    expect(clock.wallOfUs(clock.nowUs)).toBeCloseTo(wall.us, 3)
    expect(clock.wallOfUs(40_000_000 + 5_000 * 700)).toBeCloseTo(START_WALL_US + 5_000, 3)
    expect(clock.wallOfUs(40_000_000 + 5_000 * 700 + 70)).toBeCloseTo(START_WALL_US + 12_000.1, 3)
  })

  it('stand still while held, and an instant held counts from when it was reached', () => {
    const wall = { us: START_WALL_US }
    const clock = clockOn(wall, { startMs: 40_000 })
    turn(wall, clock, 1_000)
    const reachedUs = clock.nowUs
    for (let index = 0; index < 10; index++) expect(turn(wall, clock, 1_000, true)).toBe(reachedUs)
    expect(clock.heldUs).toBe(10_000)
    expect(clock.wallOfUs(reachedUs)).toBeCloseTo(START_WALL_US + 1_000, 6)
    turn(wall, clock, 500)
    expect(clock.wallOfUs(reachedUs)).toBeCloseTo(START_WALL_US + 1_000, 6)
    expect(clock.wallOfUs(reachedUs + 7)).toBeCloseTo(START_WALL_US + 11_000.01, 3)
  })

  it('never run into a busier stretch at the speed of a quiet one', () => {
    const wall = { us: START_WALL_US }
    const plannedRps = (ms: number): number => (ms < 100_000 ? 10 : 350_000)
    const clock = clockOn(wall, { startMs: 40_000, plannedRps })
    for (let index = 0; index < 100_000 && clock.nowUs < 101_000_000; index++) {
      const before = clock.nowUs
      const now = turn(wall, clock, 200)
      if (now > 100_000_000) expect(now - before).toBeLessThanOrEqual(200 * 2 + 1e-6)
    }
    expect(clock.nowUs).toBeGreaterThanOrEqual(101_000_000)
    expect(clock.heldUs).toBe(0)
  })

  it('end at endMs to the microsecond and stay there without holding', () => {
    const wall = { us: START_WALL_US }
    const clock = clockOn(wall, { startMs: 40_000, endMs: 40_777 })
    for (let index = 0; index < 5; index++) turn(wall, clock, 1_000, index > 2)
    expect([clock.nowUs, clock.nowMs(), clock.heldUs]).toEqual([40_777_000, 40_777, 0])
    expect(clock.wallOf(40_777)).toBeCloseTo(START_WALL_US + 777_000 / 700, 3)
  })
})

/** One turn of the loop as fast-check draws it. */
const turns = fc.array(fc.record({ passedUs: fc.integer({ min: 0, max: 9_000 }), isHeld: fc.boolean() }), {
  minLength: 1,
  maxLength: 300,
})
const speeds = fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1, maxLength: 20 })

/** A stretch in which scenario time moved, as the test saw it. */
interface Stretch {
  readonly scenarioUs: number
  readonly toScenarioUs: number
  readonly wallUs: number
  readonly toWallUs: number
}

describe('whatever the turns, the holds and the plan', () => {
  it('never decreases, accounts for every microsecond of wall time and inverts exactly', () => {
    fc.assert(
      fc.property(turns, speeds, fc.double({ min: 0, max: 1, noNaN: true }), (allTurns, plan, part) => {
        const wall = { us: START_WALL_US }
        const plannedRps = (ms: number): number => plan[Math.floor(ms / 10_000) % plan.length] as number
        const clock = clockOn(wall, { startMs: 0, realUntilMs: 50, plannedRps })
        const stretches: Stretch[] = []
        for (const { passedUs, isHeld } of allTurns) {
          const [scenarioUs, wallUs, heldUs] = [clock.nowUs, wall.us, clock.heldUs]
          const now = turn(wall, clock, passedUs, isHeld)
          expect(now).toBeGreaterThanOrEqual(scenarioUs)
          const toWallUs = wall.us - (clock.heldUs - heldUs)
          // Moving turns play first and hold after; the one across the boundary is two straight lines, tested above.
          if (now > scenarioUs && (now <= 50_000 || scenarioUs >= 50_000))
            stretches.push({ scenarioUs, toScenarioUs: now, wallUs, toWallUs })
          if (now === scenarioUs) expect(clock.heldUs - heldUs).toBeCloseTo(passedUs, 6)
        }
        for (const each of stretches) {
          const scenarioUs = each.scenarioUs + (each.toScenarioUs - each.scenarioUs) * part
          const wallUs = each.wallUs + (each.toWallUs - each.wallUs) * part
          if (part > 0.001) expect(Math.abs(clock.wallOfUs(scenarioUs) - wallUs)).toBeLessThan(0.01)
          expect(Math.abs(clock.wallOfUs(each.toScenarioUs) - each.toWallUs)).toBeLessThan(0.01)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('takes a wall that stands still or steps back as no time at all', () => {
    const wall = { us: START_WALL_US }
    const clock = clockOn(wall, { startMs: 40_000 })
    turn(wall, clock, 100)
    const now = clock.nowUs
    expect(turn(wall, clock, 0)).toBe(now)
    expect(turn(wall, clock, -50)).toBe(now)
    expect(clock.heldUs).toBe(0)
  })
})

describe('wallOfUs beyond what is known', () => {
  it('gives the oldest known wall time for what is older than the history', () => {
    const wall = { us: START_WALL_US }
    const clock = clockOn(wall, { startMs: 40_000, endMs: 1e12 })
    const reached: number[] = []
    // A hold after every move, so that every move begins a segment.
    for (let index = 0; index < 200_000; index++) {
      reached.push(turn(wall, clock, 9))
      turn(wall, clock, 1, true)
    }
    const oldest = clock.wallOfUs(40_000_000)
    expect(oldest).toBeGreaterThan(START_WALL_US)
    expect(wall.us - oldest).toBeGreaterThanOrEqual(65_536 * 10)
    expect(clock.wallOfUs(-5)).toBe(oldest)
    for (const index of [199_999, 199_998, 150_000, 134_500]) {
      expect(clock.wallOfUs(reached[index] as number)).toBeCloseTo(START_WALL_US + index * 10 + 9, 2)
    }
  })

  it('extrapolates the future at the present speed', () => {
    const wall = { us: START_WALL_US }
    const clock = clockOn(wall, { startMs: 40_000 })
    turn(wall, clock, 100)
    expect(clock.wallOfUs(clock.nowUs + 7_000)).toBeCloseTo(wall.us + 10, 3)
  })
})

describe('sleepers', () => {
  it('wake in the turn that reaches their time', async () => {
    const wall = { us: START_WALL_US }
    const clock = clockOn(wall)
    const abort = new AbortController()
    let hasWoken = false
    const sleeper = clock.sleepUntil(-9_000).then(() => {
      hasWoken = true
    })
    const aborted = clock.sleepUntil(-9_000, abort.signal)
    abort.abort(new Error('stop'))
    await expect(aborted).rejects.toThrow('stop')
    turn(wall, clock, 999_999)
    await clock.sleepUntil(-10_000)
    expect(hasWoken).toBe(false)
    turn(wall, clock, 1)
    await sleeper
    expect(hasWoken).toBe(true)
  })
})

describe('options', () => {
  it.each([
    ['an end before the start', { endMs: -20_000 }, 'endMs must be above startMs (-10000), got -20000'],
    ['a speed limit below 1', { maxSpeed: 0.5 }, 'maxSpeed must be a number of at least 1, got 0.5'],
    ['an offer of nothing', { offeredRps: 0 }, 'offeredRps must be a number above 0, got 0'],
    ['a boundary that is not a number', { realUntilMs: Number.NaN }, 'realUntilMs must be a number, got NaN'],
    ['memory of another kind', { publish: new SharedArrayBuffer(8) }, 'publish must be a sharedClockBuffer()'],
  ])('refuse %s', (_, options, message) => {
    expect(() => clockOn({ us: 0 }, options)).toThrow(
      expect.objectContaining({ code: 'ONRUSH_CLOCKWORK_OPTIONS', message: expect.stringContaining(message) }),
    )
  })
})
