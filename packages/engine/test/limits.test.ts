import { OutcomeCode, ReasonCode } from '@onrush/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { click, Stage } from './stage.ts'

const { ok, timedOut, unsent } = OutcomeCode

describe('an arrival that nobody answers', () => {
  it('is timed out when its limit has passed since it was due, not since it was sent', () => {
    const stage = new Stage([click(1000, { person: 1 })], { timeoutMs: 50 })
    stage.turnAt(21_000)
    stage.turnAt(50_999)
    expect(stage.crowd.told).toEqual([])
    stage.turnAt(51_000)
    expect(stage.crowd.told).toMatchObject([
      { person: 1, code: timedOut, responseUs: 50_000, dueUs: 1000, orderRef: -1 },
    ])
    const measured = stage.measured()
    expect([measured(0, timedOut, 'response')?.sumUs, measured(0, timedOut, 'service')?.sumUs]).toEqual([
      50_000, 30_000,
    ])
    expect([stage.count(0, timedOut), stage.engine.inFlight, stage.gauge('inFlight')]).toEqual([1, 0, 0])
  })

  it('is charged at its true age when the generator looks late', () => {
    const stage = new Stage([click(0), click(30_000)], { timeoutMs: 50 })
    stage.turnAt(30_000)
    stage.turnAt(200_000)
    const charged = stage.measured()(0, timedOut, 'response')
    expect([charged?.minUs, charged?.maxUs]).toEqual([170_000, 200_000])
  })

  it('does not hold up those after it that were answered', () => {
    const stage = new Stage([click(0), click(10), click(20)], { timeoutMs: 50 })
    stage.turnAt(20)
    stage.desk.answer(1)
    stage.desk.answer(2)
    stage.turnAt(30)
    stage.turnAt(60_000)
    expect([stage.count(0, ok), stage.count(0, timedOut)]).toEqual([2, 1])
  })

  it('stays timed out: a later answer is counted, told to nobody and recorded nowhere', () => {
    const stage = new Stage([click(0, { person: 3 })], { timeoutMs: 50 })
    stage.turnAt(0)
    stage.turnAt(50_000)
    stage.desk.answer(0)
    stage.turnAt(60_000)
    expect(stage.gauge('lateAnswers')).toBe(1)
    expect(stage.crowd.told.map((told) => told.code)).toEqual([timedOut])
    expect([stage.gauge('answered'), stage.count(0, ok), stage.measured()(0, ok, 'response')]).toEqual([
      1,
      0,
      undefined,
    ])
  })

  it('is timed out more than once at a time, however many there are', () => {
    const stage = new Stage(
      Array.from({ length: 9000 }, (_, person) => click(0, { person })),
      { timeoutMs: 50 },
    )
    stage.turnAt(0)
    // So many a turn: a wave of time-outs must not keep the generator from its clicks.
    for (let turn = 0; turn < 100; turn++) stage.turnAt(50_000 + turn)
    expect(stage.crowd.told.map((told) => told.person)).toEqual(Array.from({ length: 9000 }, (_, person) => person))
  })

  it('takes one answer: a second one comes too late', () => {
    const stage = new Stage([click(0, { person: 1 })])
    stage.turnAt(0)
    stage.desk.answer(0)
    stage.desk.answer(0, { code: OutcomeCode.failed })
    stage.turnAt(10)
    expect(stage.crowd.told.map((told) => told.code)).toEqual([ok])
    expect([stage.gauge('answered'), stage.gauge('lateAnswers'), stage.engine.inFlight]).toEqual([1, 1, 0])
  })

  it('and an answer to nobody’s question changes nothing', () => {
    const stage = new Stage([click(0)])
    stage.turnAt(0)
    for (const id of [1, -1, 2 ** 31 - 1, -(2 ** 31)]) stage.desk.answer(id)
    stage.turnAt(10)
    expect([stage.gauge('lateAnswers'), stage.gauge('answered'), stage.engine.inFlight]).toEqual([4, 0, 1])
  })
})

