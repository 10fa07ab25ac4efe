import {
  type AcknowledgedSink,
  type ArrivalBatch,
  arrivalBatch,
  type BatchTarget,
  type Crowd,
  type OutcomeBatch,
  OutcomeCode,
  outcomeBatch,
  ReasonCode,
  type SettledBatch,
  settledBatch,
} from '@onrush/contracts'
import type { RecorderBank } from '@onrush/measure'
import type { EngineClock, EngineOptions } from './engine-options.ts'
import { EngineGauge } from './gauges.ts'
import { InFlight } from './in-flight.ts'
import { LongestUs, Tally } from './tally.ts'
import type { Timeline } from './timeline.ts'

const BatchSize = 1024
/** Due clicks go first: this many batches are fired before answers are looked at. */
const BatchesPerTurn = 16
/** A turn's answers take about 0.2 ms, which is what they can make a due click late by. */
const AnswersPerTurn = 256
/** While due clicks are late, only this many answers are taken between one firing and the next: sending on time comes first. */
const AnswersWhenLate = 128
const LateUs = 1000

/**
 * The open-loop dispatcher: fires arrivals when they are due, never waits for answers, and counts what it could not send.
 * One object, one thread, no promise, no allocation per click. Bench: `nx run bench:sustained`.
 *
 *   crowd.take ──▶ batch ──▶ target.submit ──▶ in flight ──▶ target.drain ──▶ record ──▶ account ──▶ crowd.settle
 */
export class Engine {
  readonly #crowd: Crowd
  readonly #target: BatchTarget
  readonly #bank: RecorderBank
  readonly #clock: EngineClock
  readonly #gauges: Float64Array
  readonly #timeline: Timeline
  readonly #timeoutUs: number
  readonly #isVirtual: boolean
  readonly #acknowledged: AcknowledgedSink | undefined
  readonly #isAcknowledgedOp = new Uint8Array(256)
  readonly #batch: ArrivalBatch
  readonly #batchWallUs = new Float64Array(BatchSize)
  readonly #answers: OutcomeBatch = outcomeBatch(AnswersPerTurn)
  readonly #fewAnswers: OutcomeBatch = outcomeBatch(AnswersWhenLate)
  readonly #settled: SettledBatch = settledBatch(Math.max(BatchSize, AnswersPerTurn))
  readonly #flight: InFlight
  readonly #lagRows: Uint16Array
  readonly #tally: Tally
  /** When the answers at hand were taken, wall microseconds; a cell, so that it crosses no call. */
  readonly #collectedAtUs = new Float64Array(1)
  /** The first arrival of the batch that has not been submitted yet. */
  #from = 0
  #backlogUs = 0

  constructor(options: EngineOptions) {
    this.#crowd = options.crowd
    this.#target = options.target
    this.#bank = options.bank
    this.#clock = options.clock
    this.#gauges = options.gauges
    this.#timeline = options.timeline
    this.#timeoutUs = options.timeoutMs * 1000
    this.#isVirtual = options.isVirtual ?? false
    this.#acknowledged = options.acknowledged
    this.#tally = new Tally(options)
    this.#lagRows = Uint16Array.from(options.bank.operations, (_, op) => options.bank.lagRow(op))
    for (const op of options.acknowledgedOps ?? []) this.#isAcknowledgedOp[op] = 1
    this.#flight = new InFlight(options.inFlightMax ?? 1 << 22)
    // A batch goes into the table whole, so it must be small against it: a full batch of 1024 would never fit a table of 512.
    this.#batch = arrivalBatch(Math.max(1, Math.min(BatchSize, this.#flight.capacity >> 3)))
  }

  /** Arrivals sent and not answered. */
  get inFlight(): number {
    return this.#flight.open
  }

  /** Age of the oldest arrival that is due and not sent, wall microseconds; 0 when all are sent. */
  get backlogUs(): number {
    return this.#backlogUs
  }

