import {
  type Arrival,
  type ArrivalBatch,
  arrivalBatch,
  type Outcome,
  type OutcomeBatch,
  OutcomeCode,
  Outcomes,
  outcomeBatch,
  ReasonCode,
  Reasons,
  type Target,
} from '@onrush/contracts'
import { batched } from '@onrush/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { click, Operations, Stage } from './stage.ts'

/** A plain target whose answers are given by hand. */
class Counter implements Target {
  readonly arrivals: Arrival[] = []
  readonly signals: AbortSignal[] = []
  readonly #answers: PromiseWithResolvers<Outcome>[] = []

  send(arrival: Arrival, signal: AbortSignal): Promise<Outcome> {
    this.arrivals.push(arrival)
    this.signals.push(signal)
    const answer = Promise.withResolvers<Outcome>()
    this.#answers.push(answer)
    return answer.promise
  }

  answer(index: number, outcome: Outcome): void {
    this.#answers[index]?.resolve(outcome)
  }

  break(index: number, error: unknown): void {
    this.#answers[index]?.reject(error)
  }
}

const signal = new AbortController().signal
/** Lets what is resolved reach those who wait for it. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

function batchOf(count: number): ArrivalBatch {
  const batch = arrivalBatch(count)
  for (let i = 0; i < count; i++) {
    batch.id[i] = 100 + i
    batch.orderRef[i] = -1
  }
  batch.count = count
  return batch
}

function answersOf(batch: OutcomeBatch): object[] {
  return Array.from({ length: batch.count }, (_, i) => ({
    id: batch.id[i],
    code: Outcomes[batch.code[i] as number],
    reason: Reasons[batch.reason[i] as number],
    retryAfterMs: batch.retryAfterMs[i],
    orderRef: batch.orderRef[i],
    valueFen: batch.valueFen[i],
  }))
}

describe('a plain target behind the fast door', () => {
  it('gets every word of an arrival, the name of its operation, and the run’s signal', () => {
    const target = new Counter()
    const batch = batchOf(1)
    Object.assign(batch.dueUs, [1.5e9])
    for (const [column, value] of [
      [batch.op, 1],
      [batch.shopper, 7],
      [batch.item, 8],
      [batch.quantity, 9],
      [batch.attempt, 2],
      [batch.intent, 3],
      [batch.orderRef, 44],
    ] as const)
      column[0] = value
    expect(batched(target, { operations: Operations, signal }).submit(batch, 0)).toBe(1)
    expect(target.arrivals).toEqual([
      {
        id: 100,
        dueUs: 1.5e9,
        op: 1,
        operation: 'buy',
        shopper: 7,
        item: 8,
        quantity: 9,
        attempt: 2,
        intent: 3,
        orderRef: 44,
      },
    ])
    expect(target.signals).toEqual([signal])
  })

  it('is sent what the batch held, though the batch is used again before anybody answers', async () => {
    const target = new Counter()
    const door = batched(target, { operations: Operations, signal })
    const batch = batchOf(2)
    door.submit(batch, 0)
    batch.id.fill(999)
    batch.count = 0
    target.answer(1, { outcome: 'ok' })
    await settle()
    const answers = outcomeBatch(4)
    door.drain(answers)
    expect(target.arrivals.map((arrival) => arrival.id)).toEqual([100, 101])
    expect([...answers.id.subarray(0, answers.count)]).toEqual([101])
  })

  it('has its outcomes mapped, with what they say and what they leave out', async () => {
    const outcomes: Outcome[] = [
      { outcome: 'ok', orderRef: 5, valueFen: 9900 },
      { outcome: 'refused', reason: 'soldOut' },
      { outcome: 'shed', retryAfterMs: 70_000 },
      { outcome: 'pending', orderRef: 0 },
      { outcome: 'failed', reason: 'storageFailed' },
    ]
    const target = new Counter()
    const door = batched(target, { operations: Operations, signal })
    door.submit(batchOf(5), 0)
    outcomes.forEach((outcome, index) => target.answer(index, outcome))
    await settle()
    const answers = outcomeBatch(8)
    expect(door.drain(answers)).toBe(5)
    const nothing = { reason: 'none', retryAfterMs: 0, orderRef: -1, valueFen: 0 }
    expect(answersOf(answers)).toEqual(
      outcomes.map(({ outcome, ...said }, index) => ({ id: 100 + index, code: outcome, ...nothing, ...said })),
    )
    expect([...answers.doneUs.subarray(0, 5)].every(Number.isNaN)).toBe(true)
  })

  it('that throws, now or later, has failed, and somebody hears of it', async () => {
    const told: [string, unknown][] = []
    const boom = new Error('boom')
    const target: Target = {
      send: (arrival) => {
        if (arrival.id === 100) throw boom
        return Promise.reject(boom)
      },
    }
    const door = batched(target, {
      operations: Operations,
      signal,
      onThrow: (operation, error) => told.push([operation, error]),
    })
    const batch = batchOf(2)
    batch.op[1] = 2
    expect(door.submit(batch, 0)).toBe(2)
    await settle()
    const answers = outcomeBatch(4)
    door.drain(answers)
    expect(answersOf(answers)).toEqual(
      [100, 101].map((id) => ({ id, code: 'failed', reason: 'threw', retryAfterMs: 0, orderRef: -1, valueFen: 0 })),
    )
    expect(told).toEqual([
      ['view', boom],
      ['pay', boom],
    ])
  })

  it.each([
    ['an outcome that does not exist', { outcome: 'okay' }, 'the outcome "okay"'],
    ['the name of something every object has', { outcome: 'toString' }, 'the outcome "toString"'],
    ['a reason that does not exist', { outcome: 'refused', reason: 'sold out' }, 'the reason "sold out"'],
    ['nothing at all', undefined, ''],
  ])('that answers %s has failed, and is never taken for a yes', async (_phrase, answer, sentence) => {
    const told: string[] = []
    const target = { send: () => Promise.resolve(answer) } as unknown as Target
    const door = batched(target, {
      operations: Operations,
      signal,
      onThrow: (_operation, error) => told.push(String(error)),
    })
    door.submit(batchOf(1), 0)
    await settle()
    const answers = outcomeBatch(2)
    door.drain(answers)
    expect([answers.code[0], answers.reason[0]]).toEqual([OutcomeCode.failed, ReasonCode.threw])
    expect(told.join()).toContain(sentence)
    expect(told.length).toBe(1)
  })

  it('is sent many at once, and waited for by nobody', () => {
    const target = new Counter()
    expect(batched(target, { operations: Operations, signal }).submit(batchOf(5000), 0)).toBe(5000)
    expect(target.arrivals.length).toBe(5000)
  })

  it('never has more under way than its limit, and takes the next when one is answered', async () => {
    const target = new Counter()
    const door = batched(target, { operations: Operations, signal, inFlightMax: 3 })
    const batch = batchOf(5)
    expect(door.submit(batch, 0)).toBe(3)
    expect(door.submit(batch, 3)).toBe(0)
    target.answer(1, { outcome: 'ok' })
    await settle()
    expect(door.submit(batch, 3)).toBe(1)
    expect(target.arrivals.map((arrival) => arrival.id)).toEqual([100, 101, 102, 103])
    // A send that throws gives its place back as well.
    target.break(0, new Error('gone'))
    await settle()
    expect(door.submit(batch, 4)).toBe(1)
  })

  it('has its answers drained in the order in which they came, as many as there is room for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(Array.from({ length: 12 }, (_, index) => index)),
        fc.integer({ min: 1, max: 5 }),
        async (order, capacity) => {
          const target = new Counter()
          const door = batched(target, { operations: Operations, signal })
          door.submit(batchOf(12), 0)
          for (const index of order) target.answer(index, { outcome: 'ok' })
          await settle()
          const got: number[] = []
          const answers = outcomeBatch(capacity)
          while (door.drain(answers) > 0) {
            got.push(...answers.id.subarray(0, answers.count))
            answers.count = 0
          }
          expect(got).toEqual(order.map((index) => 100 + index))
        },
      ),
      { numRuns: 30 },
    )
  })

  it('is driven by the engine like any other', async () => {
    const target = new Counter()
    const stage = new Stage([click(0, { op: 1, person: 1 }), click(0, { op: 2, person: 2 })], {
      target: batched(target, { operations: Operations, signal }),
    })
    stage.turnAt(100)
    target.answer(0, { outcome: 'refused', reason: 'soldOut' })
    await settle()
    stage.turnAt(900)
    expect(stage.crowd.told).toMatchObject([
      { person: 1, op: 1, code: OutcomeCode.refused, reason: ReasonCode.soldOut, responseUs: 900 },
    ])
    expect(stage.engine.inFlight).toBe(1)
  })
})
