import type { Progress, RunEvent } from '@onrush/contracts'
import { EngineGauge } from '@onrush/engine'
import type { CompleteScenario } from './scenario.ts'

interface OpenMilestone {
  readonly name: string
  readonly targetFen: number
  readonly limitMs: number
}

/** Turns gauges into events: progress with totals as they are and rates over the time since the last look, and milestones as they fall. */
export class ProgressReporter {
  readonly #scenario: CompleteScenario
  readonly #emit: (event: RunEvent) => void
  #open: readonly OpenMilestone[]
  #seen: { readonly scenarioMs: number; readonly gmvFen: number }
  #last = { wallMs: 0, scenarioMs: 0, offered: 0, orders: 0 }
  #rates = { clicksPerSec: 0, ordersPerSec: 0 }

  constructor(scenario: CompleteScenario, emit: (event: RunEvent) => void) {
    this.#scenario = scenario
    this.#emit = emit
    this.#open = scenario.objectives.filter((objective) => objective.kind === 'milestone')
    this.#seen = { scenarioMs: scenario.timeline.startMs, gmvFen: 0 }
  }

  /** Looks at the gauges now; `wallMs` from any zero. */
  look(wallMs: number, engine: Float64Array, target: Readonly<Record<string, number>>, p99Ms: number | null): void {
    const scenarioMs = (engine[EngineGauge.scenarioUs] as number) / 1000
    const offered = engine[EngineGauge.offered] as number
    const orders = target['orders'] ?? 0
    this.#updateRates(wallMs, scenarioMs, offered, orders)
    const progress: Progress = {
      scenarioMs,
      startMs: this.#scenario.timeline.startMs,
      endMs: this.#scenario.timeline.endMs,
      speed: engine[EngineGauge.speed] as number,
      gmvFen: target['gmvFen'] ?? 0,
      offered,
      answered: engine[EngineGauge.answered] as number,
      inFlight: engine[EngineGauge.inFlight] as number,
      ...this.#rates,
      p99Ms,
      queueDepth: target['queueDepth'] ?? null,
      soldOutItems: target['soldOutItems'] ?? null,
    }
    this.#emit({ type: 'progress', atMs: scenarioMs, progress })
  }

  /**
   * Calls out the milestones that fell since the last call. When exactly is a straight line's guess between the two looks, which can
   * be minutes apart: at their end a milestone kept would look late. What counts is the ledger's own time, in the report.
   */
  callOut(scenarioMs: number, target: Readonly<Record<string, number>>): void {
    const gmvFen = target['gmvFen'] ?? 0
    const before = this.#seen
    this.#seen = { scenarioMs, gmvFen }
    const fallen = this.#open.filter(({ targetFen }) => gmvFen >= targetFen)
    this.#open = this.#open.filter(({ targetFen }) => gmvFen < targetFen)
    for (const { name, targetFen, limitMs } of fallen) {
      const share = (targetFen - before.gmvFen) / (gmvFen - before.gmvFen)
      const atMs = Math.round(before.scenarioMs + share * (scenarioMs - before.scenarioMs))
      this.#emit({ type: 'milestone', atMs, name, targetFen, limitMs })
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
