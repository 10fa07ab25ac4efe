import type { ArrivalBatch, BatchTarget, OutcomeBatch } from '@onrush/contracts'
import { Answer, Gauge, JournalRingWords, Request, Ring, ringBuffer, ShopHost, type ShopSettings } from '@onrush/shop'
import { connectToShop } from './lane-client.ts'

const LaneSlots = 1 << 17

/**
 * A whole shop inside the caller's thread, without disk: each drain lets it do a few turns. The client's side is the very code of a
 * real run, which is the point: it gets compiled before the run.
 */
export function scratchShop(
  settings: ShopSettings,
  context: {
    readonly seed: number
    readonly operations: readonly string[]
    readonly clock: { readonly nowUs: number }
  },
): BatchTarget {
  const handle = {
    requests: ringBuffer({ capacity: LaneSlots, words: Request.words }),
    answers: ringBuffer({ capacity: LaneSlots, words: Answer.words }),
  }
  const journal = new Ring(ringBuffer({ capacity: LaneSlots, words: JournalRingWords }))
  const host = new ShopHost({
    settings: { ...settings, maxOrders: 1_000_000, defects: [] },
    lanes: [{ requests: new Ring(handle.requests), answers: new Ring(handle.answers) }],
    journal,
    gauges: new Float64Array(Gauge.count),
    clock: { nowUs: () => context.clock.nowUs },
    isStorageBroken: () => false,
  })
  const client = connectToShop(handle, context)
  return {
    submit: (batch: ArrivalBatch, from: number): number => client.submit(batch, from),
    drain(into: OutcomeBatch): number {
      for (let turn = 0; turn < 8 && host.turn(); turn++) journal.release(journal.depth())
      return client.drain(into)
    },
  }
}
