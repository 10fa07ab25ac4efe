import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { idle } from '@onrush/clockwork'
import { Ring, ringBuffer } from '@onrush/shop'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('a ring', () => {
  it('gives back what was put in, in order, for every interleaving of both ends', () => {
    const turns = fc.array(fc.record({ put: fc.nat(12), take: fc.nat(12), isFresh: fc.boolean() }), { maxLength: 200 })
    fc.assert(
      fc.property(
        turns,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 3 }),
        (sequence, capacity, words) => {
          const buffer = ringBuffer({ capacity, words })
          const producer = new Ring(buffer)
          const consumer = new Ring(buffer)
          const queue: number[] = []
          let next = 0
          for (const { put, take, isFresh } of sequence) {
            const room = producer.free()
            // What the producer believes may be old, but never too much.
            expect(room).toBeLessThanOrEqual(producer.capacity - queue.length)
            const count = Math.min(put, room)
            for (let i = 0; i < count; i++) {
              producer.slots[((producer.tail + i) & producer.mask) * words] = next
              queue.push(next++)
            }
            producer.publish(count)
            const waiting = isFresh ? consumer.depth() : consumer.available()
            expect(waiting).toBeLessThanOrEqual(queue.length)
            if (isFresh) expect(waiting).toBe(queue.length)
            const taken = Math.min(take, waiting)
            for (let i = 0; i < taken; i++)
              expect(consumer.slots[((consumer.head + i) & consumer.mask) * words]).toBe(queue.shift())
            consumer.release(taken)
            expect(producer.released()).toBe(consumer.head)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is opened where it stands, by whoever comes later', () => {
    const buffer = ringBuffer({ capacity: 4, words: 1 })
    const producer = new Ring(buffer)
    producer.slots[0] = 42
    producer.publish(1)
    const late = new Ring(buffer)
    expect(late.depth()).toBe(1)
    expect(late.slots[late.head & late.mask]).toBe(42)
    late.release(1)
    expect(new Ring(buffer).depth()).toBe(0)
    expect(new Ring(buffer).tail).toBe(1)
  })

  it('counts on when its positions pass 2³¹', () => {
    const buffer = ringBuffer({ capacity: 8, words: 1 })
    const header = new Int32Array(buffer)
    const nearEnd = 0x7fffffff - 3
    // Both published positions, as a long run would have left them.
    for (const [index, word] of header.entries()) if (index === 16 || index === 32) header[index] = word + nearEnd
    const producer = new Ring(buffer)
    const consumer = new Ring(buffer)
    for (let i = 0; i < 40; i++) {
      expect(producer.free()).toBeGreaterThan(0)
      producer.slots[producer.tail & producer.mask] = i
      producer.publish(1)
      expect(consumer.depth()).toBe(1)
      expect(consumer.slots[consumer.head & consumer.mask]).toBe(i)
      consumer.release(1)
    }
    expect(producer.tail).toBeLessThan(0)
  })

  it('loses, doubles and reorders nothing between two threads', async () => {
    const count = 400_000
    const buffer = ringBuffer({ capacity: 1024, words: 2 })
    const worker = new Worker(new URL('./ring-producer.ts', import.meta.url), { workerData: { buffer, count } })
    const ended = once(worker, 'exit')
    await once(worker, 'message')
    const ring = new Ring(buffer)
    let next = 0
    let broken = -1
    let idleTurns = 0
    while (next < count && broken < 0 && idleTurns < 100_000) {
      const waiting = ring.available()
      for (let i = 0; i < waiting; i++, next++) {
        const at = ((ring.head + i) & ring.mask) * 2
        if (ring.slots[at] !== next || ring.slots[at + 1] !== (next ^ 0x5a5a5a)) broken = next
      }
      ring.release(waiting)
      if (waiting > 0) continue
      idle(0.1)
      idleTurns++
    }
    expect(broken).toBe(-1)
    expect(next).toBe(count)
    await ended
    expect(ring.depth()).toBe(0)
  })
})
