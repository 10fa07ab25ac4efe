import { TimeLapseClock, wallTimer } from '@onrush/clockwork'
import { Engine, engineGauges, Timeline } from '@onrush/engine'
import { RecorderBank } from '@onrush/measure'
import { IntervalSpans } from './interval-spans.ts'
import { LoadLoop } from './load-loop.ts'
import { loadScenario } from './load-scenario.ts'
import type { LoadThreadData } from './load-thread-data.ts'
import { type CompleteScenario, isConnectable } from './scenario.ts'

const ScratchShoppers = 30_000

/**
 * Plays the scenario once with few people, all of it in time-lapse, against a scratch target inside this thread, so that crowd,
 * engine and recorder are compiled before the countdown. Nothing of it reaches the run. Targets without a scratch are not warmed.
 */
export async function warmLoad(data: LoadThreadData, scenario: CompleteScenario): Promise<void> {
  const wallUs = wallTimer()
  const endUs = wallUs() + scenario.warmUpMs * 1000
  for (let round = 1; wallUs() < endUs; round++) {
    const small = await loadScenario(new URL(data.scenarioUrl), {
      ...data.options,
      seed: round,
      shoppers: ScratchShoppers,
    })
    if (!isConnectable(small.target) || !small.target.scratch) return
    playScratch(small, () => wallUs() < endUs)
  }
}

function playScratch(scenario: CompleteScenario, goesOn: () => boolean): void {
  const { crowd: plan, target, timeline, timeoutMs } = scenario
  if (!isConnectable(target) || !target.scratch) return
  const startMs = Math.max(timeline.startMs, -1000)
  const realUntilMs = Math.min(500, timeline.realUntilMs)
  const clock = new TimeLapseClock({
    startMs,
    endMs: timeline.endMs,
    realUntilMs,
    plannedRps: (ms) => plan.plannedRps(ms),
    offeredRps: 1_500_000,
    maxSpeed: scenario.maxSpeed * 10,
  })
  const gauges = engineGauges(plan.operations.length)
  const bank = RecorderBank.create(plan.operations)
  const engine = new Engine({
    crowd: plan.create({ seed: scenario.seed, startMs }),
    target: target.scratch({ seed: scenario.seed, operations: plan.operations, clock }),
    bank,
    clock,
    gauges,
    timeline: new Timeline({
      startUs: startMs * 1000,
      endUs: realUntilMs * 1000,
      operationCount: plan.operations.length,
    }),
    timeoutMs,
    inFlightMax: 1 << 17,
  })
  const spans = new IntervalSpans({ startUs: startMs * 1000 })
  const loop = new LoadLoop({
    clock,
    engine,
    bank,
    spans,
    gauges,
    realUntilUs: realUntilMs * 1000,
    endUs: timeline.endMs * 1000,
  })
  for (let turn = 0; !loop.isOver && (turn & 63 || goesOn()); turn++) {
    loop.turn()
    if ((turn & 255) === 0) bank.fold(() => undefined)
  }
}
