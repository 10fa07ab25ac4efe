import { parentPort, workerData } from 'node:worker_threads'
import { RecorderBank } from '@onrush/measure'
import { type Load, loadOf } from './thread-load.ts'

/**
 * The writer of the two-thread test. It tells of every interval it gave away and goes on at once; only every tenth time
 * does it wait until the reader is done, so that there are many intervals however the threads are scheduled.
 */
function recordAll(load: Load & { buffer: SharedArrayBuffer }): void {
  const bank = RecorderBank.attach(load.buffer, load.operations)
  const pause = new Int32Array(new SharedArrayBuffer(4))
  let chunk = 0
  loadOf(load, (row, valueUs, index) => {
    bank.record(row, valueUs)
    if (index % load.chunkSize !== 0) return
    let isGiven = bank.rotate()
    if (chunk++ % 10 === 0) {
      while (!isGiven) {
        Atomics.wait(pause, 0, 0, 0.1)
        isGiven = bank.rotate()
      }
    }
    if (isGiven) parentPort?.postMessage('interval')
  })
}

recordAll(workerData as Load & { buffer: SharedArrayBuffer })
