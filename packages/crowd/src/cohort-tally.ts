import type { IntentReport } from '@onrush/contracts'
import { WaitHistogram } from './wait-histogram.ts'

/** Who an intent belongs to. The position is the cohort's number. */
export const Cohorts = ['deals', 'carts', 'day'] as const
export const DEALS = 0

const LAST_COHORT = 2
const WISH_SHIFT = 3

/** An intent's number holds a wish and a try, so that (shopper, intent) names one request: the wish tells the cohort. */
export function intentOf(wish: number, tryNumber: number): number {
  return (wish << WISH_SHIFT) | tryNumber
}

/** Wish 0 is the deal, 1 the cart, 2 and above the rounds of the day. */
export function cohortOf(intent: number): number {
  const wish = intent >> WISH_SHIFT
  return wish < LAST_COHORT ? wish : LAST_COHORT
}

/** How the intents of one cohort ended, and how long they took. What was started and has not ended is open. */
export class CohortTally {
  started = 0
  won = 0
  lost = 0
  shed = 0
  gaveUp = 0
  readonly waits: WaitHistogram = new WaitHistogram()

  get ended(): number {
    return this.won + this.lost + this.shed + this.gaveUp
  }

  get open(): number {
    return this.started - this.ended
  }

  report(): IntentReport {
    const { won, lost, shed, gaveUp, open, waits } = this
    const ms = (p: number): number => waits.quantileUs(p) / 1000
    return {
      counts: { won, lost, shed, gaveUp, open },
      timeMs: { p50: ms(0.5), p90: ms(0.9), p99: ms(0.99), p999: ms(0.999), max: waits.maxUs / 1000 },
    }
  }
}
