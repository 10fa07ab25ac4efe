import type { Progress, RunEvent } from '@onrush/contracts'
import { EngineGauge } from '@onrush/engine'
import type { CompleteScenario } from './scenario.ts'

interface OpenMilestone {
  readonly name: string
  readonly targetFen: number
  readonly limitMs: number
}

/** Turns gauges into progress events: totals as they are, rates over the time since the last look; and calls out milestones as they fall. */
export class ProgressReporter {
  readonly #scenario: CompleteScenario
  readonly #emit: (event: RunEvent) => void
  readonly #open: OpenMilestone[]
  #last = { wallMs: 0, scenarioMs: 0, offered: 0, orders: 0 }
  #rates = { clicksPerSec: 0, ordersPerSec: 0 }

  constructor(scenario: CompleteScenario, emit: (event: RunEvent) => void) {
    this.#scenario = scenario
    this.#emit = emit
    this.#open = scenario.objectives.flatMap((objective) => (objective.kind === 'milestone' ? [objective] : []))
  }

  /** Looks at the gauges now; `wallMs` from any zero. */
  look(wallMs: number, engine: Float64Array, target: Readonly<Record<string, number>>, p99Ms: number | null): void {
    const scenarioMs = (engine[EngineGauge.scenarioUs] as number) / 1000
    const offered = engine[EngineGauge.offered] as number
    const orders = target['orders'] ?? 0
    this.#updateRates(wallMs, scenarioMs, offered, orders)
    const gmvFen = target['gmvFen'] ?? 0
    const progress: Progress = {
      scenarioMs,
      startMs: this.#scenario.timeline.startMs,
      endMs: this.#scenario.timeline.endMs,
      speed: engine[EngineGauge.speed] as number,
      gmvFen,
      offered,
      answered: engine[EngineGauge.answered] as number,
      inFlight: engine[EngineGauge.inFlight] as number,
      ...this.#rates,
      p99Ms,
      queueDepth: target['queueDepth'] ?? null,
      soldOutItems: target['soldOutItems'] ?? null,
    }
    this.#emit({ type: 'progress', atMs: scenarioMs, progress })
    while (this.#open[0] && gmvFen >= this.#open[0].targetFen) {
      const milestone = this.#open.shift() as OpenMilestone
      this.#emit({ type: 'milestone', atMs: scenarioMs, name: milestone.name, targetFen: milestone.targetFen, limitMs: milestone.limitMs })
    }
  }

  /** Clicks per wall second, orders per scenario second. */
  #updateRates(wallMs: number, scenarioMs: number, offered: number, orders: number): void {
    const passedMs = wallMs - this.#last.wallMs
    if (passedMs < 500) return
    const scenarioPassedMs = scenarioMs - this.#last.scenarioMs
    this.#rates = {
      clicksPerSec: ((offered - this.#last.offered) * 1000) / passedMs,
      ordersPerSec: scenarioPassedMs > 0 ? ((orders - this.#last.orders) * 1000) / scenarioPassedMs : 0,
    }
    this.#last = { wallMs, scenarioMs, offered, orders }
  }
}

