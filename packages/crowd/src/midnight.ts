import { checkedSettings } from './check-options.ts'
import { MidnightCrowd } from './midnight-crowd.ts'
import { midnightOperations } from './operations.ts'
import { plannedRate } from './planned-rate.ts'
import type { MidnightOptions, MidnightSettings } from './settings.ts'

/** What a scenario passes as its crowd: a plain value; `create` makes the people. */
export interface Midnight {
  readonly kind: 'midnight'
  /** Complete: everything left out has the reference midnight's value. */
  readonly options: MidnightSettings
  readonly operations: typeof midnightOperations
  /** Clicks per scenario second to expect at that scenario time (ms from T0); smooth from T0 + 30 s on, where it sets a time-lapse's speed. */
  readonly plannedRps: (scenarioMs: number) => number
  /** `startMs`: when the scenario begins, ms from T0; nobody clicks before it. */
  create(context: { readonly seed: number; readonly startMs?: number }): MidnightCrowd
}

/**
 * The crowd of a flash-sale midnight: millions awake at T0, carts cleared afterwards, a day of shoppers. With `shoppers` alone, people and
 * orders scale together.
 * @throws OnrushError ONRUSH_CROWD_OPTIONS
 */
export function midnightCrowd(options: MidnightOptions = {}): Midnight {
  const settings = checkedSettings(options)
  return {
    kind: 'midnight',
    options: settings,
    operations: midnightOperations,
    plannedRps: plannedRate(settings),
    create: ({ seed, startMs = settings.startMs }) =>
      new MidnightCrowd({ ...settings, startMs: Math.min(0, Math.max(settings.startMs, startMs)) }, seed),
  }
}
