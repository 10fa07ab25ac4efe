import { OutcomeCode, Outcomes, ReasonCode } from '@onrush/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { click, Operations, Stage } from './stage.ts'

const { ok, refused, shed, failed } = OutcomeCode

describe('the three times', () => {
  it('are counted from the due time, from the sending, and between the two', () => {
    const stage = new Stage([click(100, { op: 1 })])
    stage.turnAt(250)
    stage.desk.answer(0)
    stage.turnAt(900)
    const measured = stage.measured()
    expect(measured(1, ok, 'response')?.sumUs).toBe(800)
    expect(measured(1, ok, 'service')?.sumUs).toBe(650)
    expect(measured(1, ok, 'lag')?.sumUs).toBe(150)
  })

  it('add up: what a person waits is what the generator owes and what the target took', () => {
    const times = fc.tuple(fc.nat(100_000), fc.nat(100_000), fc.nat(800_000))
    fc.assert(
      fc.property(times, ([dueUs, lagUs, serviceUs]) => {
        const stage = new Stage([click(dueUs)])
        stage.turnAt(dueUs + lagUs)
        stage.desk.answerAll()
        stage.turnAt(dueUs + lagUs + serviceUs)
        const measured = stage.measured()
        expect([
          measured(0, ok, 'lag')?.sumUs,
          measured(0, ok, 'service')?.sumUs,
          measured(0, ok, 'response')?.sumUs,
        ]).toEqual([lagUs, serviceUs, lagUs + serviceUs])
      }),
    )
  })

  it('run from the moment the target took an arrival, not from when it was offered first', () => {
    const stage = new Stage([click(0)])
    stage.desk.room = 0
    stage.turnAt(10)
    stage.desk.room = 1
    stage.turnAt(400)
    stage.desk.answerAll()
    stage.turnAt(1000)
    const measured = stage.measured()
    expect(measured(0, ok, 'lag')?.sumUs).toBe(400)
    expect(measured(0, ok, 'service')?.sumUs).toBe(600)
    expect(measured(0, ok, 'response')?.sumUs).toBe(1000)
  })

  it('are kept apart by operation and outcome, so that a fast no never flatters a slow yes', () => {
    const stage = new Stage([click(0, { op: 1 }), click(0, { op: 1 }), click(0, { op: 2 }), click(0, { op: 1 })])
    stage.turnAt(0)
    stage.desk.answer(1, { code: refused })
    stage.desk.answer(2, { code: refused })
    stage.turnAt(10)
    stage.desk.answer(3, { code: shed })
    stage.turnAt(20)
    stage.desk.answer(0)
    stage.turnAt(9000)
    const measured = stage.measured()
    const times = Operations.map((_, op) => Outcomes.map((_, code) => measured(op, code, 'response')?.sumUs ?? null))
    expect(times).toEqual([
      [null, null, null, null, null, null, null],
      [9000, 10, 20, null, null, null, null],
      [null, 10, null, null, null, null, null],
    ])
    expect(Operations.map((_, op) => measured(op, 0, 'lag')?.count ?? 0)).toEqual([0, 3, 1])
  })

  it('are wall time, whatever the speed of the scenario', () => {
    const stage = new Stage([click(1000), click(2000)], { wallOf: (us) => 5e9 + us / 10 })
    stage.turnAt(3000)
    stage.desk.answerAll()
    stage.turnAt(8000)
    const measured = stage.measured()
    expect(measured(0, ok, 'lag')?.sumUs).toBe(200 + 100)
    expect(measured(0, ok, 'response')?.sumUs).toBe(700 + 600)
  })

  it('start at the right wall instant even where the clock was held within one batch', () => {
    // Held for 5 ms after scenario time 1500.
    const stage = new Stage([click(1000), click(1400), click(1600), click(2000)], {
      wallOf: (us) => (us <= 1500 ? us : us + 5000),
    })
    stage.turnAt(2000)
    const lag = stage.measured()(0, 0, 'lag')
    expect(lag?.sumUs).toBe(6000 + 5600 + 400 + 0)
  })

  it('are those of the simulated target on the virtual clock, where the generator is never late', () => {
    const stage = new Stage([click(100), click(130)], { isVirtual: true, wallOf: (us) => us })
    stage.turnAt(500)
    stage.desk.answer(0, { doneUs: 350 })
    stage.desk.answer(1, { doneUs: 360, code: failed })
    stage.turnAt(700)
    const measured = stage.measured()
    expect(measured(0, ok, 'lag')?.maxUs).toBe(0)
    expect([measured(0, ok, 'response')?.sumUs, measured(0, ok, 'service')?.sumUs]).toEqual([250, 250])
    expect([measured(0, failed, 'response')?.sumUs, measured(0, failed, 'service')?.sumUs]).toEqual([230, 230])
  })

  it('keep the longest wait of the judged stretch, and only of that', () => {
    const stage = new Stage([click(0), click(10_000), click(20_000)], { endUs: 15_000 })
    stage.turnAt(0)
    stage.desk.answer(0)
    stage.turnAt(300)
    stage.turnAt(10_000)
    stage.desk.answer(1)
    stage.turnAt(10_200)
    expect(stage.gauge('longestWaitUs')).toBe(300)
    stage.turnAt(20_000)
    stage.desk.answer(2)
    stage.turnAt(99_000)
    expect(stage.gauge('longestWaitUs')).toBe(300)
  })

  it('reach the person who waited, with everything the target said', () => {
    const stage = new Stage([click(100, { op: 1, person: 42 }), click(100, { op: 2, person: -1 })])
    stage.turnAt(100)
    stage.desk.answer(0, { code: shed, reason: ReasonCode.overloaded, retryAfterMs: 250, orderRef: 17, valueFen: 9900 })
    stage.desk.answer(1)
    stage.turnAt(600)
    expect(stage.crowd.told).toEqual([
      {
        atUs: 600,
        person: 42,
        op: 1,
        code: shed,
        reason: ReasonCode.overloaded,
        dueUs: 100,
        responseUs: 500,
        retryAfterMs: 250,
        orderRef: 17,
        valueFen: 9900,
      },
    ])
    expect(stage.count(2, ok)).toBe(1)
  })
})
