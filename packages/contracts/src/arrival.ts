/** One intended operation, as a plain target sees it. */
export interface Arrival {
  /** Unique among the arrivals in flight. */
  readonly id: number
  /** Scenario time at which it was due, microseconds from T0. */
  readonly dueUs: number
  /** Index into the crowd's `operations`. */
  readonly op: number
  readonly operation: string
  readonly shopper: number
  readonly item: number
  readonly quantity: number
  /** 0 for the first try, then counted up on every retry of the same request. */
  readonly attempt: number
  /** Which wish of this shopper: the same number on every retry; idempotency keys follow from (seed, shopper, intent). */
  readonly intent: number
  /** The order this operation is about, or −1. */
  readonly orderRef: number
}

/**
 * Arrivals as a struct of arrays. Reused, never allocated per item; only the first `count` entries mean anything.
 * `person` is the crowd's own reference (−1: nobody waits for this answer); targets ignore it.
 */
export interface ArrivalBatch {
  readonly capacity: number
  count: number
  readonly id: Int32Array
  readonly dueUs: Float64Array
  readonly op: Uint8Array
  readonly shopper: Int32Array
  readonly item: Int32Array
  readonly quantity: Uint8Array
  readonly attempt: Uint8Array
  readonly intent: Int32Array
  readonly orderRef: Int32Array
  readonly person: Int32Array
}

/** Answers as a struct of arrays; `id` is the arrival's, `doneUs` scenario time on the virtual clock and NaN ("now") elsewhere. */
export interface OutcomeBatch {
  readonly capacity: number
  count: number
  readonly id: Int32Array
  readonly code: Uint8Array
  readonly reason: Uint8Array
  readonly doneUs: Float64Array
  readonly retryAfterMs: Int32Array
  readonly orderRef: Int32Array
  readonly valueFen: Int32Array
}

/** What the engine tells the crowd about each answered arrival; same rules as `ArrivalBatch`. */
export interface SettledBatch {
  readonly capacity: number
  count: number
  readonly person: Int32Array
  readonly op: Uint8Array
  readonly code: Uint8Array
  readonly reason: Uint8Array
  /** Scenario time at which the arrival was due, microseconds. */
  readonly dueUs: Float64Array
  /** Intended start to done, wall microseconds: how long this person waited. */
  readonly responseUs: Float64Array
  readonly retryAfterMs: Int32Array
  readonly orderRef: Int32Array
  readonly valueFen: Int32Array
}

/** Allocates an empty batch. `capacity` is the largest number of arrivals it can hold. */
export function arrivalBatch(capacity: number): ArrivalBatch {
  return {
    capacity,
    count: 0,
    id: new Int32Array(capacity),
    dueUs: new Float64Array(capacity),
    op: new Uint8Array(capacity),
    shopper: new Int32Array(capacity),
    item: new Int32Array(capacity),
    quantity: new Uint8Array(capacity),
    attempt: new Uint8Array(capacity),
    intent: new Int32Array(capacity),
    orderRef: new Int32Array(capacity),
    person: new Int32Array(capacity),
  }
}

/** Allocates an empty batch of answers. */
export function outcomeBatch(capacity: number): OutcomeBatch {
  return {
    capacity,
    count: 0,
    id: new Int32Array(capacity),
    code: new Uint8Array(capacity),
    reason: new Uint8Array(capacity),
    doneUs: new Float64Array(capacity),
    retryAfterMs: new Int32Array(capacity),
    orderRef: new Int32Array(capacity),
    valueFen: new Int32Array(capacity),
  }
}

/** Allocates an empty batch of settled arrivals. */
export function settledBatch(capacity: number): SettledBatch {
  return {
    capacity,
    count: 0,
    person: new Int32Array(capacity),
    op: new Uint8Array(capacity),
    code: new Uint8Array(capacity),
    reason: new Uint8Array(capacity),
    dueUs: new Float64Array(capacity),
    responseUs: new Float64Array(capacity),
    retryAfterMs: new Int32Array(capacity),
    orderRef: new Int32Array(capacity),
    valueFen: new Int32Array(capacity),
  }
}
