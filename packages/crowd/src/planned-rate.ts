import { portableExp, portableLn } from '@onrush/clockwork'
import type { Shape } from '@onrush/contracts'
import { constant, empty, gammaPulse, hours } from '@onrush/shapes'
import { intentsFor } from './check-options.ts'
import type { MidnightSettings } from './settings.ts'

const SQRT_TWO_PI = 2.5066282746310002
const DAY_MS = 86_400_000

/** Looking at the page from the crowd's start to T0; offset 0 is the start. */
export function refreshShape(settings: MidnightSettings): Shape {
  const rps = settings.refresh.personRps * settings.shoppers
  return settings.startMs < 0 && rps > 0 ? constant({ rps, durationMs: -settings.startMs }) : empty({ durationMs: 1 })
}

/** When carts are cleared (the buy, not the flow that leads to it). */
export function cartShape(settings: MidnightSettings): Shape {
  const count = intentsFor(settings.carts.paidOrders, settings)
  const { shape, scaleMs } = settings.carts
  return count > 0 ? gammaPulse({ count, shape, scaleMs, durationMs: DAY_MS }) : empty({ durationMs: 1 })
}

/** When day shoppers buy. */
export function dayShape(settings: MidnightSettings): Shape {
  const count = intentsFor(settings.day.paidOrders, settings)
  return count > 0
    ? hours({ count, weights: [...settings.day.hourWeights], durationMs: DAY_MS })
    : empty({ durationMs: 1 })
}

/**
 * Clicks per scenario second to expect at a scenario time: first clicks with their spill-over, views, buys, payments. Payments of the
 * planned cohorts come the mean delay after their orders, those of the deals by the density of the delay. Retries are not in it.
 */
export function plannedRate(settings: MidnightSettings): (scenarioMs: number) => number {
  const refresh = refreshShape(settings)
  const carts = cartShape(settings)
  const day = dayShape(settings)
  const { deals, paying, browsing } = settings
  const paidShare = 1 - paying.unpaidShare
  const delayMs = paying.shape * paying.scaleMs
  const dealOrders = deals.expectedOrders * paidShare
  const dealPayments =
    dealOrders > 0
      ? gammaPulse({ count: dealOrders, shape: paying.shape, scaleMs: paying.scaleMs, durationMs: DAY_MS })
      : empty({ durationMs: 1 })
  // The spill-over of one person spreads over the tries; on average a click comes half of them after the first.
  const spreadMs = ((deals.tries - 1) * (deals.thinkMinMs + deals.thinkMeanMs)) / 2
  const ordered = (atMs: number): number => carts.rateAt(atMs) + day.rateAt(atMs)
  return (scenarioMs) =>
    refresh.rateAt(scenarioMs - settings.startMs) +
    settings.shoppers * deals.tries * lateDensity(deals.late, scenarioMs - spreadMs) * 1000 +
    (browsing.viewsPerOrder + 1) * ordered(scenarioMs) +
    paidShare * ordered(scenarioMs - delayMs) +
    dealPayments.rateAt(scenarioMs)
}

/** Density of late first clicks per ms: the only ones left when this matters (after T0 + 30 s). */
function lateDensity(late: MidnightSettings['deals']['late'], atMs: number): number {
  if (atMs <= 0 || late.sigma === 0) return 0
  const z = portableLn(atMs / late.medianMs) / late.sigma
  return (late.share * portableExp((-z * z) / 2)) / (atMs * late.sigma * SQRT_TWO_PI)
}
