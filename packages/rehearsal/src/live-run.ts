import { constants, setPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { delay, sharedClockBuffer, utcNow } from '@onrush/clockwork'
import { OnrushError, type Running } from '@onrush/contracts'
import { EngineGauge, engineGauges, Timeline } from '@onrush/engine'
import { RecorderBank } from '@onrush/measure'
import { ToolVersion } from './compose-report.ts'
import { windowsOf } from './evidence.ts'
import { BurstWindow, steadyWindows } from './generator-report.ts'
import { IntervalSpans } from './interval-spans.ts'
import { LoadControl, type LoadDone, type LoadThreadData } from './load-thread-data.ts'
import { Measurements } from './measurements.ts'
import type { Played, Stage } from './played.ts'
import { type CompleteScenario, isConnectable } from './scenario.ts'
import { Watch } from './watch.ts'

/**
 * Plays a scenario on the time-lapse clock: starts the target, then the load thread; this thread only watches, folds
 * measurements and tells the sinks.
 *
 *   this thread: watch, fold, write      load thread: crowd, engine, recorder      target's own threads
 */
export async function playLive(stage: Stage): Promise<Played> {
  const { scenario, emit } = stage
  const { startMs } = scenario.timeline
  const { control, clock, engine, bank, timeline, spans } = sharedMemory(scenario)
  let broken: Error | undefined
  const breakOff = (error: Error): void => {
    broken ??= error
    Atomics.store(control, LoadControl.stop, 1)
    release(control)
  }
  emit({ type: 'phase', atMs: startMs, phase: 'prepare', detail: 'starting the target' })
  const running = await startTarget(stage, clock, breakOff)
  const watchFromNow = (): Watch =>
    new Watch(stage, { engine, bank, spans, measurements: measurementsOf(stage), timeline, running })
  let load: LoadThread | undefined
  try {
    if (stage.signal.aborted) return watchFromNow().soFar()
    emit({ type: 'phase', atMs: startMs, phase: 'warm-up', detail: 'drawing the crowd, warming up' })
    load = startLoad({
      scenarioUrl: stage.scenarioUrl.href,
      options: stage.options,
      handle: running?.handle ?? null,
      ledgerFolder: stage.directory.ledgerFolder,
      control: control.buffer as SharedArrayBuffer,
      clock,
      bank: bank.buffer,
      gauges: engine.buffer as SharedArrayBuffer,
      timeline: timeline.buffer,
      spans: spans.buffer,
    })
    load.failed.catch(breakOff)
    await unlessAborted(Promise.race([load.ready, load.failed]), stage.signal)
    if (broken) throw broken
    if (stage.signal.aborted) {
      await load.end(0)
      return watchFromNow().soFar()
    }
    const watch = watchFromNow()
    emit({ type: 'phase', atMs: startMs, phase: 'countdown' })
    stepAside()
    release(control)
    const done = await watch.until(load.done, control, () => broken)
    emit({ type: 'phase', atMs: done.reachedMs, phase: 'stop', detail: 'waiting for the target to finish' })
    const targetGauges = running?.gauges?.() ?? {}
    await running?.stop()
    if (broken) throw broken
    return {
      ...watch.soFar(),
      targetGauges,
      crowd: done.crowd,
      reachedMs: done.reachedMs,
      clockStepMs: done.longestStepMs,
      isInterrupted: stage.signal.aborted,
    }
  } catch (error) {
    // Whatever broke here, the load must end; and what broke first is what people need to hear of.
    breakOff(error instanceof Error ? error : new Error(String(error)))
    await load?.end(StopLateMs)
    throw broken ?? error
  } finally {
    await running?.stop()
  }
}

/** Lets the load and target threads, which are running already, go before this one, which only watches. Best effort. */
function stepAside(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Not allowed here; the run is judged by its own lag all the same.
  }
}

/** What both threads look at. */
function sharedMemory({ timeline, crowd }: CompleteScenario) {
  const startUs = timeline.startMs * 1000
  const operationCount = crowd.operations.length
  const engine = engineGauges(operationCount)
  engine[EngineGauge.scenarioUs] = startUs
  engine[EngineGauge.speed] = 1
  return {
    control: new Int32Array(new SharedArrayBuffer(LoadControl.words * 4)),
    clock: sharedClockBuffer(),
    engine,
    bank: RecorderBank.create(crowd.operations),
    timeline: new Timeline({ startUs, endUs: timeline.realUntilMs * 1000, operationCount }),
    spans: new IntervalSpans({ startUs }),
  }
}

