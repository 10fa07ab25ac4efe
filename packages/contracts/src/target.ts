import type { Arrival, ArrivalBatch, OutcomeBatch } from './arrival.ts'
import type { Ledger } from './ledger.ts'
import type { Outcome } from './outcome.ts'

/** The system under test, behind an adapter. One signal per run; deadlines belong to the engine. */
export interface Target {
  send(arrival: Arrival, signal: AbortSignal): Promise<Outcome>
}

/**
 * The fast door of a target. `submit` takes arrivals `from … batch.count − 1` and says how many it took (fewer when it is
 * full; the rest is offered again). `drain` appends answers up to the capacity and says how many. Neither blocks.
 */
export interface BatchTarget {
  submit(batch: ArrivalBatch, from: number): number
  drain(into: OutcomeBatch): number
}

/** What exists once for all load workers: started once, its handle cloned to each of them. */
export interface Startable {
  start(context: StartContext): Promise<Running>
}

export interface StartContext {
  readonly seed: number
  /** A folder of the run that the target may write into (its journal, say). */
  readonly folder: string
  /** Shared memory of the run's clock; clockwork's `sharedClock(buffer)` reads it. */
  readonly clock: SharedArrayBuffer
  /** Called when the target can no longer serve; ends the run with this error. */
  readonly onBroken: (error: Error) => void
}

/** A started target. `handle` must survive structured cloning. */
export interface Running {
  readonly handle: unknown
  stop(): Promise<void>
}

/** Opens the fast door from a load worker; `operations` are the crowd's operation names by code. */
export interface Connectable {
  connect(handle: unknown, context: { readonly seed: number; readonly operations: readonly string[] }): BatchTarget
}

/** Lets invariants be checked. Called after the load has ended and the target has stopped. */
export interface Auditable {
  audit(): Promise<Ledger>
}

/** One reading of the target's own figures. */
export interface GaugeSample {
  readonly atMs: number
  readonly values: Readonly<Record<string, number>>
}

/** The target's own figures, for alarms, objectives and the progress line. */
export interface Observable {
  gauges(signal: AbortSignal): AsyncIterable<GaugeSample>
}

/** Undoes a fault; safe to call twice. */
export type Undo = () => Promise<void>

/** What in-process faults may touch, by name. */
export type SystemHandles = Readonly<Record<string, unknown>>

export interface Breakable {
  readonly handles: SystemHandles
}

/** Something that goes wrong on purpose. Returns its undo. */
export interface Fault {
  readonly name: string
  inject(system: SystemHandles, signal: AbortSignal): Promise<Undo>
}
