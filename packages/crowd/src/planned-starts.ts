import { seedFor } from './draws.ts'
import { cartShape, dayShape, refreshShape } from './planned-rate.ts'
import { PlannedStream } from './planned-stream.ts'
import type { MidnightSettings } from './settings.ts'

const MS = 1000
/** Refreshing is planned in short slices: there are many clicks in one, and making a slice must not delay the others by a millisecond. */
const REFRESH_SLICE_US = 10_000
const SLICE_US = 1_000_000

/** Views before T0. */
export function refreshes(settings: MidnightSettings, seed: number): PlannedStream {
  return new PlannedStream({
    shape: refreshShape(settings),
    seed: seedFor(seed, 'refreshing'),
    fromUs: settings.startMs * MS,
    untilUs: 0,
    sliceUs: REFRESH_SLICE_US,
    leadUs: 0,
  })
}

/** Flows that end in clearing a cart. */
export function carts(settings: MidnightSettings, seed: number): PlannedStream {
  return new PlannedStream({ ...flows(settings), shape: cartShape(settings), seed: seedFor(seed, 'carts') })
}

/** Flows that end in an order of the day. */
export function dayOrders(settings: MidnightSettings, seed: number): PlannedStream {
  return new PlannedStream({ ...flows(settings), shape: dayShape(settings), seed: seedFor(seed, 'day') })
}

/** The shapes say when people buy, so they begin to look around a mean browsing time before. */
function flows(settings: MidnightSettings): { fromUs: number; untilUs: number; sliceUs: number; leadUs: number } {
  const { viewsPerOrder, thinkFromMs, thinkToMs } = settings.browsing
  const leadUs = Math.round((viewsPerOrder * (thinkFromMs + thinkToMs) * MS) / 2)
  return { fromUs: 0, untilUs: settings.endMs * MS, sliceUs: SLICE_US, leadUs }
}
