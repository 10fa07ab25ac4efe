import { delay, VirtualClock, wallTimer } from '@onrush/clockwork'
import {
  type Accountable,
  type AcknowledgedSink,
  type Crowd,
  OnrushError,
  type SimulatedTarget,
} from '@onrush/contracts'
import { Engine, EngineGauge, engineGauges, Timeline } from '@onrush/engine'
import { RecorderBank } from '@onrush/measure'
import { ToolVersion } from './compose-report.ts'
import { windowsOf } from './evidence.ts'
import { BurstWindow, steadyWindows } from './generator-report.ts'
import { Measurements } from './measurements.ts'
import { EmptyCrowdReport, type Played, type Stage } from './played.ts'
import { ProgressReporter } from './progress.ts'
import { type CompleteScenario, isConnectable } from './scenario.ts'

const SecondUs = 1_000_000
const MinuteUs = 60 * SecondUs
/** Measured by the second until here, by the minute after. */
const SecondsUntilUs = 15 * MinuteUs
/** How long the loop may keep this thread before signals and the terminal get their turn, wall microseconds. */
const SliceUs = 50_000
const AccountEntries = 10_000

/**
 * Plays a scenario on the virtual clock: one thread, no promise on the way of a click, no real waiting. Arrivals reach the
 * target at their due times and answers leave at the times its cost model says; only the crowd's reactions are looked at in
 * steps, 0.1 ms around T0 and longer in quiet hours, so the same seed gives the same run to the byte.
 */
export async function playSimulated(stage: Stage): Promise<Played> {
  const { scenario } = stage
  const { startMs, realUntilMs, endMs } = scenario.timeline
  const operations = scenario.crowd.operations
  const target = simulatedTarget(stage)
  const clock = new VirtualClock({ startMs })
  const engine = engineGauges(operations.length)
  const bank = RecorderBank.create(operations)
  const crowd = scenario.crowd.create({ seed: scenario.seed, startMs: scenario.timeline.startMs })
  const timeline = new Timeline({
    startUs: startMs * 1000,
    endUs: realUntilMs * 1000,
    operationCount: operations.length,
  })
  const measurements = new Measurements({
    operations,
    windows: [...windowsOf(scenario), BurstWindow, ...steadyWindows(scenario)],
    realUntilMs: endMs,
    startUnixMs: Date.parse(scenario.startedAt) + startMs,
    tool: `Onrush ${ToolVersion}`,
    writeLog: (text) => stage.directory.append('latency.hlog', text),
  })
  const accountable = isConnectable(scenario.target) && scenario.target.account ? scenario.target : undefined
  const acknowledged = accountable?.account?.({ folder: stage.directory.ledgerFolder, operations })
  const day = new SimulatedDay({
    stage,
    scenario,
    clock,
    crowd,
    target,
    engine,
    bank,
    timeline,
    measurements,
    accountable,
    acknowledged,
  })
  stage.emit({ type: 'phase', atMs: startMs, phase: 'countdown' })
  await day.play()
  target.stop()
  acknowledged?.close()
  return {
    measurements,
    timeline,
    engineGauges: engine,
    targetGauges: target.gauges(),
    crowd: crowd.report(),
    reachedMs: clock.nowMs(),
    clockStepMs: 0,
    isInterrupted: stage.signal.aborted,
  }
}

function simulatedTarget({ scenario, directory }: Stage): SimulatedTarget {
  const { target, seed, crowd, timeline } = scenario
  if (isConnectable(target) && target.simulate) {
    return target.simulate({
      seed,
      folder: directory.ledgerFolder,
      operations: crowd.operations,
      startUs: timeline.startMs * 1000,
    })
  }
  throw new OnrushError('ONRUSH_REHEARSAL_NOT_SIMULATABLE', 'this target has no model for the virtual clock', {
    hint: 'Run the scenario without --virtual-clock; only targets that can simulate() (the bundled shop, say) play there.',
  })
}

interface DayParts {
  readonly stage: Stage
  readonly scenario: CompleteScenario
  readonly clock: VirtualClock
  readonly crowd: Crowd
  readonly target: SimulatedTarget
  readonly engine: Float64Array
  readonly bank: RecorderBank
  readonly timeline: Timeline
  readonly measurements: Measurements
  readonly accountable: Partial<Accountable> | undefined
  readonly acknowledged: AcknowledgedSink | undefined
}

class SimulatedDay {
  readonly #parts: DayParts
  readonly #engine: Engine
  readonly #progress: ProgressReporter
  readonly #wallUs = wallTimer()
  #intervalFromUs: number
  #offeredBefore = 0

