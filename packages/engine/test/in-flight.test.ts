import { InFlight } from '@onrush/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** One step of a life: so many are sent, the n-th oldest open one is answered, or some id is asked for. */
const steps = fc.array(
  fc.oneof(
    fc.record({ send: fc.integer({ min: 1, max: 8 }) }),
    fc.record({ answer: fc.nat(40) }),
    fc.record({ ask: fc.integer({ min: -50, max: 50 }) }),
  ),
  { minLength: 20, maxLength: 120 },
)

/** Starts close to where 32-bit ids wrap, so that most lives cross it. */
const starts = fc.constantFrom(0, 2 ** 31 - 20, -20, 2 ** 31 - 1, -(2 ** 31))

function tableFrom(capacity: number, start: number): InFlight {
  const table = new InFlight(capacity)
  table.head = table.tail = start | 0
  return table
}

describe('the in-flight table', () => {
  it('agrees with a map of ids, also where ids wrap', () => {
    fc.assert(
      fc.property(steps, starts, fc.constantFrom(2, 3, 8, 32), (sequence, start, capacity) => {
        const table = tableFrom(capacity, start)
        const open = new Map<number, number>()
        let sent = 0
        for (const step of sequence) {
          if ('send' in step) {
            for (let n = 0; n < step.send && table.room > 0; n++) {
              const slot = table.tail & table.mask
              table.isOpen[slot] = 1
              table.intent[slot] = sent
              open.set(table.tail, sent++)
              table.tail = (table.tail + 1) | 0
              table.open++
            }
          } else if ('answer' in step) {
            const id = [...open.keys()][step.answer % Math.max(1, open.size)]
            if (id === undefined) continue
            const slot = table.slotOf(id)
            expect(table.intent[slot]).toBe(open.get(id))
            table.isOpen[slot] = 0
            table.open--
            open.delete(id)
            table.skipAnswered()
          } else {
            const id = (table.tail + step.ask) | 0
            const slot = table.slotOf(id)
            expect(slot < 0 ? undefined : table.intent[slot]).toBe(open.get(id))
          }
          const oldest = [...open.keys()][0]
          const span = oldest === undefined ? 0 : (table.tail - oldest) | 0
          expect([table.open, table.room]).toEqual([open.size, table.capacity - span])
        }
      }),
      { numRuns: 200 },
    )
  })

  it('does not take an old id for the one that has its slot now', () => {
    const table = tableFrom(4, 2 ** 31 - 2)
    const first = table.tail
    for (let n = 0; n < 4; n++) {
      table.isOpen[table.tail & table.mask] = 1
      table.tail = (table.tail + 1) | 0
    }
    expect(table.room).toBe(0)
    table.isOpen[table.slotOf(first)] = 0
    table.skipAnswered()
    expect(table.room).toBe(1)
    const again = table.tail
    table.isOpen[again & table.mask] = 1
    table.tail = (again + 1) | 0
    expect(first & table.mask).toBe(again & table.mask)
    expect([table.slotOf(first), table.slotOf(again)]).toEqual([-1, again & table.mask])
  })

  it.each([
    [1, 2],
    [2, 2],
    [3, 4],
    [1000, 1024],
    [1024, 1024],
    [1025, 2048],
  ])('rounds %i places up to %i', (asked, capacity) => {
    expect(new InFlight(asked)).toMatchObject({ capacity, mask: capacity - 1, room: capacity })
  })
})