describe('an arrival that cannot be sent', () => {
  it('waits while the target is full, and is sent when there is room', () => {
    const stage = new Stage([click(0), click(0), click(0)], { timeoutMs: 50 })
    stage.desk.room = 1
    stage.turnAt(0)
    stage.turnAt(20_000)
    expect([stage.gauge('sent'), stage.engine.backlogUs]).toEqual([1, 20_000])
    stage.desk.room = 2
    stage.turnAt(49_999)
    expect([stage.gauge('sent'), stage.gauge('offered'), stage.engine.backlogUs]).toEqual([3, 3, 0])
  })

  it('is unsent after the limit of a client, charged at its age', () => {
    const stage = new Stage([click(0, { op: 1, person: 9 }), click(10_000, { op: 1, person: 10 })], { timeoutMs: 50 })
    stage.desk.room = 0
    for (const us of [10_000, 49_999, 53_000]) stage.turnAt(us)
    expect(stage.crowd.told).toMatchObject([
      { person: 9, op: 1, code: unsent, reason: ReasonCode.overloaded, responseUs: 53_000, dueUs: 0, orderRef: -1 },
    ])
    stage.turnAt(60_000)
    const charged = stage.measured()(1, unsent, 'response')
    expect([charged?.count, charged?.minUs, charged?.maxUs]).toEqual([2, 50_000, 53_000])
    expect([stage.gauge('offered'), stage.gauge('sent'), stage.gauge('answered'), stage.count(1, unsent)]).toEqual([
      2, 0, 2, 2,
    ])
    expect(stage.measured()(1, 0, 'lag')).toBeUndefined()
  })

  it('is unsent one by one, oldest first, as each reaches the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40_000), { minLength: 1, maxLength: 50 }), (dues) => {
        const stage = new Stage(
          dues.map((dueUs) => click(dueUs, { person: 0 })),
          { timeoutMs: 50 },
        )
        stage.desk.room = 0
        for (let us = 0; us <= 90_000; us += 100) stage.turnAt(us)
        const sorted = dues.toSorted((a, b) => a - b)
        expect(stage.crowd.told.map((told) => [told.dueUs, told.code])).toEqual(sorted.map((dueUs) => [dueUs, unsent]))
        // Looked at every 0.1 ms, so nobody is charged more than that above the limit, and nobody less than the limit.
        for (const told of stage.crowd.told) expect(told.responseUs - 50_000).toBeLessThan(100)
        for (const told of stage.crowd.told) expect(told.responseUs).toBeGreaterThanOrEqual(50_000)
      }),
      { numRuns: 20 },
    )
  })

  it('is unsent, too, when it could only be sent after its limit: the in-flight table was full until then', () => {
    const stage = new Stage(
      Array.from({ length: 5000 }, (_, person) => click(0, { person })),
      { timeoutMs: 500, inFlightMax: 2048 },
    )
    stage.turnAt(0)
    expect([stage.gauge('sent'), stage.gauge('inFlight')]).toEqual([2048, 2048])
    for (let turn = 0; turn < 20; turn++) stage.turnAt(500_000)
    expect([stage.gauge('offered'), stage.gauge('sent'), stage.count(0, timedOut), stage.count(0, unsent)]).toEqual([
      5000, 2048, 2048, 2952,
    ])
    const charged = stage.measured()(0, unsent, 'response')
    expect([charged?.minUs, charged?.maxUs]).toEqual([500_000, 500_000])
    expect(stage.crowd.told.map((told) => told.person).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 5000 }, (_, person) => person),
    )
  })

  it('is told to everybody, however many give up at once', () => {
    const stage = new Stage(
      Array.from({ length: 3000 }, (_, person) => click(0, { person })),
      { timeoutMs: 50 },
    )
    stage.desk.room = 0
    stage.turnAt(0)
    for (let turn = 0; turn < 10; turn++) stage.turnAt(60_000)
    expect(stage.crowd.told.map((told) => [told.person, told.responseUs])).toEqual(
      Array.from({ length: 3000 }, (_, person) => [person, 60_000]),
    )
  })

  it('is not sent after a generator that slept for longer than a client would wait', () => {
    const stage = new Stage([click(0), click(900_000), click(2_000_000)], { timeoutMs: 1000 })
    stage.turnAt(2_000_000)
    expect(stage.desk.taken.map((taken) => taken.dueUs)).toEqual([2_000_000])
    expect(stage.count(0, unsent)).toBe(2)
    expect(stage.measured()(0, 0, 'lag')?.count).toBe(1)
  })

  it('is at least never lost when a target that never answers keeps the in-flight table full for long', () => {
    // 8 clicks a millisecond and 2,048 places that are given up at an age of 0.5 s: in balance at a lag of 0.5 − 2048/8000 s.
    const clicks = Array.from({ length: 24_000 }, (_, index) => click(index * 125, { person: index }))
    const stage = new Stage(clicks, { timeoutMs: 500, inFlightMax: 2048 })
    for (let us = 0; us <= 4_500_000; us += 1000) stage.turnAt(us)
    expect(stage.crowd.told.map((told) => told.person).toSorted((a, b) => a - b)).toEqual(
      clicks.map((one) => one.person),
    )
    expect(
      stage.crowd.told.filter(
        (told) => told.code !== timedOut || told.responseUs < 500_000 || told.responseUs > 501_000,
      ),
    ).toEqual([])
    const lag = stage.measured()(0, 0, 'lag')
    expect(lag?.count).toBe(24_000)
    // … give or take the batch of 256 that waits for room.
    expect(lag?.maxUs).toBeGreaterThan(244_000)
    expect(lag?.maxUs).toBeLessThan(244_000 + 2 * 32_000 + 2000)
  })

  it.each([1, 2, 7, 64, 1023, 1024, 1500])('finds the in-flight table full at %i and not before', (inFlightMax) => {
    const stage = new Stage(
      Array.from({ length: 4000 }, (_, index) => click(index)),
      { inFlightMax },
    )
    let most = 0
    for (let us = 0; us < 4000; us++) {
      stage.turnAt(us)
      most = Math.max(most, stage.engine.inFlight)
      stage.desk.answerAll()
    }
    for (let us = 4000; us < 8000; us++) {
      stage.turnAt(us)
      stage.desk.answerAll()
    }
    expect([stage.gauge('sent'), stage.count(0, ok), stage.count(0, unsent)]).toEqual([4000, 4000, 0])
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(2 ** Math.ceil(Math.log2(Math.max(2, inFlightMax))))
  })
})
