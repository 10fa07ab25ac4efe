import {
  type Arrival,
  type ArrivalBatch,
  type BatchTarget,
  type Outcome,
  type OutcomeBatch,
  OutcomeCode,
  ReasonCode,
  type Target,
} from '@onrush/contracts'

/** Told when an adapter throws, or answers something that is no outcome: the operation that caused it and what was thrown. */
export type ThrownBy = (operation: string, error: unknown) => void

/**
 * Turns a plain target into a batch one, so that there is one hot loop. Sends are started at once and never awaited here;
 * answers queue up until drained. A send that throws becomes `failed`, and is told to `onThrow`; so is an outcome or a reason that
 * does not exist, as adapters without type checks can give it: read as code 0 it would count as `ok`.
 */
export function batched(
  target: Target,
  options: { operations: readonly string[]; signal: AbortSignal; inFlightMax?: number; onThrow?: ThrownBy },
): BatchTarget {
  const { operations, signal } = options
  const inFlightMax = options.inFlightMax ?? 100_000
  const answered: Answered[] = []
  let open = 0

  const send = async (batch: ArrivalBatch, i: number): Promise<void> => {
    const id = batch.id[i] as number
    const operation = operations[batch.op[i] as number] ?? 'unknown'
    try {
      answered.push(answeredBy(id, await target.send(arrivalAt(batch, i, operation), signal)))
    } catch (error) {
      options.onThrow?.(operation, error)
      answered.push(answeredBy(id, { outcome: 'failed', reason: 'threw' }))
    } finally {
      open--
    }
  }

  return {
    submit(batch: ArrivalBatch, from: number): number {
      let taken = 0
      while (from + taken < batch.count && open < inFlightMax) {
        open++
        // Started and left alone on purpose: its answer arrives through `answered`.
        void send(batch, from + taken)
        taken++
      }
      return taken
    },
    drain(into: OutcomeBatch): number {
      const count = Math.min(answered.length, into.capacity - into.count)
      for (const outcome of answered.splice(0, count)) {
        const at = into.count++
        into.id[at] = outcome.id
        into.code[at] = outcome.code
        into.reason[at] = outcome.reason
        into.doneUs[at] = Number.NaN
        into.retryAfterMs[at] = outcome.retryAfterMs
        into.orderRef[at] = outcome.orderRef
        into.valueFen[at] = outcome.valueFen
      }
      return count
    },
  }
}

interface Answered {
  readonly id: number
  readonly code: number
  readonly reason: number
  readonly retryAfterMs: number
  readonly orderRef: number
  readonly valueFen: number
}

/** A copy, because the batch is used again before anybody answers. */
function arrivalAt(batch: ArrivalBatch, i: number, operation: string): Arrival {
  return {
    id: batch.id[i] as number,
    dueUs: batch.dueUs[i] as number,
    op: batch.op[i] as number,
    operation,
    shopper: batch.shopper[i] as number,
    item: batch.item[i] as number,
    quantity: batch.quantity[i] as number,
    attempt: batch.attempt[i] as number,
    intent: batch.intent[i] as number,
    orderRef: batch.orderRef[i] as number,
  }
}

/** @throws TypeError for an outcome or a reason that does not exist */
function answeredBy(id: number, outcome: Outcome): Answered {
  return {
    id,
    code: codeOf(OutcomeCode, outcome.outcome, 'outcome'),
    reason: codeOf(ReasonCode, outcome.reason ?? 'none', 'reason'),
    retryAfterMs: outcome.retryAfterMs ?? 0,
    orderRef: outcome.orderRef ?? -1,
    valueFen: outcome.valueFen ?? 0,
  }
}

function codeOf(codes: Readonly<Record<string, number>>, name: string, what: string): number {
  const code = Object.hasOwn(codes, name) ? codes[name] : undefined
  if (code === undefined)
    throw new TypeError(
      `it answered with the ${what} ${JSON.stringify(name)}; known are ${Object.keys(codes).join(', ')}`,
    )
  return code
}
