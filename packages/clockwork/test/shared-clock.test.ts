import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { SharedClock, sharedClockBuffer, TimeLapseClock, wallTimer } from '@onrush/clockwork'
import { describe, expect, it } from 'vitest'
import type { Reading } from './clock-reader.ts'

const START_WALL_US = 5_000_000

/** A clock that goes fast after one second, its shared view, and the wall of each. */
function pair(): { clock: TimeLapseClock; shared: SharedClock; owner: { us: number }; reader: { us: number } } {
  const owner = { us: START_WALL_US }
  const reader = { us: START_WALL_US }
  const buffer = sharedClockBuffer()
  const clock = new TimeLapseClock({
    startMs: -1_000,
    endMs: 100_000,
    realUntilMs: 1_000,
    plannedRps: () => 1_000,
    offeredRps: 100_000,
    maxSpeed: 2_000,
    wallUs: () => owner.us,
    publish: buffer,
  })
  return { clock, shared: new SharedClock(buffer, () => reader.us), owner, reader }
}

describe('SharedClock', () => {
  it('starts at startMs, and long before T0 while nobody has published', () => {
    expect(pair().shared.nowUs()).toBe(-1_000_000)
    const early = new SharedClock(sharedClockBuffer())
    expect(early.nowUs()).toBe(Number.MIN_SAFE_INTEGER)
  })

  it('meets T0 by the wall at speed 1, even when the owner has not moved since', () => {
    const { shared, reader } = pair()
    reader.us += 999_999
    expect(shared.nowUs()).toBe(-1)
    reader.us += 1
    expect(shared.nowUs()).toBe(0)
  })

  it('does not carry speed 1 on beyond realUntilMs', () => {
    const { shared, reader } = pair()
    reader.us += 60_000_000
    expect(shared.nowUs()).toBe(1_000_000)
  })

  it('shows the published time above speed 1, whatever the wall says', () => {
    const { clock, shared, owner, reader } = pair()
    owner.us += 2_001_000
    clock.advance(false)
    reader.us = owner.us + 3_000
    expect(shared.nowUs()).toBe(1_000_000 + 1_000 * 100)
    owner.us += 1_000
    clock.advance(true)
    expect(shared.nowUs()).toBe(1_000_000 + 1_000 * 100)
    clock.advance(false)
    owner.us += 1_000
    clock.advance(false)
    expect(shared.nowUs()).toBe(1_000_000 + 2_000 * 100)
  })

  it('agrees with the owner at every turn of a whole run and never decreases', () => {
    const { clock, shared, owner, reader } = pair()
    let lastUs = Number.NEGATIVE_INFINITY
    for (let index = 0; index < 20_000; index++) {
      owner.us += (index * 7) % 301
      clock.advance(index % 5 === 0)
      reader.us = owner.us
      const nowUs = shared.nowUs()
      expect(Math.abs(nowUs - clock.nowUs)).toBeLessThan(1e-3)
      expect(nowUs).toBeGreaterThanOrEqual(lastUs)
      lastUs = nowUs
    }
  })

  it('reads whole publications only, in another thread while the owner publishes as fast as it can', async () => {
    const buffer = sharedClockBuffer()
    const stop = new Int32Array(new SharedArrayBuffer(4))
    const clock = new TimeLapseClock({
      startMs: -20,
      endMs: 1e9,
      realUntilMs: 20,
      plannedRps: () => 1_000,
      offeredRps: 100_000,
      maxSpeed: 2_000,
      publish: buffer,
    })
    const worker = new Worker(new URL('./clock-reader.ts', import.meta.url), {
      workerData: { buffer, stop, count: 40_000 },
      execArgv: ['--conditions=@onrush/source'],
    })
    await once(worker, 'message')
    const wallUs = wallTimer()
    for (const untilUs = wallUs() + 250_000; wallUs() < untilUs; ) clock.advance(false)
    Atomics.store(stop, 0, 1)
    const [seen] = (await once(worker, 'message')) as [{ readings: Reading[]; decreases: number }]
    await worker.terminate()
    expect(seen.decreases).toBe(0)
    expect(seen.readings.length).toBeGreaterThan(100)
    let fast = 0
    for (const { beforeUs, scenarioUs, afterUs } of seen.readings) {
      if (scenarioUs > 20_000) fast++
      // A torn reading would be off by hours. Above speed 1 a reader may be as late as the owner's last turn.
      const earliestUs = clock.wallOfUs(scenarioUs) - 2
      expect(earliestUs).toBeLessThanOrEqual(afterUs)
      if (scenarioUs < 20_000) expect(clock.wallOfUs(scenarioUs) + 2).toBeGreaterThanOrEqual(beforeUs)
    }
    expect(fast).toBeGreaterThan(0)
  })
})
