import { OutcomeCode } from '@onrush/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { click, Stage } from './stage.ts'

/** Turns the engine at every due time, as a load thread that is never late does. */
function turnAtEveryDueTime(stage: Stage): void {
  for (let us = stage.crowd.nextDueUs(); us !== Number.POSITIVE_INFINITY; us = stage.crowd.nextDueUs()) stage.turnAt(us)
}

const dueTimes = fc.array(fc.nat(500_000), { minLength: 1, maxLength: 200 })

describe('the open loop', () => {
  it('sends everything at its due time to a target that never answers', () => {
    fc.assert(
      fc.property(dueTimes, (dues) => {
        const stage = new Stage(dues.map((dueUs) => click(dueUs)))
        turnAtEveryDueTime(stage)
        expect(stage.desk.taken.map((taken) => taken.atUs)).toEqual(dues.toSorted((a, b) => a - b))
        expect(stage.desk.taken.every((taken) => taken.atUs === taken.dueUs)).toBe(true)
        expect([stage.gauge('offered'), stage.gauge('sent'), stage.engine.inFlight]).toEqual([
          dues.length,
          dues.length,
          dues.length,
        ])
        expect(stage.gauge('answered')).toBe(0)
        expect(stage.measured()(0, 0, 'lag')?.maxUs).toBe(0)
      }),
    )
  })

  it('sends the same at the same times, whether or not anybody answers', () => {
    fc.assert(
      fc.property(dueTimes, fc.infiniteStream(fc.boolean()), (dues, answers) => {
        const silent = new Stage(dues.map((dueUs) => click(dueUs)))
        const talking = new Stage(dues.map((dueUs) => click(dueUs)))
        turnAtEveryDueTime(silent)
        for (let us = talking.crowd.nextDueUs(); us !== Number.POSITIVE_INFINITY; us = talking.crowd.nextDueUs()) {
          talking.turnAt(us)
          if (answers.next().value) talking.desk.answer(talking.desk.taken.length - 1)
        }
        expect(talking.desk.taken).toEqual(silent.desk.taken)
      }),
    )
  })

  it('sends at once all that became due while the generator slept, and owns up to the lag', () => {
    const stage = new Stage([click(1000), click(2000), click(3500), click(9000)])
    expect(stage.turnAt(5000)).toBe(true)
    expect(stage.desk.taken.map((taken) => taken.dueUs)).toEqual([1000, 2000, 3500])
    const lag = stage.measured()(0, 0, 'lag')
    expect([lag?.count, lag?.minUs, lag?.maxUs, lag?.sumUs]).toEqual([3, 1500, 4000, 1500 + 3000 + 4000])
  })

  it('says when there was nothing to do', () => {
    const stage = new Stage([click(1000)])
    expect(stage.turnAt(999)).toBe(false)
    expect(stage.turnAt(1000)).toBe(true)
    expect(stage.turnAt(1001)).toBe(false)
    stage.desk.answerAll()
    expect(stage.turnAt(1002)).toBe(true)
    expect(stage.turnAt(1003)).toBe(false)
  })

  it('looks at answers now and then even when far more is due than can be sent at once, and says how far behind it is', () => {
    const stage = new Stage(Array.from({ length: 30_000 }, () => click(100)))
    stage.turnAt(700)
    expect(stage.desk.taken.length).toBeGreaterThan(1000)
    expect(stage.desk.taken.length).toBeLessThan(30_000)
    expect(stage.engine.backlogUs).toBe(600)
    for (let turn = 0; turn < 10; turn++) stage.turnAt(800)
    expect(stage.desk.taken.length).toBe(30_000)
    expect(stage.engine.backlogUs).toBe(0)
  })

  it('knows how long the oldest unanswered arrival has been waited for, since it was sent', () => {
    const stage = new Stage([click(0), click(4000)])
    expect(stage.engine.oldestWaitUs).toBe(0)
    stage.turnAt(1000)
    stage.turnAt(4000)
    expect(stage.engine.oldestWaitUs).toBe(3000)
    stage.desk.answer(0)
    stage.turnAt(6000)
    expect(stage.engine.oldestWaitUs).toBe(2000)
    stage.desk.answer(1)
    stage.turnAt(7000)
    expect(stage.engine.oldestWaitUs).toBe(0)
  })

  it('takes nothing more from the crowd once it only settles', () => {
    const stage = new Stage([click(0, { person: 1 }), click(10)])
    stage.turnAt(5)
    stage.desk.answerAll()
    stage.clock.nowUs = 20
    stage.engine.settleOnly(20)
    expect(stage.crowd.told.map((told) => told.code)).toEqual([OutcomeCode.ok])
    expect([stage.gauge('sent'), stage.crowd.waiting, stage.gauge('inFlight')]).toEqual([1, 1, 0])
  })

  it('still sends what it took from the crowd before it only settled, or owns up that it could not', () => {
    const stage = new Stage([click(0), click(0), click(0)], { timeoutMs: 50 })
    stage.desk.room = 1
    stage.turnAt(0)
    stage.desk.room = 1
    stage.engine.settleOnly(0)
    expect(stage.gauge('sent')).toBe(2)
    stage.clock.nowUs = 50_000
    stage.engine.settleOnly(50_000)
    expect([
      stage.gauge('offered'),
      stage.gauge('sent'),
      stage.count(0, OutcomeCode.unsent),
      stage.gauge('answered'),
    ]).toEqual([3, 2, 1, 3])
  })

  it('hands the target every word of an arrival, under an id of its own', () => {
    const seen: Record<string, number>[] = []
    const stage = new Stage(
      [
        click(10, {
          op: 2,
          shopper: 3_000_000,
          item: 199_999,
          quantity: 255,
          attempt: 9,
          intent: 77,
          orderRef: -2,
          person: 5,
        }),
        click(11, { op: 1 }),
      ],
      {
        target: {
          submit(batch, from) {
            for (let i = from; i < batch.count; i++) {
              const { id, dueUs, op, shopper, item, quantity, attempt, intent, orderRef } = batch
              seen.push(
                Object.fromEntries(
                  Object.entries({ id, dueUs, op, shopper, item, quantity, attempt, intent, orderRef }).map(
                    ([name, column]) => [name, column[i] as number],
                  ),
                ),
              )
            }
            return batch.count - from
          },
          drain: () => 0,
        },
      },
    )
    stage.turnAt(20)
    expect(seen).toEqual([
      {
        id: 0,
        dueUs: 10,
        op: 2,
        shopper: 3_000_000,
        item: 199_999,
        quantity: 255,
        attempt: 9,
        intent: 77,
        orderRef: -2,
      },
      { id: 1, dueUs: 11, op: 1, shopper: 0, item: 0, quantity: 1, attempt: 0, intent: 0, orderRef: -1 },
    ])
  })
})
