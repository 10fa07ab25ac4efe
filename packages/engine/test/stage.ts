import {
  type AcknowledgedSink,
  type ArrivalBatch,
  type BatchTarget,
  type Crowd,
  type OutcomeBatch,
  OutcomeCode,
  type SettledBatch,
} from '@onrush/contracts'
import {
  Engine,
  type EngineClock,
  EngineGauge,
  type EngineOptions,
  engineGauges,
  OutcomeCount,
  Timeline,
} from '@onrush/engine'
import { type Kind, lagRowOf, RecorderBank, rowOf, Totals } from '@onrush/measure'

export const Operations = ['view', 'buy', 'pay'] as const
/** Another zero than scenario time, so that a mix-up of the two cannot go unseen. */
export const WallZeroUs = 7_000_000_000

/** Wall and scenario time, moved by hand. */
export class HandClock implements EngineClock {
  nowUs = 0
  readonly #wallOf: (scenarioUs: number) => number

  constructor(wallOf: (scenarioUs: number) => number = (us) => WallZeroUs + us) {
    this.#wallOf = wallOf
  }

  wallUs(): number {
    return this.#wallOf(this.nowUs)
  }

  wallOfUs(scenarioUs: number): number {
    return this.#wallOf(scenarioUs)
  }
}

export interface Click {
  readonly dueUs: number
  readonly op: number
  readonly shopper: number
  readonly item: number
  readonly quantity: number
  readonly attempt: number
  readonly intent: number
  readonly orderRef: number
  readonly person: number
}

/** A click of which only what matters is said. */
export function click(dueUs: number, given: Partial<Click> = {}): Click {
  return { dueUs, op: 0, shopper: 0, item: 0, quantity: 1, attempt: 0, intent: 0, orderRef: -1, person: -1, ...given }
}

export interface Settled {
  readonly atUs: number
  readonly person: number
  readonly op: number
  readonly code: number
  readonly reason: number
  readonly dueUs: number
  readonly responseUs: number
  readonly retryAfterMs: number
  readonly orderRef: number
  readonly valueFen: number
}

/** People who click by a list, and remember what they were told. */
export class ListedCrowd implements Crowd {
  readonly #clicks: Click[]
  readonly #log: string[]
  readonly told: Settled[] = []
  /** Called for each thing that somebody is told. */
  onTold: ((settled: Settled) => void) | undefined

  constructor(clicks: readonly Click[], log: string[]) {
    this.#clicks = clicks.toSorted((a, b) => a.dueUs - b.dueUs)
    this.#log = log
  }

  add(next: Click): void {
    this.#clicks.push(next)
    this.#clicks.sort((a, b) => a.dueUs - b.dueUs)
  }

  get waiting(): number {
    return this.#clicks.length
  }

  take(into: ArrivalBatch, nowUs: number): number {
    const until = this.#clicks.findIndex((next) => next.dueUs > nowUs)
    const due = this.#clicks.splice(0, Math.min(until < 0 ? this.#clicks.length : until, into.capacity - into.count))
    for (const next of due) {
      const at = into.count++
      into.dueUs[at] = next.dueUs
      into.op[at] = next.op
      into.shopper[at] = next.shopper
      into.item[at] = next.item
      into.quantity[at] = next.quantity
      into.attempt[at] = next.attempt
      into.intent[at] = next.intent
      into.orderRef[at] = next.orderRef
      into.person[at] = next.person
    }
    return due.length
  }

  nextDueUs(): number {
    return this.#clicks[0]?.dueUs ?? Number.POSITIVE_INFINITY
  }

  settle(settled: SettledBatch, nowUs: number): void {
    this.#log.push(`settle ${settled.count}`)
    for (let i = 0; i < settled.count; i++) {
      const one = {
        atUs: nowUs,
        person: settled.person[i] as number,
        op: settled.op[i] as number,
        code: settled.code[i] as number,
        reason: settled.reason[i] as number,
        dueUs: settled.dueUs[i] as number,
        responseUs: settled.responseUs[i] as number,
        retryAfterMs: settled.retryAfterMs[i] as number,
        orderRef: settled.orderRef[i] as number,
        valueFen: settled.valueFen[i] as number,
      }
      this.told.push(one)
      this.onTold?.(one)
    }
  }
}

export interface Taken {
  readonly id: number
  readonly atUs: number
  readonly dueUs: number
  readonly person: number
}

