import { parentPort, workerData } from 'node:worker_threads'
import { idle } from '@onrush/clockwork'
import { Ring } from '@onrush/shop'

/** Puts 0 … count − 1 into a ring, in batches of varying size, as fast as the other side takes them. */
function produce(data: { buffer: SharedArrayBuffer; count: number }): void {
  const ring = new Ring(data.buffer)
  parentPort?.postMessage('ready')
  for (let next = 0; next < data.count; ) {
    const batch = Math.min(ring.free(), 1 + (next % 97), data.count - next)
    for (let i = 0; i < batch; i++, next++) {
      const at = ((ring.tail + i) & ring.mask) * 2
      ring.slots[at] = next
      ring.slots[at + 1] = next ^ 0x5a5a5a
    }
    ring.publish(batch)
    if (batch === 0) idle(0.1)
  }
}

produce(workerData as { buffer: SharedArrayBuffer; count: number })
