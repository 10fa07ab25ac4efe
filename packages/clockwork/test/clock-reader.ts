import { parentPort, workerData } from 'node:worker_threads'
import { SharedClock, wallTimer } from '@onrush/clockwork'

/** What the worker saw: pairs of its own wall time and the scenario time it read in between. */
export interface Reading {
  readonly beforeUs: number
  readonly scenarioUs: number
  readonly afterUs: number
}

const { buffer, stop, count } = workerData as { buffer: SharedArrayBuffer; stop: Int32Array; count: number }
const clock = new SharedClock(buffer)
const wallUs = wallTimer()
const readings: Reading[] = []
let decreases = 0
let lastUs = Number.NEGATIVE_INFINITY
parentPort?.postMessage('ready')
for (let reads = 0; Atomics.load(stop, 0) === 0; reads++) {
  const beforeUs = wallUs()
  const scenarioUs = clock.nowUs()
  const afterUs = wallUs()
  if (scenarioUs < lastUs) decreases++
  lastUs = scenarioUs
  if (readings.length < count && reads % 16 === 0) readings.push({ beforeUs, scenarioUs, afterUs })
}
parentPort?.postMessage({ readings, decreases })
