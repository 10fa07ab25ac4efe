import { midnightCrowd } from '@onrush/crowd'
import { defineScenario } from '@onrush/rehearsal'
import { allInvariants, errorBudget, latency, longestWait, milestone, offered, recovery, stall } from '@onrush/slo'
import { shopTarget } from '@onrush/target-shop'

/** The reference midnight: three million people awake, ten thousand deals, six milestones, one day. */
const ReferenceShoppers = 3_000_000
const DealItems = 10_000
const CatalogueItems = 200_000

const seconds = (count: number): number => count * 1000
const minutes = (count: number): number => seconds(count * 60)
const hours = (count: number): number => minutes(count * 60)

export default defineScenario(({ seed = 20_091_111, shoppers = ReferenceShoppers }) => {
  // People, stock and milestones shrink and grow together; habits, prices and times do not.
  const scale = shoppers / ReferenceShoppers
  const million = (yuan: number): number => yuan * 1_000_000 * scale
  const crowd = midnightCrowd({ shoppers, dealItems: DealItems, catalogueItems: CatalogueItems })
  const midnight = { fromMs: 0, toMs: seconds(30) }
  return {
    name: 'midnight',
    seed,
    crowd,
    target: shopTarget({
      dealItems: DealItems,
      dealUnits: Math.round(63 * DealItems * scale),
      catalogueItems: CatalogueItems,
      shoppers: crowd.options.dayShoppers,
      promotionMs: minutes(11),
      reservationMs: minutes(15),
      maxOrders: Math.max(100_000, Math.round(16_000_000 * scale)),
    }),
    // The last ten seconds of the countdown and the first thirty of the sale are played at real speed, the day after it in time-lapse.
    timeline: { startMs: seconds(-10), realUntilMs: seconds(30), endMs: hours(24) },
    objectives: [
      milestone({ name: '10 M yuan by 1:11', targetYuan: million(10), limitMs: seconds(71) }),
      milestone({ name: '100 M yuan by 5:00', targetYuan: million(100), limitMs: minutes(5) }),
      milestone({ name: '200 M yuan by 14:02', targetYuan: million(200), limitMs: seconds(842) }),
      milestone({ name: '500 M yuan by 38:28', targetYuan: million(500), limitMs: seconds(2308) }),
      milestone({ name: '700 M yuan by 2:00:00', targetYuan: million(700), limitMs: hours(2) }),
      milestone({ name: '2,000 M yuan in the day', targetYuan: million(2000), limitMs: hours(24) }),
      allInvariants(),
      offered({ atLeast: Math.round(2_000_000 * scale), window: { fromMs: 0, toMs: seconds(1) } }),
      longestWait({ limitMs: seconds(10), window: midnight }),
      latency({ operation: 'buy', quantile: 0.99, limitMs: seconds(5), window: midnight }),
      latency({ operation: 'buy', outcomes: ['refused'], name: 'sold out p99 10 s … 30 s', quantile: 0.99, limitMs: 250, window: { fromMs: seconds(10), toMs: seconds(30) } }),
      stall({ operation: 'buy', limitMs: seconds(10), window: { fromMs: 0, toMs: seconds(5) } }),
      recovery({ operation: 'buy', quantile: 0.99, levelMs: 100, fromMs: 0, limitMs: seconds(30), window: midnight }),
      errorBudget({ outcomes: ['failed', 'timedOut', 'unsent'], maxShare: 0.001, window: midnight }),
    ],
  }
})