function measurementsOf({ scenario, directory }: Stage): Measurements {
  return new Measurements({
    operations: scenario.crowd.operations,
    windows: [...windowsOf(scenario), BurstWindow, ...steadyWindows(scenario)],
    realUntilMs: scenario.timeline.realUntilMs,
    startUnixMs: utcNow().getTime(),
    tool: `Onrush ${ToolVersion}`,
    writeLog: (text) => directory.append('latency.hlog', text),
  })
}

/** Whoever is still busy when a run is interrupted or breaks gets this long to end in good order. */
const StopLateMs = 1500

/** Undefined for a plain target, and when the run is interrupted while the target starts; it is then stopped as soon as it has started. */
async function startTarget(
  stage: Stage,
  clock: SharedArrayBuffer,
  onBroken: (error: Error) => void,
): Promise<Running | undefined> {
  const { target, seed } = stage.scenario
  if (!isConnectable(target)) return undefined
  const starting = target.start({ seed, folder: stage.directory.ledgerFolder, clock, onBroken })
  const running = await unlessAborted(starting, stage.signal)
  if (running) return running
  const stopped = starting.then((late) => late.stop())
  await Promise.race([stopped.catch(() => undefined), delay(StopLateMs)])
  return undefined
}

/** What the work comes to, or undefined as soon as the signal aborts. */
async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result | undefined> {
  const aborted = Promise.withResolvers<undefined>()
  const onAbort = (): void => aborted.resolve(undefined)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([aborted.promise, work])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Lets the load thread begin (or, with the stop word set, end). */
function release(control: Int32Array): void {
  Atomics.store(control, LoadControl.go, 1)
  Atomics.notify(control, LoadControl.go)
}

interface LoadThread {
  readonly ready: Promise<void>
  readonly done: Promise<LoadDone>
  readonly failed: Promise<never>
  /** Waits so long for its end, then ends it, whatever it is at. */
  end(graceMs: number): Promise<void>
}

function startLoad(workerData: LoadThreadData): LoadThread {
  const worker = new Worker(new URL(import.meta.resolve('@onrush/rehearsal/load-thread')), { workerData, name: 'load' })
  const ready = Promise.withResolvers<void>()
  const done = Promise.withResolvers<LoadDone>()
  const failed = Promise.withResolvers<never>()
  const exited = Promise.withResolvers<void>()
  let isDone = false
  worker.on('message', (message: { ready?: true; done?: LoadDone; failed?: FailureParts }) => {
    if (message.ready) ready.resolve()
    if (message.done) {
      isDone = true
      done.resolve(message.done)
    }
    if (message.failed) failed.reject(revive(message.failed))
  })
  worker.once('error', (error) => failed.reject(error))
  worker.once('exit', () => {
    exited.resolve()
    if (!isDone) failed.reject(new Error('the load thread ended before its work was done'))
  })
  // Whoever races against it hears of a failure; alone it must not bring the process down.
  failed.promise.catch(() => undefined)
  done.promise.catch(() => undefined)
  const end = async (graceMs: number): Promise<void> => {
    await Promise.race([exited.promise, delay(graceMs)])
    await worker.terminate()
  }
  return { ready: ready.promise, done: done.promise, failed: failed.promise, end }
}

interface FailureParts {
  readonly code?: string
  readonly message: string
  readonly hint?: string
  readonly exitCode?: OnrushError['exitCode']
  readonly stack?: string
  readonly causeStack?: string
}

/** Errors cross threads as their parts; those with a code are ours to explain. */
function revive({ code, message, hint, exitCode, stack, causeStack }: FailureParts): Error {
  if (!code?.startsWith('ONRUSH_') || hint === undefined) return Object.assign(new Error(message), { stack })
  const cause = causeStack === undefined ? {} : { cause: Object.assign(new Error(message), { stack: causeStack }) }
  return new OnrushError(code, message, { hint, ...(exitCode === undefined ? {} : { exitCode }), ...cause })
}
