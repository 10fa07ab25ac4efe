import type { ArrivalBatch, Crowd, CrowdReport, SettledBatch } from '@onrush/contracts'
import { Calendar } from './calendar.ts'
import { type CohortTally, DEALS, intentOf } from './cohort-tally.ts'
import { crowdReport } from './crowd-report.ts'
import { Draws, seedFor } from './draws.ts'
import { FirstClicks } from './first-clicks.ts'
import {
  ATTEMPT,
  BROWSING,
  BUYING,
  BYTES_SHIFT,
  FAILURES,
  FIRST,
  FIRST_ITEM,
  IN_FLIGHT,
  INTENT,
  Intents,
  ITEM,
  NOMINAL,
  ORDER,
  SHOPPER,
  STAGE,
  TIMES_SHIFT,
  VIEWS,
  WORDS_SHIFT,
} from './intents.ts'
import { BUY, CONFIRM, midnightOperations, PAY, VIEW } from './operations.ts'
import { PayBy } from './pay-by.ts'
import { carts, dayOrders, refreshes } from './planned-starts.ts'
import type { PlannedStream } from './planned-stream.ts'
import { Reactions } from './reactions.ts'
import { Rotation } from './rotation.ts'
import type { MidnightSettings } from './settings.ts'

const MS = 1000
const CARTS = 1
const DAY = 2
const DAY_WISH = 2
const LAST_ID = 2 ** 31 - 1
const NOBODY = -1
const NO_ORDER = -1

/**
 * The people of a midnight. `take` merges five sources, each in due order: refreshing, first clicks, carts, the day, and the calendar of
 * those who come back. Deterministic given the seed and the sequence of `settle` calls. `packages/crowd/bench` measures it.
 */
export class MidnightCrowd implements Crowd {
  readonly #settings: MidnightSettings
  readonly #draws: Draws
  readonly #intents: Intents
  readonly #calendar: Calendar
  readonly #reactions: Reactions
  readonly #firstClicks: FirstClicks
  readonly #refresh: PlannedStream
  readonly #carts: PlannedStream
  readonly #cartShoppers: Rotation
  readonly #day: PlannedStream
  readonly #dayShoppers: Rotation
  readonly #refreshSeed: number
  readonly #clicks = new Float64Array(midnightOperations.length)
  #refreshes = 0
  #unattended = 0
  #nextId = 0
  /** How many first clicks have a record; without one nobody waits for the answer. */
  #laid = 0

  /** Draws and sorts everybody's first click: about 1.5 s for three million. */
  constructor(settings: MidnightSettings, seed: number) {
    this.#settings = settings
    this.#draws = new Draws(settings, seed)
    this.#intents = new Intents(settings.liveIntents)
    this.#calendar = new Calendar(this.#intents, settings.startMs * MS)
    this.#reactions = new Reactions(this.#intents, this.#calendar, this.#draws, settings)
    this.#firstClicks = new FirstClicks(settings, this.#draws, seed)
    this.#layFirstClicks()
    this.#refreshSeed = seedFor(seed, 'who refreshes')
    this.#refresh = refreshes(settings, seed)
    this.#carts = carts(settings, seed)
    this.#cartShoppers = new Rotation(settings.shoppers, seedFor(seed, 'who clears carts'))
    this.#day = dayOrders(settings, seed)
    this.#dayShoppers = new Rotation(settings.dayShoppers, seedFor(seed, 'who comes by day'))
  }