  /** Age of the oldest unanswered arrival since it was sent, wall microseconds; 0 when all are answered. */
  get oldestWaitUs(): number {
    const flight = this.#flight
    flight.skipAnswered()
    return flight.head === flight.tail
      ? 0
      : Math.max(0, this.#clock.wallUs() - (flight.sentWallUs[flight.head & flight.mask] as number))
  }

  /** Does what is due at scenario time `nowUs`; true when there was anything to do. */
  turn(nowUs: number): boolean {
    const fired = this.fire(nowUs)
    const answered = this.collect(nowUs)
    this.#expire(nowUs)
    this.#gauges[EngineGauge.inFlight] = this.#flight.open
    return fired || answered
  }

  /** Takes nothing more from the crowd: sends what was taken, collects answers and lets time limits run out. */
  settleOnly(nowUs: number): void {
    if (this.#from < this.#batch.count) this.#submit(nowUs)
    // No click is made late by answers on the virtual clock: there a step takes all that have left, or they would pile up in long steps.
    while (this.collect(nowUs) && this.#isVirtual) continue
    this.#expire(nowUs)
    this.#gauges[EngineGauge.inFlight] = this.#flight.open
  }

  /** Sends what is due. */
  fire(nowUs: number): boolean {
    let didWork = false
    for (let i = 0; i < BatchesPerTurn; i++) {
      if (this.#from >= this.#batch.count && !this.#fill(nowUs)) break
      didWork = true
      if (!this.#submit(nowUs)) break
    }
    this.#measureBacklog(nowUs)
    return didWork
  }

  /** Takes the next arrivals from the crowd; false when none is due or there is no room to remember them. */
  #fill(nowUs: number): boolean {
    const batch = this.#batch
    batch.count = 0
    this.#from = 0
    this.#flight.skipAnswered()
    if (this.#flight.room < batch.capacity && this.#backlogUs < this.#timeoutUs) return false
    if (this.#crowd.take(batch, nowUs) === 0) return false
    const gauges = this.#gauges
    gauges[EngineGauge.offered] = (gauges[EngineGauge.offered] as number) + batch.count
    this.#placeOnWall()
    return true
  }

  /** Wall times of a batch's due times. Where the clock ran evenly from the first to the last, two questions answer for all. */
  #placeOnWall(): void {
    const { count, dueUs } = this.#batch
    const wallUs = this.#batchWallUs
    const firstUs = dueUs[0] as number
    const firstWallUs = this.#clock.wallOfUs(firstUs)
    const lastUs = dueUs[count - 1] as number
    const isEven = Math.abs(this.#clock.wallOfUs(lastUs) - firstWallUs - (lastUs - firstUs)) < 1
    for (let i = 0; i < count; i++) {
      const us = dueUs[i] as number
      wallUs[i] = isEven ? firstWallUs + (us - firstUs) : this.#clock.wallOfUs(us)
      this.#timeline.offer(us)
    }
  }

  /** Hands the rest of the batch to the target; false when it could not take all of it. */
  #submit(nowUs: number): boolean {
    const batch = this.#batch
    const flight = this.#flight
    const wallUs = this.#clock.wallUs()
    if (this.#giveUp(nowUs, wallUs)) return true
    const from = this.#from
    if (flight.room < batch.count - from) return false
    const firstId = flight.tail
    for (let i = from; i < batch.count; i++) batch.id[i] = (firstId + i - from) | 0
    const taken = this.#target.submit(batch, from)
    this.#remember(from, taken, wallUs)
    this.#gauges[EngineGauge.sent] = (this.#gauges[EngineGauge.sent] as number) + taken
    this.#from = from + taken
    return this.#from >= batch.count
  }

  /** Notes what was sent, and how late. Every array is a local because this runs millions of times a second. */
  #remember(from: number, taken: number, wallUs: number): void {
    const { op: opOf, person, shopper, intent, dueUs } = this.#batch
    const flight = this.#flight
    const {
      mask,
      isOpen,
      op,
      person: persons,
      shopper: shoppers,
      intent: intents,
      dueUs: dues,
      dueWallUs: dueWalls,
      sentWallUs: sentWalls,
    } = flight
    const bank = this.#bank
    const lagRows = this.#lagRows
    const wallOf = this.#batchWallUs
    const isVirtual = this.#isVirtual
    const { tail } = flight
    for (let n = 0; n < taken; n++) {
      const i = from + n
      const slot = (tail + n) & mask
      const dueWallUs = wallOf[i] as number
      const sentWallUs = isVirtual || wallUs < dueWallUs ? dueWallUs : wallUs
      const code = opOf[i] as number
      isOpen[slot] = 1
      op[slot] = code
      persons[slot] = person[i] as number
      shoppers[slot] = shopper[i] as number
      intents[slot] = intent[i] as number
      dues[slot] = dueUs[i] as number
      dueWalls[slot] = dueWallUs
      sentWalls[slot] = sentWallUs
      const lagUs = sentWallUs - dueWallUs
      bank.record(lagRows[code] as number, lagUs < LongestUs ? (lagUs + 0.5) | 0 : LongestUs)
    }
    flight.tail = (tail + taken) | 0
    flight.open += taken
  }

  /** What could not be sent for as long as a client would wait is `unsent`: counted and charged at its age. True when nothing is left. */
  #giveUp(nowUs: number, wallUs: number): boolean {
    const batch = this.#batch
    const settled = this.#settled
    settled.count = 0
    while (this.#from < batch.count && wallUs - (this.#batchWallUs[this.#from] as number) >= this.#timeoutUs) {
      const i = this.#from++
      const ageUs = wallUs - (this.#batchWallUs[i] as number)
      const op = batch.op[i] as number
      const dueUs = batch.dueUs[i] as number
      this.#tally.charge(op, OutcomeCode.unsent, ageUs, ageUs, dueUs)
      this.#settleUnanswered(batch.person[i] as number, op, OutcomeCode.unsent, ReasonCode.overloaded, dueUs, ageUs)
    }
    if (settled.count > 0) this.#crowd.settle(settled, nowUs)
    return this.#from >= batch.count
  }

  /** Takes answers, records them, writes down what was acknowledged, and only then lets the crowd know. */
  collect(nowUs: number): boolean {
    const answers = this.#backlogUs > LateUs ? this.#fewAnswers : this.#answers
    answers.count = 0
    if (this.#target.drain(answers) === 0) return false
    this.#collectedAtUs[0] = this.#clock.wallUs()
    this.#settled.count = 0
    for (let i = 0; i < answers.count; i++) this.#answer(answers, i)
    this.#acknowledged?.flush()
    if (this.#settled.count > 0) this.#crowd.settle(this.#settled, nowUs)
    return true
  }

  /**
   * One answer. Times stay in local variables and typed arrays and go to other functions as whole microseconds: a float64 that
   * crosses a call may be allocated, and here that would be four allocations a click. Bench: `bench:sustained`.
   */
  #answer(answers: OutcomeBatch, i: number): void {
    const flight = this.#flight
    const slot = flight.slotOf(answers.id[i] as number)
    if (slot < 0) return this.#tally.countLate()
    const dueWallUs = flight.dueWallUs[slot] as number
    let doneUs = this.#collectedAtUs[0] as number
    if (this.#isVirtual) {
      doneUs = answers.doneUs[i] as number
      // On the virtual clock it is known when an answer left: after the limit it finds nobody, however late this is looked at.
      if (doneUs - dueWallUs >= this.#timeoutUs) return this.#tally.countLate()
    }
    const op = flight.op[slot] as number
    const code = answers.code[i] as number
    const responseUs = doneUs > dueWallUs ? doneUs - dueWallUs : 0
    const serviceUs = doneUs - (flight.sentWallUs[slot] as number)
    const wholeResponseUs = responseUs < LongestUs ? (responseUs + 0.5) | 0 : LongestUs
    flight.isOpen[slot] = 0
    flight.open--
    this.#tally.count(op, code, wholeResponseUs, serviceUs < LongestUs ? (serviceUs + 0.5) | 0 : LongestUs)
    if (wholeResponseUs > this.#tally.longestWaitUs && (flight.dueUs[slot] as number) < this.#timeline.endUs) {
      this.#tally.noteLongest(wholeResponseUs)
    }
    if (code === OutcomeCode.ok) this.#succeed(answers, i, slot, wholeResponseUs)
    const person = flight.person[slot] as number
    if (person < 0) return
    const settled = this.#settled
    const at = settled.count++
    settled.person[at] = person
    settled.op[at] = op
    settled.code[at] = code
    settled.reason[at] = answers.reason[i] as number
    settled.dueUs[at] = flight.dueUs[slot] as number
    settled.responseUs[at] = responseUs
    settled.retryAfterMs[at] = answers.retryAfterMs[i] as number
    settled.orderRef[at] = answers.orderRef[i] as number
    settled.valueFen[at] = answers.valueFen[i] as number
  }

  #succeed(answers: OutcomeBatch, i: number, slot: number, responseUs: number): void {
    const flight = this.#flight
    const op = flight.op[slot] as number
    this.#timeline.succeed(op, (flight.dueUs[slot] as number) + responseUs)
    if (this.#isAcknowledgedOp[op] !== 1 || !this.#acknowledged) return
    this.#acknowledged.add(
      answers.orderRef[i] as number,
      flight.shopper[slot] as number,
      flight.intent[slot] as number,
      op,
      answers.valueFen[i] as number,
    )
  }

  /** Arrivals that nobody answered in time; a late answer will find them gone. */
  #expire(nowUs: number): void {
    const flight = this.#flight
    flight.skipAnswered()
    if (flight.head === flight.tail) return
    const wallUs = this.#isVirtual ? nowUs : this.#clock.wallUs()
    const settled = this.#settled
    settled.count = 0
    while (flight.head !== flight.tail && settled.count < settled.capacity) {
      const slot = flight.head & flight.mask
      if (flight.isOpen[slot] === 1) {
        const ageUs = wallUs - (flight.dueWallUs[slot] as number)
        if (ageUs < this.#timeoutUs) break
        flight.isOpen[slot] = 0
        flight.open--
        const op = flight.op[slot] as number
        const dueUs = flight.dueUs[slot] as number
        this.#tally.charge(op, OutcomeCode.timedOut, ageUs, wallUs - (flight.sentWallUs[slot] as number), dueUs)
        this.#settleUnanswered(flight.person[slot] as number, op, OutcomeCode.timedOut, ReasonCode.none, dueUs, ageUs)
      }
      flight.head = (flight.head + 1) | 0
    }
    if (settled.count > 0) this.#crowd.settle(settled, nowUs)
  }

  /** Lets the person know of an arrival that nobody answered. */
  #settleUnanswered(person: number, op: number, code: number, reason: number, dueUs: number, ageUs: number): void {
    if (person < 0) return
    const settled = this.#settled
    const at = settled.count++
    settled.person[at] = person
    settled.op[at] = op
    settled.code[at] = code
    settled.reason[at] = reason
    settled.dueUs[at] = dueUs
    settled.responseUs[at] = ageUs
    settled.retryAfterMs[at] = 0
    settled.orderRef[at] = -1
    settled.valueFen[at] = 0
  }

  #measureBacklog(nowUs: number): void {
    const oldestUs =
      this.#from < this.#batch.count ? (this.#batch.dueUs[this.#from] as number) : this.#crowd.nextDueUs()
    this.#backlogUs = oldestUs <= nowUs ? Math.max(0, this.#clock.wallUs() - this.#clock.wallOfUs(oldestUs)) : 0
  }
}
