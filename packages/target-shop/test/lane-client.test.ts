import { type ArrivalBatch, arrivalBatch, OnrushError, outcomeBatch } from '@onrush/contracts'
import { Answer, keyHigh, keyLow, PayMethod, Request, Ring, ringBuffer, ShopOp } from '@onrush/shop'
import { CodOrderRef, connectToShop, shopOps } from '@onrush/target-shop'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Operations, Seed, type Wish, wishes } from './shop-stage.ts'

/** A client, and the shop's ends of its rings. */
function lane(options: { slots?: number; seed?: number; operations?: readonly string[] } = {}) {
  const { slots = 64, seed = Seed, operations = Operations } = options
  const handle = {
    requests: ringBuffer({ capacity: slots, words: Request.words }),
    answers: ringBuffer({ capacity: slots, words: Answer.words }),
  }
  return {
    client: connectToShop(handle, { seed, operations }),
    requests: new Ring(handle.requests),
    answers: new Ring(handle.answers),
  }
}

/** Everything that waits in a ring, word by word. */
function takeAll(ring: Ring, most: number = Number.POSITIVE_INFINITY): number[][] {
  const count = Math.min(ring.depth(), most)
  const rows = Array.from({ length: count }, (_, index) => {
    const at = ((ring.head + index) & ring.mask) * ring.words
    return [...ring.slots.subarray(at, at + ring.words)]
  })
  ring.release(count)
  return rows
}

function put(ring: Ring, rows: readonly (readonly number[])[]): void {
  rows.forEach((row, index) => ring.slots.set(row, ((ring.tail + index) & ring.mask) * ring.words))
  ring.publish(rows.length)
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const natural = fc.nat(2 ** 31 - 1)
const arrivals = fc.array(
  fc.record({
    id: int32,
    op: fc.nat(3),
    shopper: natural,
    item: natural,
    quantity: fc.nat(255),
    attempt: fc.nat(255),
    intent: natural,
    orderRef: fc.integer({ min: -2, max: 2 ** 31 - 1 }),
  }),
  { minLength: 1, maxLength: 40 },
)

function batchOf(
  rows: readonly {
    id: number
    op: number
    shopper: number
    item: number
    quantity: number
    attempt: number
    intent: number
    orderRef: number
  }[],
): ArrivalBatch {
  const batch = arrivalBatch(rows.length)
  rows.forEach((row, at) => {
    for (const name of ['id', 'op', 'shopper', 'item', 'quantity', 'attempt', 'intent', 'orderRef'] as const)
      batch[name][at] = row[name]
  })
  batch.count = rows.length
  return batch
}

describe('a lane of the shop', () => {
  it('carries every field of a request', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(30), fc.nat(), (rows, from, seed) => {
        const { client, requests } = lane({ seed })
        const sent = rows.slice(from)
        expect(client.submit(batchOf(rows), Math.min(from, rows.length))).toBe(sent.length)
        const got = takeAll(requests)
        expect(got.length).toBe(sent.length)
        got.forEach((words, index) => {
          const row = sent[index] as (typeof rows)[number]
          const kind = words[Request.kind] as number
          expect([
            words[Request.id],
            kind & 0xff,
            (kind >> 8) & 0xff,
            words[Request.shopper],
            words[Request.item],
            words[Request.orderRef],
          ]).toEqual([row.id, row.op, row.quantity, row.shopper, row.item, row.orderRef])
          expect(kind >> 16).toBe(row.orderRef === CodOrderRef ? PayMethod.cod : PayMethod.wallet)
          if (row.op !== ShopOp.buy) return
          expect(words.slice(Request.keyLow)).toEqual([
            keyLow(seed, row.shopper, row.intent),
            keyHigh(seed, row.shopper, row.intent),
            row.intent,
          ])
        })
      }),
    )
  })

  it('carries every field of an answer, behind what the batch already holds', () => {
    const rows = fc.array(
      fc.record({
        id: int32,
        code: fc.nat(255),
        reason: fc.nat(255),
        retryAfterMs: fc.nat(65_535),
        orderRef: int32,
        valueFen: int32,
      }),
      { minLength: 1, maxLength: 40 },
    )
    fc.assert(
      fc.property(rows, fc.nat(5), (given, held) => {
        const { client, answers } = lane()
        put(
          answers,
          given.map(({ id, code, reason, retryAfterMs, orderRef, valueFen }) => [
            id,
            code | (reason << 8) | (retryAfterMs << 16),
            orderRef,
            valueFen,
          ]),
        )
        const batch = outcomeBatch(held + given.length)
        batch.count = held
        expect(client.drain(batch)).toBe(given.length)
        expect(batch.count).toBe(held + given.length)
        const got = given.map((_, index) => {
          const at = held + index
          return {
            id: batch.id[at],
            code: batch.code[at],
            reason: batch.reason[at],
            retryAfterMs: batch.retryAfterMs[at],
            orderRef: batch.orderRef[at],
            valueFen: batch.valueFen[at],
          }
        })
        expect(got).toEqual(given)
        expect([...batch.doneUs.subarray(held)].every(Number.isNaN)).toBe(true)
      }),
    )
  })

  it('loses, doubles and reorders nothing, however full its rings are and wherever they wrap', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ send: fc.integer({ min: 1, max: 12 }) }),
        fc.record({ serve: fc.nat(8) }),
        fc.record({ drain: fc.integer({ min: 1, max: 6 }) }),
      ),
      { minLength: 20, maxLength: 100 },
    )
    fc.assert(
      fc.property(steps, (sequence) => {
        const { client, requests, answers } = lane({ slots: 8 })
        let [sent, served] = [0, 0]
        const got: number[] = []
        for (const step of sequence) {
          if ('send' in step) {
            const room = 8 - (sent - served)
            const taken = client.submit(
              wishes(
                Array.from({ length: step.send }, () => ({ operation: 'view' as const })),
                sent,
              ),
              0,
            )
            // The producer may know late of freed slots, but only while it has half of them anyway.
            expect(taken).toBeLessThanOrEqual(room)
            expect(taken).toBeGreaterThanOrEqual(Math.min(step.send, room, 8 / 2))
            sent += taken
          } else if ('serve' in step) {
            const rows = takeAll(requests, Math.min(step.serve, answers.free()))
            served += rows.length
            put(
              answers,
              rows.map((words) => [words[Request.id] as number, 0, -1, 0]),
            )
          } else {
            const batch = outcomeBatch(step.drain)
            client.drain(batch)
            got.push(...batch.id.subarray(0, batch.count))
          }
        }
        const rest = outcomeBatch(16)
        while (client.drain(rest) > 0) continue
        got.push(...rest.id.subarray(0, rest.count))
        expect(got).toEqual(Array.from({ length: served }, (_, index) => index))
      }),
      { numRuns: 200 },
    )
  })

  it('takes nothing when it is full, and drains nothing when it is empty', () => {
    const { client, requests } = lane({ slots: 2 })
    const batch = wishes([{ operation: 'view' }, { operation: 'view' }, { operation: 'view' }])
    expect([client.submit(batch, 0), client.submit(batch, 2), client.drain(outcomeBatch(4))]).toEqual([2, 0, 0])
    requests.depth()
    requests.release(1)
    expect(client.submit(batch, 2)).toBe(1)
  })
})

