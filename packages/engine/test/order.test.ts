import { OutcomeCode } from '@onrush/contracts'
import { describe, expect, it } from 'vitest'
import { click, loggedAccount, Stage } from './stage.ts'

const [view, buy, pay] = [0, 1, 2]

/** A stage that writes down what happens in which order; buys are promises. */
function loggedStage(clicks: Parameters<typeof click>[], acknowledgedOps: readonly number[] = [buy]): Stage {
  const log: string[] = []
  return new Stage(
    clicks.map((given) => click(...given)),
    { log, acknowledgedOps, acknowledged: loggedAccount(log), timeoutMs: 50 },
  )
}

describe('a turn', () => {
  it('sends what is due before it looks at answers, and lets people react last', () => {
    const stage = loggedStage([
      [0, { person: 1 }],
      [10, { person: 2 }],
    ])
    stage.turnAt(0)
    stage.desk.answer(0)
    stage.log.length = 0
    stage.turnAt(10)
    expect(stage.log).toEqual(['submit 1', 'drain 1', 'flush', 'settle 1'])
  })

  it('sends what people do in reaction in the next turn', () => {
    const stage = loggedStage([[0, { op: buy, person: 1 }]])
    stage.crowd.onTold = (told) => {
      if (told.op === buy) stage.crowd.add(click(told.atUs, { op: pay, person: 1 }))
    }
    stage.turnAt(0)
    stage.desk.answer(0)
    stage.turnAt(100)
    expect(stage.desk.taken.length).toBe(1)
    stage.turnAt(101)
    expect(stage.desk.taken.map((taken) => [taken.dueUs, taken.atUs])).toEqual([
      [0, 0],
      [100, 101],
    ])
    expect(stage.measured()(pay, 0, 'lag')?.maxUs).toBe(1)
  })

  it('lets time limits run out after the answers: who was answered in the same turn is not timed out', () => {
    const stage = loggedStage([
      [0, { person: 1 }],
      [0, { person: 2 }],
    ])
    stage.turnAt(0)
    stage.desk.answer(1)
    stage.turnAt(50_000)
    expect(stage.crowd.told.map((told) => [told.person, told.code])).toEqual([
      [2, OutcomeCode.ok],
      [1, OutcomeCode.timedOut],
    ])
  })

  it('takes fewer answers while due clicks are late, so that sending comes first', () => {
    const answersTaken = (isLate: boolean): number => {
      const stage = new Stage(Array.from({ length: 32_000 }, (_, person) => click(0, { person })))
      stage.turnAt(0)
      if (!isLate) for (let turn = 0; turn < 10; turn++) stage.turnAt(0)
      stage.desk.room = 0
      for (let id = 0; id < 16_000; id++) stage.desk.answer(id)
      stage.turnAt(2000)
      expect(stage.engine.backlogUs > 0).toBe(isLate)
      return stage.crowd.told.length
    }
    expect(answersTaken(true)).toBeGreaterThan(0)
    expect(answersTaken(true)).toBeLessThan(answersTaken(false))
  })

  it('comes to every answer in the end, however many there are', () => {
    const stage = new Stage(Array.from({ length: 9000 }, (_, person) => click(0, { person })))
    stage.turnAt(0)
    stage.desk.answerAll()
    for (let turn = 0; turn < 100; turn++) stage.turnAt(10)
    expect(stage.crowd.told.map((told) => told.person)).toEqual(Array.from({ length: 9000 }, (_, person) => person))
  })
})

describe('the clients’ account', () => {
  it('hears of every promise of a batch, and is on its way to the disk before anybody is told', () => {
    const stage = loggedStage([
      [0, { op: buy, person: 1, shopper: 11, intent: 3 }],
      [0, { op: buy, person: 2, shopper: 12, intent: 4 }],
    ])
    stage.turnAt(0)
    stage.desk.answer(0, { orderRef: 100, valueFen: 990 })
    stage.desk.answer(1, { orderRef: 101, valueFen: 991 })
    stage.log.length = 0
    stage.turnAt(10)
    expect(stage.log).toEqual(['drain 2', 'add 100 11 3 1 990', 'add 101 12 4 1 991', 'flush', 'settle 2'])
  })

  it('hears of nothing but the yes to an operation that is a promise', () => {
    const stage = loggedStage(
      [
        [0, { op: buy }],
        [0, { op: view }],
        [0, { op: pay }],
        [0, { op: buy }],
      ],
      [buy, pay],
    )
    stage.turnAt(0)
    stage.desk.answer(0, { code: OutcomeCode.refused, orderRef: 1 })
    stage.desk.answer(1, { orderRef: 2 })
    stage.desk.answer(2, { orderRef: 3 })
    stage.desk.answer(3, { code: OutcomeCode.pending, orderRef: 4 })
    stage.turnAt(10)
    expect(stage.log.filter((line) => line.startsWith('add'))).toEqual(['add 3 0 0 2 0'])
  })

  it('is not told of an answer that came too late, as the client was not', () => {
    const stage = loggedStage([[0, { op: buy }]])
    stage.turnAt(0)
    stage.turnAt(50_000)
    stage.desk.answer(0, { orderRef: 7 })
    stage.turnAt(50_001)
    expect(stage.log.filter((line) => line.startsWith('add'))).toEqual([])
  })

  it('leaves people untold when it cannot be written', () => {
    const broken = {
      add: () => undefined,
      close: () => undefined,
      flush: (): void => {
        throw new Error('no space left')
      },
    }
    const stage = new Stage([click(0, { op: buy, person: 1 })], { acknowledgedOps: [buy], acknowledged: broken })
    stage.turnAt(0)
    stage.desk.answer(0)
    expect(() => stage.turnAt(10)).toThrow('no space left')
    expect(stage.crowd.told).toEqual([])
  })
})

describe('on the virtual clock', () => {
  it('a step takes all answers that have left, because they cannot make a click late there', () => {
    const stage = new Stage(
      Array.from({ length: 9000 }, (_, person) => click(0, { person })),
      { isVirtual: true, wallOf: (us) => us },
    )
    stage.engine.fire(0)
    stage.desk.answerAll({ doneUs: 5 })
    stage.engine.settleOnly(10)
    expect(stage.crowd.told.length).toBe(9000)
  })

  it('an answer that left after the limit finds nobody, even when nothing else happened in between', () => {
    const stage = new Stage([click(0, { person: 1 }), click(0, { person: 2 })], {
      isVirtual: true,
      wallOf: (us) => us,
      timeoutMs: 50,
    })
    stage.turnAt(0)
    stage.desk.answer(0, { doneUs: 49_999 })
    stage.desk.answer(1, { doneUs: 50_000 })
    stage.turnAt(80_000)
    expect(stage.crowd.told.map((told) => [told.person, told.code, told.responseUs])).toEqual([
      [1, OutcomeCode.ok, 49_999],
      [2, OutcomeCode.timedOut, 80_000],
    ])
    expect(stage.gauge('lateAnswers')).toBe(1)
  })
})
