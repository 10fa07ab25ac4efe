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
  /** Serves what is queued, then ends; safe to call twice. */
  stop(): Promise<void>
  /** The target's own figures at this moment, by name; cheap. */
  gauges?(): Gauges
}

/** Figures by name. Names the progress line knows: gmvFen, orders, queueDepth, soldOutItems. */
export type Gauges = Readonly<Record<string, number>>

/** Opens the fast door from a load worker; `operations` are the crowd's operation names by code. */
export interface Connectable {
  connect(handle: unknown, context: { readonly seed: number; readonly operations: readonly string[] }): BatchTarget
}

/** Lets invariants be checked, from what the target left in the run's folder and nothing else. */
export interface Auditable {
  audit(context: AuditContext): Promise<Ledger>
}

export interface AuditContext {
  readonly seed: number
  /** The folder that was given to `start`. */
  readonly folder: string
  /** How far the scenario got, ms from T0. */
  readonly endMs: number
  /** Longest step of scenario time above speed 1, ms: how late a time limit may honestly be noticed. */
  readonly clockStepMs: number
}

/** Hears of acknowledged answers before the crowd does; once `flush` returns, what it heard outlives this process. */
export interface AcknowledgedSink {
  add(orderRef: number, shopper: number, intent: number, op: number, valueFen: number): void
  flush(): void
  close(): void
}

/** Keeps the clients' own account of what they were told, for the audit to hold against the ledger. */
export interface Accountable {
  /** Operations whose `ok` is a promise. */
  readonly acknowledgedOperations: readonly string[]
  account(context: { readonly folder: string; readonly operations: readonly string[] }): AcknowledgedSink
}

/** A throw-away target inside the load thread, for warming up: same code on the client's side, nothing kept. */
export interface Scratchable {
  scratch(context: {
    readonly seed: number
    readonly operations: readonly string[]
    readonly clock: { readonly nowUs: number }
  }): BatchTarget
}

/** Plays the target on the virtual clock, in one thread, with named costs. */
export interface Simulatable {
  simulate(context: {
    readonly seed: number
    readonly folder: string
    readonly operations: readonly string[]
    readonly startUs: number
  }): SimulatedTarget
}

/** A target on the virtual clock. Answers carry the virtual time at which they left. */
export interface SimulatedTarget extends BatchTarget {
  /** Works until that virtual time, microseconds. */
  advance(nowUs: number): void
  /** When something happens here by itself, microseconds; Infinity for never. */
  nextUs(): number
  gauges(): Gauges
  stop(): void
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
