import { VirtualClock } from '@onrush/clockwork'
import { arrivalBatch, OutcomeCode, ReasonCode, settledBatch } from '@onrush/contracts'
import type { MidnightCrowd } from '../src/index.ts'

export interface Click {
  readonly takenUs: number
  readonly dueUs: number
  readonly op: number
  readonly shopper: number
  readonly item: number
  readonly quantity: number
  readonly attempt: number
  readonly intent: number
  readonly orderRef: number
  readonly person: number
}

export interface Answer {
  readonly code: number
  readonly reason?: number
  readonly responseUs?: number
  readonly retryAfterMs?: number
  readonly orderRef?: number
}

export const VIEW = 0
export const BUY = 1
export const PAY = 2
export const CONFIRM = 3

export const ok: Answer = { code: OutcomeCode.ok, orderRef: 1 }
export const soldOut: Answer = { code: OutcomeCode.refused, reason: ReasonCode.soldOut }
export const notYet: Answer = { code: OutcomeCode.refused, reason: ReasonCode.notYet }
export const limitReached: Answer = { code: OutcomeCode.refused, reason: ReasonCode.limitReached }
export const shed: Answer = { code: OutcomeCode.shed }
export const failed: Answer = { code: OutcomeCode.failed }

const RESPONSE_US = 1500

/**
 * Plays a crowd on the virtual clock against a shop that is one function: every click is taken when it is due and answered its response
 * time later. Fails when the crowd asks to be woken again and again without a click.
 */
export function play(
  crowd: MidnightCrowd,
  answer: (click: Click) => Answer,
  options: { readonly untilUs?: number; readonly capacity?: number } = {},
): Click[] {
  const { untilUs = Number.POSITIVE_INFINITY, capacity = 256 } = options
  const arrivals = arrivalBatch(capacity)
  const settled = settledBatch(1)
  const clock = new VirtualClock({ startMs: -1_000_000 })
  const clicks: Click[] = []
  let idleTurns = 0
  const reply = (
    click: Click,
    { code, reason = 0, responseUs = RESPONSE_US, retryAfterMs = 0, orderRef = -1 }: Answer,
  ) => {
    clock.at(click.takenUs + responseUs, () => {
      settled.count = 1
      settled.person[0] = click.person
      settled.op[0] = click.op
      settled.code[0] = code
      settled.reason[0] = reason
      settled.dueUs[0] = click.dueUs
      settled.responseUs[0] = clock.nowUs - click.dueUs
      settled.retryAfterMs[0] = retryAfterMs
      settled.orderRef[0] = orderRef
      crowd.settle(settled, clock.nowUs)
    })
  }
  for (;;) {
    const nextUs = Math.min(crowd.nextDueUs(), clock.nextUs())
    if (nextUs > untilUs || nextUs === Number.POSITIVE_INFINITY) return clicks
    const hadAnswer = clock.nextUs() === nextUs
    clock.runUntil(nextUs)
    arrivals.count = 0
    const taken = crowd.take(arrivals, nextUs)
    idleTurns = taken > 0 || hadAnswer ? 0 : idleTurns + 1
    if (idleTurns > 3) throw new Error(`The crowd makes no progress at ${nextUs} µs`)
    for (let at = 0; at < taken; at++) {
      const click: Click = {
        takenUs: nextUs,
        dueUs: arrivals.dueUs[at] as number,
        op: arrivals.op[at] as number,
        shopper: arrivals.shopper[at] as number,
        item: arrivals.item[at] as number,
        quantity: arrivals.quantity[at] as number,
        attempt: arrivals.attempt[at] as number,
        intent: arrivals.intent[at] as number,
        orderRef: arrivals.orderRef[at] as number,
        person: arrivals.person[at] as number,
      }
      clicks.push(click)
      reply(click, answer(click))
    }
  }
}