/** A target that takes as many as it is allowed to, remembers when, and answers what it is told to answer. */
export class Desk implements BatchTarget {
  readonly taken: Taken[] = []
  readonly #clock: HandClock
  readonly #log: string[]
  readonly #answers: {
    id: number
    code: number
    reason: number
    doneUs: number
    retryAfterMs: number
    orderRef: number
    valueFen: number
  }[] = []
  /** How many more it takes. */
  room = Number.POSITIVE_INFINITY

  constructor(clock: HandClock, log: string[]) {
    this.#clock = clock
    this.#log = log
  }

  submit(batch: ArrivalBatch, from: number): number {
    const count = Math.min(batch.count - from, this.room)
    this.room -= count
    for (let i = from; i < from + count; i++) {
      this.taken.push({
        id: batch.id[i] as number,
        atUs: this.#clock.nowUs,
        dueUs: batch.dueUs[i] as number,
        person: batch.person[i] as number,
      })
    }
    this.#log.push(`submit ${count}`)
    return count
  }

  answer(
    id: number,
    given: Partial<{
      code: number
      reason: number
      doneUs: number
      retryAfterMs: number
      orderRef: number
      valueFen: number
    }> = {},
  ): void {
    this.#answers.push({
      id,
      code: OutcomeCode.ok,
      reason: 0,
      doneUs: Number.NaN,
      retryAfterMs: 0,
      orderRef: -1,
      valueFen: 0,
      ...given,
    })
  }

  /** Answers everything that was taken and not answered by this. */
  answerAll(given: Parameters<Desk['answer']>[1] = {}): void {
    for (const { id } of this.taken.splice(0)) this.answer(id, given)
  }

  drain(into: OutcomeBatch): number {
    const given = this.#answers.splice(0, into.capacity - into.count)
    for (const answer of given) {
      const at = into.count++
      into.id[at] = answer.id
      into.code[at] = answer.code
      into.reason[at] = answer.reason
      into.doneUs[at] = answer.doneUs
      into.retryAfterMs[at] = answer.retryAfterMs
      into.orderRef[at] = answer.orderRef
      into.valueFen[at] = answer.valueFen
    }
    if (given.length > 0) this.#log.push(`drain ${given.length}`)
    return given.length
  }
}

/** Writes into the stage's log what an account would keep. */
export function loggedAccount(log: string[]): AcknowledgedSink {
  return {
    add: (orderRef, shopper, intent, op, valueFen) =>
      log.push(`add ${orderRef} ${shopper} ${intent} ${op} ${valueFen}`),
    flush: () => log.push('flush'),
    close: () => log.push('close'),
  }
}

export interface StageOptions
  extends Partial<
    Pick<EngineOptions, 'timeoutMs' | 'inFlightMax' | 'isVirtual' | 'acknowledgedOps' | 'acknowledged' | 'target'>
  > {
  readonly wallOf?: (scenarioUs: number) => number
  readonly endUs?: number
  readonly log?: string[]
}

/** An engine between a listed crowd and a desk, on a clock moved by hand. */
export class Stage {
  readonly log: string[]
  readonly clock: HandClock
  readonly crowd: ListedCrowd
  readonly desk: Desk
  readonly bank: RecorderBank = RecorderBank.create(Operations)
  readonly gauges: Float64Array = engineGauges(Operations.length)
  readonly timeline: Timeline
  readonly engine: Engine

  constructor(clicks: readonly Click[], options: StageOptions = {}) {
    const { wallOf, endUs = 1e9, log = [], timeoutMs = 1000, inFlightMax = 32_768, target, ...rest } = options
    this.log = log
    this.clock = new HandClock(wallOf)
    this.crowd = new ListedCrowd(clicks, log)
    this.desk = new Desk(this.clock, log)
    this.timeline = new Timeline({ startUs: 0, endUs, operationCount: Operations.length })
    const { crowd, bank, clock, gauges, timeline } = this
    this.engine = new Engine({
      crowd,
      target: target ?? this.desk,
      bank,
      clock,
      gauges,
      timeline,
      timeoutMs,
      inFlightMax,
      ...rest,
    })
  }

  turnAt(us: number): boolean {
    this.clock.nowUs = us
    return this.engine.turn(us)
  }

  gauge(name: Exclude<keyof typeof EngineGauge, 'outcomes'>): number {
    return this.gauges[EngineGauge[name]] as number
  }

  /** How many arrivals of that operation ended that way. */
  count(op: number, code: number): number {
    return this.gauges[EngineGauge.outcomes + op * OutcomeCount + code] as number
  }

  /** Everything recorded until now, row by row; can be asked once. */
  measured(): (op: number, code: number, kind: Kind) => ReturnType<Totals['histogram']> {
    const totals = new Totals(Operations)
    this.bank.drain((row, histogram) => totals.add(row, histogram))
    return (op, code, kind) =>
      totals.histogram(kind === 'lag' ? lagRowOf(op, Operations.length) : rowOf(op, code, kind))
  }
}
