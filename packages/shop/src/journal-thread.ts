import { parentPort, workerData } from 'node:worker_threads'
import { idle, wallTimer } from '@onrush/clockwork'
import { Control } from './control.ts'
import { folderDisk } from './disk.ts'
import { JournalWriter } from './journal.ts'
import { JournalHost } from './journal-host.ts'
import { Ring } from './ring.ts'
import type { JournalThreadData } from './thread-data.ts'

const IdleMs = 0.2

/** Writes and syncs until the shop has stopped and nothing is left; after a failure it only says so and waits for the stop. */
function hostJournal(data: JournalThreadData): void {
  const control = new Int32Array(data.control)
  const ring = new Ring(data.ring)
  let writer: JournalWriter | undefined
  try {
    writer = new JournalWriter(folderDisk(data.folder))
    const host = new JournalHost({ ring, writer, gauges: new Float64Array(data.gauges), wallUs: wallTimer() })
    parentPort?.postMessage('ready')
    while (Atomics.load(control, Control.shopStopped) === 0 || ring.depth() > 0) {
      if (!host.turn()) idle(IdleMs)
    }
  } catch (error) {
    Atomics.store(control, Control.storageBroken, 1)
    const { code, message, hint } = error as { code?: string; message: string; hint?: string }
    parentPort?.postMessage({ broken: { code, message, hint } })
  } finally {
    writer?.close()
    Atomics.store(control, Control.journalStopped, 1)
    parentPort?.close()
  }
}

hostJournal(workerData as JournalThreadData)
