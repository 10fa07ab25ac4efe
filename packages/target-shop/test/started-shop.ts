import { join } from 'node:path'
import { delay } from '@onrush/clockwork'
import type { Running } from '@onrush/contracts'
import { type ShopOptions, shopSettings } from '@onrush/shop'
import { connectToShop, type ShopHandle, startShop } from '@onrush/target-shop'
import { afterEach, expect } from 'vitest'
import { ask, HandPublishedClock, Operations, Seed, scratchFolder, smallShop, type Wish } from './shop-stage.ts'

export const PriceFen = 1000
const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

export function newFolder(): string {
  const folder = scratchFolder()
  undo.push(() => folder.remove())
  return folder.path
}

export interface Started {
  readonly running: Running
  readonly client: ReturnType<typeof connectToShop>
  readonly clock: HandPublishedClock
  readonly broken: Error[]
  ask(...list: Wish[]): ReturnType<typeof ask>
}

/** Starts a shop for real, without warming up, at a scenario time that stands still. */
export async function started(
  options: Partial<ShopOptions> = {},
  given: { startMs?: number; folder?: string; clock?: SharedArrayBuffer } = {},
): Promise<Started> {
  const clock = new HandPublishedClock(given.startMs ?? 0)
  const broken: Error[] = []
  const running = await startShop(shopSettings({ ...smallShop, ...options }), {
    seed: Seed,
    folder: given.folder ?? join(newFolder(), 'journal'),
    clock: given.clock ?? clock.buffer,
    onBroken: (error) => broken.push(error),
    warmUpMs: 0,
  })
  undo.push(() => running.stop())
  const client = connectToShop(running.handle as ShopHandle, { seed: Seed, operations: Operations })
  return { running, client, clock, broken, ask: (...list) => ask(client, ...list) }
}

/** Waits for something that another thread brings about: thirty seconds at most. */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let look = 0; look < 30_000 && !isTrue(); look++) await delay(1)
  expect(isTrue()).toBe(true)
}
