import { defineScenario } from '@onrush/rehearsal'
import { allInvariants } from '@onrush/slo'
import midnight from '../../../scenarios/midnight.scenario.ts'

/** A small midnight that begins at once: something to be killed in. */
export default defineScenario(({ seed = 1, shoppers = 200_000 }) => ({
  ...midnight({ seed, shoppers }),
  name: 'kills',
  timeline: { startMs: -100, realUntilMs: 2000, endMs: 3_600_000 },
  warmUpMs: 0,
  objectives: [allInvariants()],
}))
