import { type Clock, checkFields, type FieldRule, rule } from '@onrush/contracts'
import { delay } from './delay.ts'
import { type WallTimer, wallTimer } from './wall-timer.ts'

const timerRule: FieldRule = (value) =>
  typeof value === 'function' ? undefined : 'a function that returns microseconds'

/**
 * Real time: scenario time is `startMs` (default 0) at the moment of this call and runs with the wall.
 * @throws OnrushError ONRUSH_CLOCKWORK_OPTIONS
 */
export function systemClock(options: { startMs?: number; wallUs?: WallTimer } = {}): Clock {
  checkFields('ONRUSH_CLOCKWORK_OPTIONS', 'systemClock()', options, {
    optional: { startMs: rule.number, wallUs: timerRule },
  })
  const startMs = options.startMs ?? 0
  const wallUs = options.wallUs ?? wallTimer()
  const startedUs = wallUs()
  const nowMs = (): number => startMs + (wallUs() - startedUs) / 1000
  return {
    nowMs,
    wallUs,
    wallOf: (scenarioMs) => startedUs + (scenarioMs - startMs) * 1000,
    sleepUntil: async (atMs, signal) => {
      signal?.throwIfAborted()
      for (let leftMs = atMs - nowMs(); leftMs > 0; leftMs = atMs - nowMs()) await delay(leftMs, signal)
    },
  }
}
