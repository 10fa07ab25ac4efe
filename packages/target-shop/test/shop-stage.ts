import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { delay, SharedClock, sharedClockBuffer, TimeLapseClock } from '@onrush/clockwork'
import {
  type ArrivalBatch,
  arrivalBatch,
  type BatchTarget,
  type OutcomeName,
  Outcomes,
  outcomeBatch,
  type ReasonName,
  Reasons,
} from '@onrush/contracts'
import type { ShopOptions } from '@onrush/shop'

export const Operations = ['view', 'buy', 'pay', 'confirm'] as const
export type OperationName = (typeof Operations)[number]
export const Seed = 77

/** Two deals with three units in all, three goods that never run out, one price for everything. */
export const smallShop: ShopOptions = {
  dealItems: 2,
  dealUnits: 3,
  catalogueItems: 3,
  shoppers: 20,
  meanPriceFen: 1000,
  priceSigma: 0,
  walletFen: 2500,
  shards: 2,
  maxOrders: 1000,
  laneSlots: 64,
  reservationMs: 60_000,
}

export interface Wish {
  readonly operation: OperationName
  readonly shopper?: number
  readonly item?: number
  readonly quantity?: number
  readonly attempt?: number
  readonly intent?: number
  readonly orderRef?: number
  readonly dueUs?: number
}

export interface Answered {
  readonly id: number
  readonly outcome: OutcomeName
  readonly reason: ReasonName
  readonly orderRef: number
  readonly valueFen: number
  readonly retryAfterMs: number
  readonly doneUs: number
}

/** A batch of wishes; ids count up from `firstId`. */
export function wishes(list: readonly Wish[], firstId: number = 0): ArrivalBatch {
  const batch = arrivalBatch(Math.max(1, list.length))
  for (const wish of list) {
    const at = batch.count++
    batch.id[at] = firstId + at
    batch.op[at] = Operations.indexOf(wish.operation)
    batch.shopper[at] = wish.shopper ?? 0
    batch.item[at] = wish.item ?? 0
    batch.quantity[at] = wish.quantity ?? 1
    batch.attempt[at] = wish.attempt ?? 0
    batch.intent[at] = wish.intent ?? 0
    batch.orderRef[at] = wish.orderRef ?? -1
    batch.dueUs[at] = wish.dueUs ?? 0
  }
  return batch
}

/** All answers that are there. */
export function drained(target: BatchTarget): Answered[] {
  const answers = outcomeBatch(256)
  while (target.drain(answers) > 0) continue
  return Array.from({ length: answers.count }, (_, at) => ({
    id: answers.id[at] as number,
    outcome: Outcomes[answers.code[at] as number] as OutcomeName,
    reason: Reasons[answers.reason[at] as number] as ReasonName,
    orderRef: answers.orderRef[at] as number,
    valueFen: answers.valueFen[at] as number,
    retryAfterMs: answers.retryAfterMs[at] as number,
    doneUs: answers.doneUs[at] as number,
  }))
}

/** Asks a running shop and waits for as many answers, in the order of the wishes. */
export async function ask(target: BatchTarget, ...list: Wish[]): Promise<Answered[]> {
  if (target.submit(wishes(list), 0) !== list.length) throw new Error(`the lane did not take ${list.length} wishes`)
  const answers: Answered[] = []
  // Another thread has to act, so this is a wait with an end: thirty seconds.
  for (let look = 0; look < 30_000 && answers.length < list.length; look++) {
    answers.push(...drained(target))
    if (answers.length < list.length) await delay(1)
  }
  return answers.toSorted((a, b) => a.id - b.id)
}

/** A clock for other threads, moved by hand: it runs at double speed, so that readers take what was published and add nothing. */
export class HandPublishedClock {
  readonly buffer: SharedArrayBuffer = sharedClockBuffer()
  readonly #clock: TimeLapseClock
  #wallUs = 0

  constructor(startMs: number) {
    this.#clock = new TimeLapseClock({
      startMs,
      endMs: 1e9,
      realUntilMs: Number.NEGATIVE_INFINITY,
      plannedRps: () => 1,
      offeredRps: 2,
      maxSpeed: 2,
      wallUs: () => this.#wallUs,
      publish: this.buffer,
    })
  }

  /** Moves scenario time on to `ms`, in steps that the time-lapse allows. */
  moveTo(ms: number): void {
    while (this.#clock.nowMs() < ms) {
      this.#wallUs += Math.min(5000, ((ms - this.#clock.nowMs()) * 1000) / 2)
      this.#clock.advance(false)
    }
  }

  get nowMs(): number {
    return new SharedClock(this.buffer).nowUs() / 1000
  }
}

/** A new folder under the system's own for such things, and its undo. */
export function scratchFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'onrush-target-shop-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
