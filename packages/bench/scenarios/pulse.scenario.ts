import { defineScenario } from '@onrush/rehearsal'
import { allInvariants, longestWait, offered } from '@onrush/slo'
import midnight from '../../../scenarios/midnight.scenario.ts'

/** The countdown and the first thirty seconds alone, at real speed: everybody clicks at once. */
export default defineScenario((options) => {
  const whole = midnight(options)
  const scale = (options.shoppers ?? 3_000_000) / 3_000_000
  return {
    ...whole,
    name: 'pulse',
    timeline: { startMs: -3000, realUntilMs: 30_000, endMs: 30_000 },
    objectives: [
      offered({ atLeast: Math.round(2_000_000 * scale), window: { fromMs: 0, toMs: 1000 } }),
      longestWait({ limitMs: 10_000, window: { fromMs: 0, toMs: 30_000 } }),
      allInvariants(),
    ],
  }
})
