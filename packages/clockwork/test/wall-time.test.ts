import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { after, delay, every, idle, systemClock, utcNow, wallTimer } from '@onrush/clockwork'
import { describe, expect, it } from 'vitest'

const threadReader = `
  import('@onrush/clockwork').then(({ wallTimer }) => {
    const { parentPort } = require('node:worker_threads')
    const wallUs = wallTimer()
    parentPort.on('message', () => parentPort.postMessage(wallUs()))
    parentPort.postMessage('ready')
  })`

describe('wallTimer', () => {
  it('counts from the zero of process.hrtime, to a few microseconds', () => {
    const wallUs = wallTimer()
    for (let index = 0; index < 1000; index++) {
      const beforeUs = Number(process.hrtime.bigint()) / 1000
      const readUs = wallUs()
      const afterUs = Number(process.hrtime.bigint()) / 1000
      expect(readUs).toBeGreaterThan(beforeUs - 2)
      expect(readUs).toBeLessThan(afterUs + 2)
    }
  })

  it('has the same zero in a worker thread', async () => {
    const wallUs = wallTimer()
    const worker = new Worker(threadReader, { eval: true, execArgv: ['--conditions=@onrush/source'] })
    await once(worker, 'message')
    for (let index = 0; index < 50; index++) {
      const beforeUs = wallUs()
      worker.postMessage('read')
      const [thereUs] = (await once(worker, 'message')) as [number]
      expect(thereUs).toBeGreaterThan(beforeUs - 2)
      expect(thereUs).toBeLessThan(wallUs() + 2)
    }
    await worker.terminate()
  })

  it('never decreases', () => {
    const wallUs = wallTimer()
    let lastUs = wallUs()
    for (let index = 0; index < 100_000; index++) {
      const nowUs = wallUs()
      if (nowUs < lastUs) throw new Error(`${nowUs} after ${lastUs}`)
      lastUs = nowUs
    }
  })
})

describe('delay, after, every', () => {
  it('never resolve early', async () => {
    const wallUs = wallTimer()
    for (const ms of [0, 0.4, 1, 2.7]) {
      const startUs = wallUs()
      await delay(ms)
      expect(wallUs() - startUs).toBeGreaterThanOrEqual(ms * 1000)
    }
  })

  it('reject with the reason of an abort, before and during the wait', async () => {
    const abort = new AbortController()
    const waiting = delay(60_000, abort.signal)
    abort.abort(new Error('stop'))
    await expect(waiting).rejects.toThrow('stop')
    await expect(delay(1, abort.signal)).rejects.toThrow('stop')
  })

  it('take longer waits than the timers of the platform', async () => {
    let hasRun = false
    const undo = after(2 ** 32, () => {
      hasRun = true
    })
    await delay(5)
    undo()
    undo()
    expect(hasRun).toBe(false)
  })

  it('beat in multiples of the period and stop when undone', async () => {
    const wallUs = wallTimer()
    const startUs = wallUs()
    const beatsUs: number[] = []
    await new Promise<void>((resolve) => {
      const undo = every(3, () => {
        beatsUs.push(wallUs() - startUs)
        if (beatsUs.length < 5) return
        undo()
        resolve()
      })
    })
    await delay(8)
    expect(beatsUs).toHaveLength(5)
    beatsUs.forEach((beatUs, index) => expect(beatUs).toBeGreaterThanOrEqual((index + 1) * 3_000))
  })
})

describe('idle', () => {
  it('blocks for about as long as it was told, and not at all for 0', () => {
    const wallUs = wallTimer()
    const startUs = wallUs()
    idle(2)
    expect(wallUs() - startUs).toBeGreaterThan(1_500)
    idle(0)
    idle(-1)
  })
})

describe('systemClock', () => {
  it('runs with the wall from startMs on', () => {
    const wall = { us: 7_000 }
    const clock = systemClock({ startMs: -10_000, wallUs: () => wall.us })
    expect(clock.nowMs()).toBe(-10_000)
    wall.us += 1_500
    expect([clock.nowMs(), clock.wallUs(), clock.wallOf(-9_998.5)]).toEqual([-9_998.5, 8_500, 8_500])
  })

  it('sleeps until a scenario time, and not at all until a past one', async () => {
    const clock = systemClock()
    await clock.sleepUntil(4)
    expect(clock.nowMs()).toBeGreaterThanOrEqual(4)
    await clock.sleepUntil(-1)
    const abort = new AbortController()
    const sleeper = clock.sleepUntil(60_000, abort.signal)
    abort.abort(new Error('stop'))
    await expect(sleeper).rejects.toThrow('stop')
    await expect(clock.sleepUntil(0, abort.signal)).rejects.toThrow('stop')
  })

  it('names the wrong option', () => {
    expect(() => systemClock({ startsMs: 1 } as object)).toThrow(
      expect.objectContaining({ code: 'ONRUSH_CLOCKWORK_OPTIONS', hint: 'Did you mean "startMs"?' }),
    )
  })
})

describe('utcNow', () => {
  it('is the calendar time', () => {
    expect(Math.abs(utcNow().getTime() - new Date().getTime())).toBeLessThan(1000)
  })
})
