import { VirtualClock } from '@onrush/clockwork'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

interface Plan {
  readonly delayUs: number
  readonly children: readonly Plan[]
  /** Undo the event that was added this many before; 0 for none. */
  readonly undoBack: number
}

const plan: fc.Arbitrary<Plan> = fc.letrec<{ plan: Plan }>((tie) => ({
  plan: fc.record({
    delayUs: fc.integer({ min: -3, max: 12 }),
    undoBack: fc.nat(4),
    children: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('plan'), { maxLength: 3 })),
  }),
})).plan

/** What a clock and its oracle have in common. */
interface Schedule {
  readonly nowUs: number
  at(us: number, run: () => void): () => void
  runUntil(us: number): void
}

/** The oracle: an unsorted array, searched from end to end for the least (time, order). */
class PlainSchedule implements Schedule {
  nowUs = 0
  #events: { atUs: number; run: () => void }[] = []

  at(us: number, run: () => void): () => void {
    const event = { atUs: Math.max(us, this.nowUs), run }
    this.#events.push(event)
    return () => {
      this.#events = this.#events.filter((other) => other !== event)
    }
  }

  runUntil(us: number): void {
    for (;;) {
      const first = this.#events.reduce<{ atUs: number; run: () => void } | undefined>(
        (least, event) => (least === undefined || event.atUs < least.atUs ? event : least),
        undefined,
      )
      if (first === undefined || first.atUs > us) break
      this.#events = this.#events.filter((event) => event !== first)
      this.nowUs = first.atUs
      first.run()
    }
    this.nowUs = us
  }
}

/** Plays the plans and writes down what ran when. */
function play(schedule: Schedule, plans: readonly Plan[], stops: readonly number[]): readonly string[] {
  const log: string[] = []
  const undos: (() => void)[] = []
  const add = (each: Plan, name: string): void => {
    undos.push(
      schedule.at(schedule.nowUs + each.delayUs, () => {
        log.push(`${name} at ${schedule.nowUs}`)
        each.children.forEach((child, index) => add(child, `${name}.${index}`))
      }),
    )
    if (each.undoBack > 0) undos[undos.length - 1 - each.undoBack]?.()
  }
  plans.forEach((each, index) => add(each, String(index)))
  for (const stop of stops) {
    schedule.runUntil(schedule.nowUs + stop)
    log.push(`stopped at ${schedule.nowUs}`)
  }
  return log
}

describe('VirtualClock', () => {
  it('runs the same events in the same order as a plain array that is searched from end to end', () => {
    fc.assert(
      fc.property(
        fc.array(plan, { maxLength: 30 }),
        fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }),
        (plans, stops) => {
          expect(play(new VirtualClock(), plans, stops)).toEqual(play(new PlainSchedule(), plans, stops))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('keeps the order of a hundred thousand events, half of them undone', () => {
    const clock = new VirtualClock()
    const ran: number[] = []
    const undos: (() => void)[] = []
    const times = Array.from({ length: 100_000 }, (_, index) => (index * 7_919) % 50_021)
    times.forEach((us, index) => {
      undos.push(clock.at(us, () => ran.push(index)))
    })
    for (let index = 0; index < times.length; index += 2) undos[index]?.()
    clock.runUntil(Number.POSITIVE_INFINITY)
    const wanted = times
      .map((us, index) => ({ us, index }))
      .filter(({ index }) => index % 2 === 1)
      .sort((one, other) => one.us - other.us || one.index - other.index)
      .map(({ index }) => index)
    expect(ran).toEqual(wanted)
  })

  it('starts at startMs, stands still in between and ends where it was told to', () => {
    const clock = new VirtualClock({ startMs: -10_000 })
    expect(clock.nowUs).toBe(-10_000_000)
    expect(clock.nextUs()).toBe(Number.POSITIVE_INFINITY)
    clock.at(-500, () => {})
    expect(clock.nextUs()).toBe(-500)
    clock.runUntil(1_000)
    expect([clock.nowUs, clock.nowMs(), clock.wallUs(), clock.wallOf(3)]).toEqual([1_000, 1, 1_000, 3_000])
    clock.runUntil(0)
    expect(clock.nowUs).toBe(1_000)
  })

  it('runs fractions of a microsecond at the next whole one and never early', () => {
    const clock = new VirtualClock()
    const ran: number[] = []
    clock.at(10.2, () => ran.push(clock.nowUs))
    clock.runUntil(10)
    expect(ran).toEqual([])
    clock.runUntil(20)
    expect(ran).toEqual([11])
  })

  it('runs everything until Infinity and stays at the last event', () => {
    const clock = new VirtualClock()
    clock.at(Number.POSITIVE_INFINITY, () => expect.unreachable())
    clock.at(7, () => clock.at(9, () => {}))
    clock.runUntil(Number.POSITIVE_INFINITY)
    expect(clock.nowUs).toBe(9)
  })

  it('keeps the remaining events when one throws, and forbids running itself from inside', () => {
    const clock = new VirtualClock()
    const ran: string[] = []
    clock.at(1, () => {
      throw new Error('broken')
    })
    clock.at(2, () => clock.runUntil(5))
    clock.at(3, () => ran.push('third'))
    expect(() => clock.runUntil(10)).toThrow('broken')
    expect(clock.nowUs).toBe(1)
    expect(() => clock.runUntil(10)).toThrow('from one of its own events')
    clock.runUntil(10)
    expect(ran).toEqual(['third'])
    expect(() => clock.at(Number.NaN, () => {})).toThrow('NaN')
  })

  it('takes an undo twice, after the event and for its own event without harm', () => {
    const clock = new VirtualClock()
    let runs = 0
    const undo = clock.at(1, () => {
      runs++
      undo()
    })
    clock.runUntil(2)
    undo()
    undo()
    clock.at(3, () => runs++)
    clock.runUntil(4)
    expect(runs).toBe(2)
  })

  it('wakes sleepers at their time and rejects with the reason of an abort', async () => {
    const clock = new VirtualClock()
    const abort = new AbortController()
    const woken: number[] = []
    const sleeper = clock.sleepUntil(5).then(() => woken.push(clock.nowMs()))
    const aborted = clock.sleepUntil(6, abort.signal)
    await clock.sleepUntil(0)
    clock.runUntil(5_000)
    await sleeper
    expect(woken).toEqual([5])
    abort.abort(new Error('stop'))
    await expect(aborted).rejects.toThrow('stop')
    expect(clock.nextUs()).toBe(Number.POSITIVE_INFINITY)
    await expect(clock.sleepUntil(9, abort.signal)).rejects.toThrow('stop')
  })
})
