import type { CrowdReport, IntentReport } from '@onrush/contracts'
import { Cohorts, type CohortTally } from './cohort-tally.ts'
import type { Reactions } from './reactions.ts'
import type { MidnightSettings } from './settings.ts'

/** What was clicked, in clicks. */
export interface ClickCounts {
  readonly views: number
  readonly buys: number
  readonly payments: number
  readonly confirmations: number
  /** Views before T0, which are among `views`. */
  readonly refreshes: number
  /** Clicks whose intent found no room: nobody reacted to their answers. */
  readonly intentsWithoutRoom: number
}

export function crowdReport(settings: MidnightSettings, reactions: Reactions, clicks: ClickCounts): CrowdReport {
  const intents: Record<string, IntentReport> = {}
  let started = 0
  for (const [index, name] of Cohorts.entries()) {
    const tally = reactions.tallies[index] as CohortTally
    intents[name] = tally.report()
    started += tally.started
  }
  const { viewsPerOrder, realViewsPerOrder } = settings.browsing
  return {
    intents,
    amplification: started === 0 ? 0 : clicks.buys / started,
    notes: {
      clicks: clicks.views + clicks.buys + clicks.payments + clicks.confirmations,
      ...clicks,
      retries: reactions.retries,
      spillOvers: reactions.spillOvers,
      ordersUnpaidByHabit: reactions.unpaidOrders,
      paymentsSettled: reactions.payments,
      paymentsRefused: reactions.paymentsRefused,
      paymentsGivenUp: reactions.paymentsGivenUp,
      viewsThinnedBy: viewsPerOrder === 0 ? 'all' : realViewsPerOrder / viewsPerOrder,
      strayAnswers: reactions.strayAnswers,
    },
  }
}
