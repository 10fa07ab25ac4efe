import fc from 'fast-check'
import type { GivenAnswer, PlayedShop } from './played-shop.ts'

/** One thing that happens to a shop. Orders are named by their number in the order of making, modulo how many there are. */
export type Step =
  | {
      readonly what: 'buy'
      readonly afterUs: number
      readonly shopper: number
      readonly intent: number
      readonly method: number
      readonly quantity: number
    }
  | { readonly what: 'pay' | 'confirm'; readonly afterUs: number; readonly order: number; readonly isStranger: boolean }
  | { readonly what: 'expire'; readonly afterUs: number }

const afterUs = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 2000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 9_000_000 }) },
)

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        what: fc.constant('buy' as const),
        afterUs,
        shopper: fc.integer({ min: 0, max: 11 }),
        intent: fc.integer({ min: 0, max: 11 }),
        method: fc.integer({ min: 0, max: 1 }),
        quantity: fc.oneof(
          { weight: 6, arbitrary: fc.constant(1) },
          { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }) },
        ),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constantFrom('pay' as const, 'confirm' as const),
        afterUs,
        order: fc.nat(),
        isStranger: fc.nat(9).map((dice) => dice === 0),
      }),
    },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('expire' as const), afterUs }) },
  ),
  { maxLength: 120, size: 'max' },
)

export const FirstStampUs = -1_000_000

/** Which item a wish is for: a client that retries asks for the same thing, so it follows from shopper and intent. Item 10 does not exist. */
export function itemOf(shopper: number, intent: number): number {
  return (shopper * 5 + intent) % 11
}

/** An order as its maker knows it. */
export interface KnownOrder {
  readonly orderRef: number
  readonly shopper: number
}

/** Plays one step; orders made by it are appended to `made`. The order it is about, if any, is `made[index]`. */
export function play(
  shop: PlayedShop,
  step: Step,
  nowUs: number,
  made: KnownOrder[],
): { answer: GivenAnswer | undefined; index: number; shopper: number } {
  if (step.what === 'expire') {
    shop.expire(nowUs)
    return { answer: undefined, index: -1, shopper: -1 }
  }
  if (step.what === 'buy') {
    const item = itemOf(step.shopper, step.intent)
    const answer = shop.buy(nowUs, step.shopper, item, step)
    const isNew = answer.orderRef >= 0 && !made.some((order) => order.orderRef === answer.orderRef)
    if (isNew) made.push({ orderRef: answer.orderRef, shopper: step.shopper })
    return { answer, index: made.findIndex((order) => order.orderRef === answer.orderRef), shopper: step.shopper }
  }
  const index = made.length === 0 ? -1 : step.order % made.length
  const order = made[index] ?? { orderRef: 1, shopper: 0 }
  const shopper = step.isStranger ? (order.shopper + 1) % shop.settings.shoppers : order.shopper
  const answer =
    step.what === 'pay' ? shop.pay(nowUs, shopper, order.orderRef) : shop.confirm(nowUs, shopper, order.orderRef)
  return { answer, index, shopper }
}
