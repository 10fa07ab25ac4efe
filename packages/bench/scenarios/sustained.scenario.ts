import { defineScenario } from '@onrush/rehearsal'
import { allInvariants } from '@onrush/slo'
import midnight from '../../../scenarios/midnight.scenario.ts'

/**
 * The midnight's first forty minutes as fast as they will go: the clock asks for five million clicks a second and is held whenever
 * work is behind, so what is answered per wall second is what the whole path can carry.
 */
export default defineScenario((options) => ({
  ...midnight(options),
  name: 'sustained',
  timeline: { startMs: -1000, realUntilMs: 0, endMs: 2_400_000 },
  offeredRps: 5_000_000,
  objectives: [allInvariants()],
}))
