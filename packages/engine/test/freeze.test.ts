import { VirtualClock } from '@onrush/clockwork'
import { type BatchTarget, OutcomeCode } from '@onrush/contracts'
import { Engine, engineGauges, Timeline } from '@onrush/engine'
import type { Histogram } from '@onrush/measure'
import { lagRowOf, RecorderBank, rowOf, Totals } from '@onrush/measure'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Freeze, FrozenServer, frozenResponsesUs } from './frozen-server.ts'
import { click, HandClock, ListedCrowd } from './stage.ts'

const SecondUs = 1_000_000
const RunUs = 10 * SecondUs

interface Played {
  readonly responsesUs: readonly number[]
  readonly response: Histogram
  readonly service: Histogram
  readonly lag: Histogram
}

/** Plays one click every `everyUs` against the frozen server, from event to event: at every due time and every answer. */
function play(
  freeze: Freeze,
  everyUs: number,
  options: { isVirtual: boolean; refuses?: boolean; runUs?: number },
): Played {
  const { isVirtual, refuses = false, runUs = RunUs } = options
  const clock = new HandClock(isVirtual ? (us) => us : undefined)
  const server = new FrozenServer(freeze, clock, { refuses })
  const crowd = new ListedCrowd(
    Array.from({ length: runUs / everyUs }, (_, person) => click(person * everyUs, { person })),
    [],
  )
  const bank = RecorderBank.create(['buy'])
  const timeline = new Timeline({ startUs: 0, endUs: runUs, operationCount: 1 })
  const engine = new Engine({
    crowd,
    target: server as BatchTarget,
    bank,
    clock,
    gauges: engineGauges(1),
    timeline,
    timeoutMs: 60_000,
    inFlightMax: 32_768,
    isVirtual,
  })
  const events = new VirtualClock()
  const turn = (): void => {
    clock.nowUs = events.nowUs
    engine.turn(events.nowUs)
    // What a refusing server leaves waiting stays due, so the next event is on the grid of clicks, at the thaw, or an answer.
    const clickUs = (Math.floor(events.nowUs / everyUs) + 1) * everyUs
    const next = Math.min(crowd.waiting > 0 ? clickUs : Number.POSITIVE_INFINITY, server.nextUs())
    const thawUs = freeze.fromUs + freeze.lastsUs
    events.at(events.nowUs < thawUs ? Math.min(next, thawUs) : next, turn)
  }
  events.at(0, turn)
  events.runUntil(2 * runUs)
  const totals = new Totals(['buy'])
  bank.drain((row, histogram) => totals.add(row, histogram))
  const histogram = (row: number): Histogram => totals.histogram(row) as Histogram
  return {
    responsesUs: crowd.told.map((told) => told.responseUs),
    response: histogram(rowOf(0, OutcomeCode.ok, 'response')),
    service: histogram(rowOf(0, OutcomeCode.ok, 'service')),
    lag: histogram(lagRowOf(0, 1)),
  }
}

/** 1,000 clicks a second on a server that could do 100,000: 1 % of its capacity. Frozen from 4 s to 5 s of a 10 s run. */
const everyUs = 1000
const freeze: Freeze = { serviceUs: 10, fromUs: 4 * SecondUs, lastsUs: SecondUs }
const load = freeze.serviceUs / everyUs

describe('a target that is frozen for one second', () => {
  const clocks = [
    ['on the virtual clock', { isVirtual: true }],
    ['on the wall', { isVirtual: false }],
    ['on the wall, when the frozen target takes nothing', { isVirtual: false, refuses: true }],
  ] as const

  it.each(clocks)('is charged with every wait, to the microsecond, %s', (_phrase, options) => {
    const played = play(freeze, everyUs, options)
    expect(played.responsesUs.toSorted((a, b) => b - a)).toEqual(frozenResponsesUs(freeze, everyUs, RunUs / everyUs))
  })

  it.each(clocks)('has a p95 of 0.5 s · (1 + rate/capacity) %s', (_phrase, options) => {
    const { response } = play(freeze, everyUs, options)
    expect(response.count).toBe(10_000)
    // The 9,500th of 10,000, and on top of the formula the click's own service.
    const p95Us = 0.5 * SecondUs * (1 + load) + freeze.serviceUs
    expect(frozenResponsesUs(freeze, everyUs, 10_000).toReversed()[9500 - 1]).toBe(p95Us)
    expect(response.valueAtQuantile(0.95)).toBeGreaterThanOrEqual(p95Us)
    expect(response.valueAtQuantile(0.95)).toBeLessThanOrEqual(p95Us * 1.001)
    expect(response.maxUs).toBe(SecondUs + freeze.serviceUs)
    expect(response.valueAtQuantile(0.5)).toBe(freeze.serviceUs)
  })

  it.each([0.899, 0.9, 0.92, 0.95, 0.99, 0.999])('has the %f quantile that the arithmetic says', (p) => {
    const { response } = play(freeze, everyUs, { isVirtual: true })
    const fluidUs = SecondUs - (1 - p) * RunUs * (1 - load) + freeze.serviceUs
    const exactUs = Math.max(freeze.serviceUs, fluidUs)
    expect(response.valueAtQuantile(p)).toBeGreaterThan(exactUs - 1)
    expect(response.valueAtQuantile(p)).toBeLessThanOrEqual(exactUs * 1.001 + 1)
  })

  it('shows in the lag what it did not take, and in the service time what it took: only the response time has it all', () => {
    const takes = play(freeze, everyUs, { isVirtual: false })
    const refuses = play(freeze, everyUs, { isVirtual: false, refuses: true })
    expect(takes.lag.maxUs).toBe(0)
    expect(takes.service.sumUs).toBe(takes.response.sumUs)
    expect(refuses.lag.maxUs).toBe(SecondUs)
    // A tool that measures from the sending would report this: a queue of 10 µs each, of the thousand of that second and the one due at its end.
    expect(refuses.service.maxUs).toBe(1001 * freeze.serviceUs)
    expect(refuses.response.sumUs).toBe(refuses.lag.sumUs + refuses.service.sumUs)
    expect(refuses.response.sumUs).toBe(takes.response.sumUs)
  })

  it('is charged the same for any steady load, freeze and run', () => {
    const cases = fc.record({
      everyUs: fc.integer({ min: 500, max: 4000 }),
      serviceShare: fc.double({ min: 0.001, max: 0.8, noNaN: true }),
      fromClick: fc.nat(200),
      lastsClicks: fc.integer({ min: 1, max: 150 }),
      clicks: fc.integer({ min: 200, max: 900 }),
      options: fc.constantFrom({ isVirtual: true }, { isVirtual: false }, { isVirtual: false, refuses: true }),
    })
    fc.assert(
      fc.property(cases, (given) => {
        const case_: Freeze = {
          serviceUs: Math.max(1, Math.floor(given.everyUs * given.serviceShare)),
          fromUs: given.fromClick * given.everyUs,
          lastsUs: given.lastsClicks * given.everyUs,
        }
        const played = play(case_, given.everyUs, { ...given.options, runUs: given.clicks * given.everyUs })
        const expected = frozenResponsesUs(case_, given.everyUs, given.clicks)
        expect(played.responsesUs.toSorted((a, b) => b - a)).toEqual(expected)
        expect(played.response.sumUs).toBe(expected.reduce((sum, us) => sum + us, 0))
      }),
      { numRuns: 40 },
    )
  })
})