describe('an idempotency key', () => {
  const keyOf = (wish: Wish, seed: number = Seed, id: number = 0): number[] => {
    const { client, requests } = lane({ seed })
    client.submit(wishes([wish], id), 0)
    return (takeAll(requests)[0] ?? []).slice(Request.keyLow, Request.keyHigh + 1)
  }

  it('depends on seed, shopper and intent alone: not on the attempt, the item or anything else', () => {
    const others = fc.record({ item: natural, quantity: fc.nat(255), attempt: fc.nat(255), orderRef: int32 })
    fc.assert(
      fc.property(
        natural,
        natural,
        fc.nat(),
        fc.tuple(others, others),
        fc.tuple(int32, int32),
        (shopper, intent, seed, [one, another], [id, otherId]) => {
          expect(keyOf({ operation: 'buy', shopper, intent, ...one }, seed, id)).toEqual(
            keyOf({ operation: 'buy', shopper, intent, ...another }, seed, otherId),
          )
        },
      ),
    )
  })

  it('is another one for another seed, shopper or intent', () => {
    const whose = fc.record({ seed: fc.nat(5000), shopper: fc.nat(5000), intent: fc.nat(5000) })
    fc.assert(
      fc.property(whose, whose, (one, another) => {
        fc.pre(one.seed !== another.seed || one.shopper !== another.shopper || one.intent !== another.intent)
        expect(keyOf({ operation: 'buy', ...one }, one.seed)).not.toEqual(
          keyOf({ operation: 'buy', ...another }, another.seed),
        )
      }),
    )
  })
})

describe('the operations of a crowd', () => {
  it('may come in any order', () => {
    expect([...shopOps(['pay', 'view', 'confirm', 'buy'])]).toEqual([2, 0, 3, 1])
    const { client, requests } = lane({ operations: ['confirm', 'buy'] })
    const batch = arrivalBatch(2)
    batch.op.set([0, 1])
    batch.count = 2
    client.submit(batch, 0)
    expect(takeAll(requests).map((words) => (words[Request.kind] as number) & 0xff)).toEqual([
      ShopOp.confirm,
      ShopOp.buy,
    ])
  })

  it.each([
    ['veiw', 'Did you mean "view"?'],
    ['BUY', 'Did you mean "buy"?'],
    ['checkout', 'It knows view, buy, pay, confirm.'],
  ])('cannot be "%s": %s', (name, hint) => {
    const thrown = (() => {
      try {
        lane({ operations: ['buy', name] })
      } catch (error) {
        return error
      }
    })()
    expect(thrown).toBeInstanceOf(OnrushError)
    expect(thrown).toMatchObject({
      code: 'ONRUSH_TARGET_SHOP_OPERATION',
      message: `the shop has no operation "${name}"`,
      hint,
      exitCode: 2,
    })
  })
})
