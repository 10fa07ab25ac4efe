import { parentPort, workerData } from 'node:worker_threads'
import { idle, SharedClock } from '@onrush/clockwork'
import { Control } from './control.ts'
import { Ring } from './ring.ts'
import { ShopHost } from './shop-host.ts'
import type { ShopThreadData } from './thread-data.ts'
import { warmShop } from './warm-up.ts'

/** An idle thread waits at most this long, so that nothing spins and nothing waits long. */
const IdleMs = 0.2

/** Hosts entries and all shards until told to stop, then serves what is queued and leaves. */
function hostShop(data: ShopThreadData): void {
  const control = new Int32Array(data.control)
  warmShop(data.settings, data.warmUpMs)
  const host = new ShopHost({
    settings: data.settings,
    lanes: data.lanes.map((lane) => ({ requests: new Ring(lane.requests), answers: new Ring(lane.answers) })),
    journal: new Ring(data.journal),
    gauges: new Float64Array(data.gauges),
    clock: new SharedClock(data.clock),
    isStorageBroken: () => Atomics.load(control, Control.storageBroken) === 1,
  })
  parentPort?.postMessage('ready')
  while (Atomics.load(control, Control.stop) === 0 || !host.isQuiet) {
    if (!host.turn()) idle(IdleMs)
  }
  Atomics.store(control, Control.shopStopped, 1)
  parentPort?.close()
}

hostShop(workerData as ShopThreadData)