  /** Clicks taken so far. */
  get clicks(): number {
    return (
      (this.#clicks[VIEW] as number) + this.buys + (this.#clicks[PAY] as number) + (this.#clicks[CONFIRM] as number)
    )
  }

  get buys(): number {
    return this.#clicks[BUY] as number
  }

  /** First clicks that have been taken, of `shoppers`. */
  get firstClicks(): number {
    return this.#firstClicks.fired
  }

  /** Intents in memory: browsing, buying or about to pay. */
  get liveIntents(): number {
    return this.#intents.live
  }

  /** Intents that wait for their time; the other live ones wait for an answer. */
  get waiting(): number {
    return this.#calendar.count
  }

  /** Buys that ended with an order. */
  get orders(): number {
    let won = 0
    for (const tally of this.#reactions.tallies) won += tally.won
    return won
  }

  /** Payments and confirmations that were answered ok. */
  get payments(): number {
    return this.#reactions.payments
  }

  take(into: ArrivalBatch, nowUs: number): number {
    const before = into.count
    let at = before
    const calendar = this.#calendar
    const later = calendar.head
    calendar.now[0] = nowUs
    calendar.look()
    let firstUs = this.#firstClicks.headUs
    let plannedUs = this.#plannedHeadUs()
    for (; at < into.capacity; at++) {
      const laterUs = later[0] as number
      if (laterUs <= firstUs && laterUs <= plannedUs) {
        if (!(laterUs <= nowUs)) break
        const slot = calendar.pop()
        into.dueUs[at] = laterUs
        this.#click(into, at, slot, slot)
        calendar.look()
      } else if (firstUs <= plannedUs) {
        if (firstUs > nowUs) break
        into.dueUs[at] = firstUs
        this.#firstClick(into, at)
        firstUs = this.#firstClicks.headUs
      } else {
        if (plannedUs > nowUs) break
        into.dueUs[at] = plannedUs
        this.#planned(into, at)
        plannedUs = this.#plannedHeadUs()
      }
    }
    into.count = at
    return at - before
  }

  nextDueUs(): number {
    return Math.min(this.#calendar.nextDueUs(), this.#firstClicks.headUs, this.#plannedHeadUs())
  }

  settle(settled: SettledBatch, nowUs: number): void {
    this.#reactions.settle(settled, nowUs)
  }

  /** How the intents ended so far. An intent's time begins with its first buy; deliberate browsing is not a wait. */
  report(): CrowdReport {
    const [views, buys, payments, confirmations] = this.#clicks as unknown as readonly [number, number, number, number]
    return crowdReport(this.#settings, this.#reactions, {
      views,
      buys,
      payments,
      confirmations,
      refreshes: this.#refreshes,
      intentsWithoutRoom: this.#unattended,
    })
  }

  /**
   * Writes the records of all first clicks before the run, as if they had been fired in their order: record n is first click n.
   * Firing one is then a copy (bench `bench:pulse`: at T0 they come by the million a second).
   */
  #layFirstClicks(): void {
    const { words, bytes, times } = this.#intents
    const clicks = this.#firstClicks
    this.#laid = Math.min(clicks.count, this.#intents.capacity)
    for (let slot = 0; slot < this.#laid; slot++) {
      this.#intents.claim()
      const word = slot << WORDS_SHIFT
      const base = slot << BYTES_SHIFT
      const time = slot << TIMES_SHIFT
      times[time + NOMINAL] = clicks.dueUs(slot)
      times[time + FIRST] = clicks.dueUs(slot)
      words[word + SHOPPER] = clicks.shoppers[slot] as number
      words[word + INTENT] = 0
      words[word + ITEM] = clicks.items[slot] as number
      words[word + FIRST_ITEM] = clicks.items[slot] as number
      words[word + ORDER] = NO_ORDER
      bytes[base + STAGE] = BUYING | IN_FLIGHT
    }
  }

  #firstClick(into: ArrivalBatch, at: number): void {
    const clicks = this.#firstClicks
    const index = clicks.fired
    ;(this.#reactions.tallies[DEALS] as CohortTally).started++
    const shopper = clicks.shoppers[index] as number
    into.shopper[at] = shopper
    into.item[at] = clicks.items[index] as number
    into.intent[at] = 0
    into.orderRef[at] = this.#draws.isCod(shopper, 0) ? PayBy.cod : PayBy.wallet
    into.attempt[at] = 0
    if (index >= this.#laid) this.#unattended++
    this.#send(into, at, BUY, index < this.#laid ? index : NOBODY)
    clicks.next()
  }

  #plannedHeadUs(): number {
    return Math.min(this.#refresh.headUs, this.#carts.headUs, this.#day.headUs)
  }

  /** The planned start whose due time has been written. */
  #planned(into: ArrivalBatch, at: number): void {
    const dueUs = into.dueUs[at] as number
    if (this.#refresh.headUs === dueUs) this.#refreshClick(into, at)
    else if (this.#carts.headUs === dueUs) {
      this.#flow(into, at, CARTS, this.#cartShoppers.at, intentOf(1, 0))
      this.#cartShoppers.next()
      this.#carts.next()
    } else {
      const shoppers = this.#dayShoppers
      this.#flow(into, at, DAY, shoppers.at, intentOf(DAY_WISH + shoppers.round, 0))
      shoppers.next()
      this.#day.next()
    }
  }

  /** The first step of somebody who looks around and then buys. */
  #flow(into: ArrivalBatch, at: number, cohort: number, shopper: number, intent: number): void {
    const { words } = this.#intents
    const slot = this.#begin(into, at, cohort, this.#settings.browsing.viewsPerOrder > 0 ? BROWSING : BUYING)
    const word = slot << WORDS_SHIFT
    words[word + SHOPPER] = shopper
    words[word + INTENT] = intent
    words[word + ITEM] = this.#draws.catalogueItem(shopper, intent)
    this.#click(into, at, slot, slot === this.#intents.scratch ? NOBODY : slot)
  }

  /** A record for a new intent. Without room for it the click goes out all the same, and the intent stays open: counted. */
  #begin(into: ArrivalBatch, at: number, cohort: number, stage: number): number {
    const intents = this.#intents
    ;(this.#reactions.tallies[cohort] as CohortTally).started++
    let slot = intents.claim()
    if (slot < 0) {
      this.#unattended++
      slot = intents.scratch
    }
    const base = slot << BYTES_SHIFT
    const time = slot << TIMES_SHIFT
    const dueUs = into.dueUs[at] as number
    intents.times[time + NOMINAL] = dueUs
    intents.times[time + FIRST] = dueUs
    intents.words[(slot << WORDS_SHIFT) + ORDER] = NO_ORDER
    intents.bytes[base + STAGE] = stage
    intents.bytes[base + VIEWS] = this.#settings.browsing.viewsPerOrder
    intents.bytes[base + ATTEMPT] = 0
    intents.bytes[base + FAILURES] = 0
    return slot
  }

  /** The click that a record asks for. */
  #click(into: ArrivalBatch, at: number, slot: number, person: number): void {
    const { words, bytes } = this.#intents
    const word = slot << WORDS_SHIFT
    const base = slot << BYTES_SHIFT
    const stage = bytes[base + STAGE] as number
    const shopper = words[word + SHOPPER] as number
    const intent = words[word + INTENT] as number
    let op = VIEW
    let orderRef = NO_ORDER
    if (stage === BUYING) {
      op = BUY
      orderRef = this.#draws.isCod(shopper, intent) ? PayBy.cod : PayBy.wallet
    } else if (stage !== BROWSING) {
      op = this.#draws.isCod(shopper, intent) ? CONFIRM : PAY
      orderRef = words[word + ORDER] as number
    }
    bytes[base + STAGE] = stage | IN_FLIGHT
    into.shopper[at] = shopper
    into.item[at] = words[word + ITEM] as number
    into.intent[at] = intent
    into.orderRef[at] = orderRef
    into.attempt[at] = bytes[base + ATTEMPT] as number
    this.#send(into, at, op, person)
  }

  #refreshClick(into: ArrivalBatch, at: number): void {
    const ordinal = this.#refresh.ordinal
    const shopper = this.#draws.below(this.#refreshSeed, ordinal, this.#settings.shoppers)
    into.shopper[at] = shopper
    into.item[at] = this.#draws.deal(shopper, ordinal + 1)
    into.intent[at] = 0
    into.orderRef[at] = NO_ORDER
    into.attempt[at] = 0
    this.#refresh.next()
    this.#refreshes++
    this.#send(into, at, VIEW, NOBODY)
  }

  #send(into: ArrivalBatch, at: number, op: number, person: number): void {
    this.#clicks[op] = (this.#clicks[op] as number) + 1
    into.id[at] = this.#nextId
    this.#nextId = this.#nextId === LAST_ID ? 0 : this.#nextId + 1
    into.op[at] = op
    into.quantity[at] = 1
    into.person[at] = person
  }
}
