import { OutcomeCode, Outcomes } from '@onrush/contracts'
import { EngineGauge, engineGauges, OutcomeCount } from '@onrush/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { click, Operations, Stage } from './stage.ts'

/** A turn of a moody target: so much time passes, it takes so many more, and answers some of what it has. */
const turns = fc.array(
  fc.record({
    afterUs: fc.nat(30_000),
    room: fc.nat(40),
    answers: fc.array(fc.record({ pick: fc.nat(500), code: fc.constantFrom(0, 1, 2, 3, 4) }), { maxLength: 12 }),
  }),
  { minLength: 5, maxLength: 40 },
)
const clicks = fc.array(fc.record({ dueUs: fc.nat(400_000), op: fc.nat(2) }), { minLength: 1, maxLength: 250 })

function outcomesOf(stage: Stage, code?: number): number {
  const codes = code === undefined ? Outcomes.map((_, each) => each) : [code]
  return codes.reduce((sum, each) => sum + Operations.reduce((ops, _, op) => ops + stage.count(op, each), 0), 0)
}

describe('the engine’s gauges', () => {
  it('add up after every turn of whatever target, and nobody is told twice or never', () => {
    fc.assert(
      fc.property(clicks, turns, fc.constantFrom(16, 64, 4096), (planned, sequence, inFlightMax) => {
        const stage = new Stage(
          planned.map((given, person) => click(given.dueUs, { ...given, person })),
          { timeoutMs: 60, inFlightMax },
        )
        let nowUs = 0
        const check = (): void => {
          const [offered, sent, answered] = [stage.gauge('offered'), stage.gauge('sent'), stage.gauge('answered')]
          const unsent = outcomesOf(stage, OutcomeCode.unsent)
          expect(offered).toBe(planned.length - stage.crowd.waiting)
          expect(offered - sent - unsent).toBeGreaterThanOrEqual(0)
          expect(answered).toBe(outcomesOf(stage))
          expect(stage.gauge('inFlight')).toBe(sent - (answered - unsent))
          expect(stage.crowd.told.length).toBe(answered)
        }
        for (const { afterUs, room, answers } of sequence) {
          nowUs += afterUs
          stage.desk.room = room
          for (const { pick, code } of answers) stage.desk.answer(pick, { code })
          stage.turnAt(nowUs)
          check()
        }
        stage.desk.room = Number.POSITIVE_INFINITY
        for (let turn = 0; turn < 80; turn++) stage.turnAt((nowUs += 20_000))
        check()
        expect(stage.crowd.told.map((told) => told.person).toSorted((a, b) => a - b)).toEqual(
          planned.map((_, person) => person),
        )
        const measured = stage.measured()
        const recorded = Outcomes.map((_, code) =>
          Operations.reduce((sum, _name, op) => sum + (measured(op, code, 'response')?.count ?? 0), 0),
        )
        expect(recorded).toEqual(Outcomes.map((_, code) => outcomesOf(stage, code)))
        expect(Operations.reduce((sum, _, op) => sum + (measured(op, 0, 'lag')?.count ?? 0), 0)).toBe(
          stage.gauge('sent'),
        )
      }),
      { numRuns: 100 },
    )
  })

  it('have a place of their own for every operation and outcome, in memory that other threads see', () => {
    const gauges = engineGauges(2)
    expect(gauges.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(gauges.length).toBe(EngineGauge.outcomes + 2 * OutcomeCount)
    expect(OutcomeCount).toBe(Outcomes.length)
    expect(Math.max(...Object.values(EngineGauge).filter((at) => at !== EngineGauge.outcomes))).toBeLessThan(
      EngineGauge.outcomes,
    )
  })
})