  constructor(parts: DayParts) {
    this.#parts = parts
    const { clock, scenario } = parts
    this.#engine = new Engine({
      crowd: parts.crowd,
      target: parts.target,
      bank: parts.bank,
      clock: { wallUs: () => clock.nowUs, wallOfUs: (us) => us },
      gauges: parts.engine,
      timeline: parts.timeline,
      timeoutMs: scenario.timeoutMs,
      inFlightMax: scenario.inFlightMax,
      isVirtual: true,
      acknowledgedOps: (parts.accountable?.acknowledgedOperations ?? []).map((name) =>
        scenario.crowd.operations.indexOf(name),
      ),
      ...(parts.acknowledged ? { acknowledged: inBulk(parts.acknowledged) } : {}),
    })
    this.#progress = new ProgressReporter(scenario, parts.stage.emit)
    this.#intervalFromUs = clock.nowUs
    this.#scheduleFold()
  }

  async play(): Promise<void> {
    const { clock, scenario, stage } = this.#parts
    const endUs = scenario.timeline.endMs * 1000
    let sliceEndUs = this.#wallUs() + SliceUs
    let checkpointAtUs = this.#wallUs() + SecondUs
    while (clock.nowUs < endUs && !stage.signal.aborted) {
      this.#step(endUs)
      if (this.#wallUs() < sliceEndUs) continue
      this.#show()
      if (this.#wallUs() >= checkpointAtUs) {
        stage.checkpoint(this.#soFar())
        checkpointAtUs = this.#wallUs() + SecondUs
      }
      await delay(0)
      sliceEndUs = this.#wallUs() + SliceUs
    }
    this.#fold()
    this.#show()
  }

  /** To the next moment at which anything happens, but at least a step and never past a fold. */
  #step(endUs: number): void {
    const { clock, crowd, target, engine } = this.#parts
    const beforeUs = clock.nowUs
    const nextUs = Math.min(crowd.nextDueUs(), target.nextUs())
    const wantedUs = Math.max(Math.ceil(nextUs), beforeUs + stepUs(beforeUs))
    const nowUs = Math.min(wantedUs, clock.nextUs(), endUs)
    this.#engine.fire(nowUs)
    target.advance(nowUs)
    this.#engine.settleOnly(nowUs)
    engine[EngineGauge.scenarioUs] = nowUs
    clock.runUntil(nowUs)
  }

  /** Intervals end on whole seconds, later on whole minutes; they are events of the clock. */
  #scheduleFold(): void {
    const { clock } = this.#parts
    const unitUs = clock.nowUs < SecondsUntilUs ? SecondUs : MinuteUs
    const atUs = (Math.floor(clock.nowUs / unitUs) + 1) * unitUs
    clock.at(atUs, () => {
      this.#fold()
      this.#scheduleFold()
    })
  }

  #fold(): void {
    const { clock, engine, bank, measurements, target } = this.#parts
    const toUs = clock.nowUs
    if (toUs === this.#intervalFromUs) return
    const offered = engine[EngineGauge.offered] as number
    const span = {
      fromUs: this.#intervalFromUs,
      toUs,
      speed: 1,
      offered: offered - this.#offeredBefore,
      inFlight: this.#engine.inFlight,
    }
    bank.rotate()
    const gauges = target.gauges()
    measurements.take(span, (toUs - this.#intervalFromUs) / SecondUs, gauges['queueDepth'] ?? null, (into) =>
      bank.fold(into),
    )
    this.#progress.callOut(clock.nowMs(), gauges)
    this.#intervalFromUs = toUs
    this.#offeredBefore = offered
  }

  #show(): void {
    const { engine, target, measurements } = this.#parts
    engine[EngineGauge.speed] = 1
    this.#progress.look(this.#wallUs() / 1000, engine, target.gauges(), measurements.latestP99Ms)
  }

  #soFar(): Played {
    const { measurements, timeline, engine, target, clock } = this.#parts
    return {
      measurements,
      timeline,
      engineGauges: engine,
      targetGauges: target.gauges(),
      crowd: EmptyCrowdReport,
      reachedMs: clock.nowMs(),
      clockStepMs: 0,
      isInterrupted: true,
    }
  }
}

/** In one thread and virtual time nobody can die between two answers, so the account is written in large pieces. */
function inBulk(account: AcknowledgedSink): AcknowledgedSink {
  let unwritten = 0
  return {
    add(orderRef, shopper, intent, op, valueFen) {
      account.add(orderRef, shopper, intent, op, valueFen)
      if (++unwritten < AccountEntries) return
      account.flush()
      unwritten = 0
    },
    flush: () => undefined,
    close: () => account.close(),
  }
}

/** Fine around T0, coarse in the quiet hours. Only reactions wait for a step, never arrivals or answers. */
function stepUs(nowUs: number): number {
  if (nowUs < MinuteUs) return 100
  if (nowUs < SecondsUntilUs) return 2000
  return nowUs < 60 * MinuteUs ? 10_000 : 50_000
}
