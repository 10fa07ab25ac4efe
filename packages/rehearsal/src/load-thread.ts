import { parentPort, workerData } from 'node:worker_threads'
import { delay, idle, TimeLapseClock, wallTimer } from '@onrush/clockwork'
import { type BatchTarget, OnrushError } from '@onrush/contracts'
import { batched, Engine, Timeline } from '@onrush/engine'
import { RecorderBank } from '@onrush/measure'
import { IntervalSpans } from './interval-spans.ts'
import { LoadLoop } from './load-loop.ts'
import { loadScenario } from './load-scenario.ts'
import { LoadControl, type LoadThreadData } from './load-thread-data.ts'
import { type CompleteScenario, isConnectable } from './scenario.ts'
import { warmLoad } from './warm-load.ts'

/** An idle thread waits at most this long, so that nothing spins and nothing waits long. */
const IdleMs = 0.2

/** Hosts crowd, engine and recorder: prepares, says so, waits for the start, plays the scenario, reports. */
async function hostLoad(data: LoadThreadData): Promise<void> {
  const scenario = await loadScenario(new URL(data.scenarioUrl), data.options)
  const control = new Int32Array(data.control)
  const crowd = scenario.crowd.create({ seed: scenario.seed, startMs: scenario.timeline.startMs })
  const { target, isPlain } = openTarget(scenario, data, control)
  await warmLoad(data, scenario)

  const { startMs, realUntilMs, endMs } = scenario.timeline
  const { crowd: plan, offeredRps, maxSpeed, timeoutMs } = scenario
  const gauges = new Float64Array(data.gauges)
  const bank = RecorderBank.attach(data.bank, plan.operations)
  const accountable = isConnectable(scenario.target) && scenario.target.account ? scenario.target : undefined
  const acknowledged = accountable?.account?.({ folder: data.ledgerFolder, operations: plan.operations })
  const wallUs = wallTimer()
  const engine = new Engine({
    crowd,
    target,
    bank,
    // The clock starts last: an engine takes a tenth of a second to build, and the first clicks are due by then.
    clock: { wallUs, wallOfUs: (scenarioUs) => clock.wallOfUs(scenarioUs) },
    gauges,
    timeline: new Timeline({
      startUs: startMs * 1000,
      endUs: realUntilMs * 1000,
      operationCount: plan.operations.length,
      buffer: data.timeline,
    }),
    timeoutMs,
    inFlightMax: scenario.inFlightMax,
    acknowledgedOps: (accountable?.acknowledgedOperations ?? []).map((name) => plan.operations.indexOf(name)),
    ...(acknowledged ? { acknowledged } : {}),
  })
  const spans = new IntervalSpans({ startUs: startMs * 1000, buffer: data.spans })
  parentPort?.postMessage({ ready: true })
  Atomics.wait(control, LoadControl.go, 0)

  const clock = new TimeLapseClock({
    startMs,
    endMs,
    realUntilMs,
    plannedRps: (ms) => cautiousRps(plan.plannedRps(ms), offeredRps, ms),
    offeredRps,
    maxSpeed,
    wallUs,
    publish: data.clock,
  })
  const realUntilUs = realUntilMs * 1000
  const loop = new LoadLoop({ clock, engine, bank, spans, gauges, realUntilUs, endUs: endMs * 1000 })
  while (!loop.isOver && Atomics.load(control, LoadControl.stop) === 0) {
    if (isPlain) await yieldBriefly(loop.turn())
    else if (!loop.turn()) idle(IdleMs)
  }
  const reachedUs = clock.nowUs
  await settle(loop, isPlain, Atomics.load(control, LoadControl.stop) !== 0)
  acknowledged?.close()
  handOverLast(loop, reachedUs)
  parentPort?.postMessage({
    done: { crowd: crowd.report(), reachedMs: reachedUs / 1000, longestStepMs: loop.longestStepUs / 1000 },
  })
  parentPort?.close()
}

/** Wall milliseconds that a click may spend between being due and being decided, and the share of the time since T0 that it may then be late. */
const TransitMs = 6
const LateShare = 0.002

/**
 * The planned rate, but never so low that the time-lapse would run faster than the milestones allow: at speed s a click that is
 * under way for TransitMs is decided s × TransitMs later in scenario time, and that must stay a small share of the time since T0.
 */
function cautiousRps(plannedRps: number, offeredRps: number, scenarioMs: number): number {
  const speedMax = Math.max(1, (LateShare * scenarioMs) / TransitMs)
  return Math.max(plannedRps, offeredRps / speedMax)
}

/** Waits for the answers that are under way; a stopped run waits no longer than its people would notice. */
async function settle(loop: LoadLoop, isPlain: boolean, isStopped: boolean): Promise<void> {
  const wallUs = wallTimer()
  const untilUs = wallUs() + (isStopped ? 500_000 : 15_000_000)
  while (loop.finish() && wallUs() < untilUs) {
    if (isPlain) await yieldBriefly(false)
    else idle(IdleMs)
  }
}

/** Hands the last interval on as soon as the one before it has been fetched; the main thread looks every tenth of a second. */
function handOverLast(loop: LoadLoop, reachedUs: number): void {
  const wallUs = wallTimer()
  const untilUs = wallUs() + 2_000_000
  while (!loop.rotate(reachedUs) && wallUs() < untilUs) idle(IdleMs)
}

/** Lets promises and sockets have their turn. */
function yieldBriefly(didWork: boolean): Promise<void> {
  return delay(didWork ? 0 : 1)
}

function openTarget(
  scenario: CompleteScenario,
  data: LoadThreadData,
  control: Int32Array,
): { target: BatchTarget; isPlain: boolean } {
  const { operations } = scenario.crowd
  if (isConnectable(scenario.target))
    return { target: scenario.target.connect(data.handle, { seed: scenario.seed, operations }), isPlain: false }
  const abort = new AbortController()
  const target = batched(scenario.target, {
    operations,
    signal: abort.signal,
    onThrow: (operation, error) => {
      if (Atomics.compareExchange(control, LoadControl.stop, 0, 1) !== 0) return
      parentPort?.postMessage({ failed: plainError(adapterThrew(operation, error)) })
    },
  })
  return { target, isPlain: true }
}

function adapterThrew(operation: string, cause: unknown): OnrushError {
  const what = cause instanceof Error ? cause.message : String(cause)
  return new OnrushError('ONRUSH_REHEARSAL_ADAPTER_THREW', `the target's adapter threw on "${operation}": ${what}`, {
    hint: 'An adapter says what went wrong with an outcome; throwing stops the run. --debug shows where it threw.',
    exitCode: 5,
    cause,
  })
}

/** Errors cross threads as their parts: a class does not survive the way. */
function plainError(error: unknown): Record<string, unknown> {
  const { code, message, hint, exitCode, stack, cause } = error as OnrushError
  return { code, message, hint, exitCode, stack, ...(cause instanceof Error ? { causeStack: cause.stack } : {}) }
}

hostLoad(workerData as LoadThreadData).catch((error: unknown) => {
  parentPort?.postMessage({ failed: plainError(error) })
  parentPort?.close()
})
