import { delay, wallTimer } from '@onrush/clockwork'
import type { Running } from '@onrush/contracts'
import { EngineGauge, type Timeline } from '@onrush/engine'
import type { Histogram, RecorderBank } from '@onrush/measure'
import type { IntervalSpan, IntervalSpans } from './interval-spans.ts'
import { LoadControl, type LoadDone } from './load-thread-data.ts'
import type { Measurements } from './measurements.ts'
import { EmptyCrowdReport, type Played, type Stage } from './played.ts'
import { ProgressReporter } from './progress.ts'

const LookMs = 100
const CheckpointMs = 1000
/** The stretch around T0 in which this thread keeps out of the way, scenario milliseconds. */
const BurstMs = { from: -500, to: 3000 } as const

interface FoldedInterval {
  readonly span: IntervalSpan
  readonly logSec: number
  readonly queueDepth: number | null
  readonly rows: readonly { readonly row: number; readonly histogram: Histogram }[]
}

export interface WatchParts {
  readonly engine: Float64Array
  readonly bank: RecorderBank
  readonly spans: IntervalSpans
  readonly measurements: Measurements
  readonly timeline: Timeline
  readonly running: Running | undefined
}

/**
 * The main thread's part while the load runs: fold, show, checkpoint. Around T0 both cores belong to the crowd and the target, so
 * intervals are only copied then (the bank must be free again by the next second) and worked up when it is calm.
 */
export class Watch {
  readonly #stage: Stage
  readonly #parts: WatchParts
  readonly #progress: ProgressReporter
  readonly #wallUs = wallTimer()
  #foldedAtUs = this.#wallUs()
  readonly #folded: FoldedInterval[] = []

  constructor(stage: Stage, parts: WatchParts) {
    this.#stage = stage
    this.#parts = parts
    this.#progress = new ProgressReporter(stage.scenario, stage.emit)
  }

  /** Watches until the load is done; a failure or an abort sets the stop word, and the load then ends by itself. */
  async until(done: Promise<LoadDone>, control: Int32Array, broken: () => Error | undefined): Promise<LoadDone> {
    let finished: LoadDone | undefined
    const ended = done.then((result) => {
      finished = result
    })
    let checkpointAtUs = this.#wallUs() + CheckpointMs * 1000
    while (finished === undefined) {
      if (this.#stage.signal.aborted) Atomics.store(control, LoadControl.stop, 1)
      const error = broken()
      if (error) throw error
      await Promise.race([ended, delay(LookMs)])
      this.fold()
      this.#show()
      if (this.#isBurst()) continue
      this.#workUp()
      if (this.#wallUs() < checkpointAtUs) continue
      checkpointAtUs = this.#wallUs() + CheckpointMs * 1000
      this.#stage.checkpoint(this.soFar())
    }
    this.fold()
    this.#workUp()
    return finished
  }

  /** Copies the interval that is waiting, if one is. */
  fold(): void {
    const { bank, spans, running } = this.#parts
    if (!bank.isWaiting) return
    const nowUs = this.#wallUs()
    const span = spans.take()
    const logSec = span.speed === 1 ? (span.toUs - span.fromUs) / 1e6 : (nowUs - this.#foldedAtUs) / 1e6
    this.#foldedAtUs = nowUs
    const rows: { row: number; histogram: Histogram }[] = []
    bank.fold((row, histogram) => rows.push({ row, histogram: histogram.copy() }))
    this.#folded.push({ span, logSec, queueDepth: running?.gauges?.()['queueDepth'] ?? null, rows })
  }

  /** Percentiles, log lines and series of the intervals copied so far. */
  #workUp(): void {
    for (const { span, logSec, queueDepth, rows } of this.#folded.splice(0)) {
      this.#parts.measurements.take(span, logSec, queueDepth, (into) => {
        for (const { row, histogram } of rows) into(row, histogram)
      })
    }
  }

  #show(): void {
    const { engine, running, measurements } = this.#parts
    const gauges = running?.gauges?.() ?? {}
    this.#progress.look(this.#wallUs() / 1000, engine, gauges, measurements.latestP99Ms)
    this.#progress.callOut((engine[EngineGauge.scenarioUs] as number) / 1000, gauges)
  }

  #isBurst(): boolean {
    const { engine } = this.#parts
    const scenarioMs = (engine[EngineGauge.scenarioUs] as number) / 1000
    return engine[EngineGauge.speed] === 1 && scenarioMs >= BurstMs.from && scenarioMs < BurstMs.to
  }

  /** What is known at this moment; of the crowd only the load thread knows. */
  soFar(): Played {
    const { engine, measurements, timeline, running } = this.#parts
    return {
      measurements,
      timeline,
      engineGauges: engine,
      targetGauges: running?.gauges?.() ?? {},
      crowd: EmptyCrowdReport,
      reachedMs: (engine[EngineGauge.scenarioUs] as number) / 1000,
      clockStepMs: 0,
      isInterrupted: true,
    }
  }
}
