import { OutcomeCode, ReasonCode, type SettledBatch } from '@onrush/contracts'
import type { Calendar } from './calendar.ts'
import { Cohorts, CohortTally, cohortOf, DEALS } from './cohort-tally.ts'
import type { Draws } from './draws.ts'
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
  type Intents,
  ITEM,
  NOMINAL,
  ORDER,
  PAYING,
  SHOPPER,
  STAGE,
  TIMES_SHIFT,
  VIEWS,
  WORDS_SHIFT,
} from './intents.ts'
import type { MidnightSettings } from './settings.ts'

const TRY_MASK = 7
const PERSON_MASK = 2 ** 25 - 1
const MOST_ATTEMPTS = 255
const BUY_JITTER = 1
const PAY_JITTER = 2

/**
 * What people do when they are answered. Hot: no allocation, one cache line per answer.
 *
 *     browsing ──views left──▶ browsing        buying ──not yet──▶ buying (same request)
 *         └────────────────▶ buying            buying ──sold out──▶ buying (another deal) … lost
 *     buying ──ok──▶ won ──▶ paying ──▶ gone   no answer ──▶ the same request again … shed, gave up
 *
 * Nominal time: a click's due time as it should have been. The person waited `responseUs`, whatever the clock's speed was; the next step
 * counts from there. It is entered at that time or now, whichever is later, and only the entry knows the difference.
 */
export class Reactions {
  readonly tallies: readonly CohortTally[] = Cohorts.map(() => new CohortTally())
  /** Clicks on another deal after a sold-out answer. */
  spillOvers = 0
  /** The same request once more, because there was no answer or it was "not yet". */
  retries = 0
  unpaidOrders = 0
  payments = 0
  paymentsRefused = 0
  paymentsGivenUp = 0
  /** Answers to nobody: doubled, or after the end of the intent. */
  strayAnswers = 0
  readonly #intents: Intents
  readonly #calendar: Calendar
  readonly #draws: Draws
  readonly #tries: number
  readonly #mostFailures: number
  readonly #quickestUs: number
  /** Written, never read: keeps the loads of `#touch` from being optimized away. */
  touchedStages = 0

  constructor(intents: Intents, calendar: Calendar, draws: Draws, settings: MidnightSettings) {
    this.#intents = intents
    this.#calendar = calendar
    this.#draws = draws
    this.#tries = Math.min(settings.deals.tries, settings.dealItems)
    this.#mostFailures = settings.retry.attempts
    this.#quickestUs = Math.round(settings.deals.thinkMinMs * 1000)
  }

  settle(settled: SettledBatch, nowUs: number): void {
    const { bytes, times, capacity } = this.#intents
    this.#calendar.now[0] = nowUs
    this.#touch(settled)
    for (let index = 0; index < settled.count; index++) {
      const slot = settled.person[index] as number
      if (slot < 0) continue
      const stage = slot < capacity ? (bytes[(slot << BYTES_SHIFT) + STAGE] as number) : 0
      if ((stage & IN_FLIGHT) === 0) {
        this.strayAnswers++
        continue
      }
      bytes[(slot << BYTES_SHIFT) + STAGE] = stage ^ IN_FLIGHT
      const time = (slot << TIMES_SHIFT) + NOMINAL
      times[time] = (times[time] as number) + Math.max(0, Math.round(settled.responseUs[index] as number))
      const code = settled.code[index] as number
      if (stage === (BUYING | IN_FLIGHT)) this.#bought(settled, index, slot, code)
      else if (stage === (BROWSING | IN_FLIGHT)) this.#viewed(slot)
      else this.#paid(settled, index, slot, code)
    }
  }

  /**
   * Reads a byte of every record at hand. These loads do not wait for one another, so the memory fetches the records side by side;
   * the loop below, with hundreds of instructions between one record and the next, would wait for each.
   */
  #touch(settled: SettledBatch): void {
    const { bytes } = this.#intents
    const { person, count } = settled
    let seen = 0
    for (let index = 0; index < count; index++)
      seen |= bytes[((person[index] as number) & PERSON_MASK) << BYTES_SHIFT] as number
    this.touchedStages = seen
  }

  /** A page that did not come does not keep anybody from the next step. */
  #viewed(slot: number): void {
    const { bytes, words, times } = this.#intents
    const base = slot << BYTES_SHIFT
    const word = slot << WORDS_SHIFT
    const viewsLeft = (bytes[base + VIEWS] as number) - 1
    const time = slot << TIMES_SHIFT
    const thinkUs = this.#draws.thinkUs(words[word + SHOPPER] as number, words[word + INTENT] as number, viewsLeft)
    times[time + NOMINAL] = (times[time + NOMINAL] as number) + thinkUs
    bytes[base + VIEWS] = viewsLeft
    if (viewsLeft === 0) {
      bytes[base + STAGE] = BUYING
      times[time + FIRST] = times[time + NOMINAL] as number
    }
    this.#calendar.enter(slot)
  }

  #bought(settled: SettledBatch, index: number, slot: number, code: number): void {
    if (code === OutcomeCode.refused) {
      const reason = settled.reason[index] as number
      if (reason === ReasonCode.soldOut) this.#soldOut(settled, index, slot)
      else if (reason === ReasonCode.notYet) this.#notYet(slot)
      else this.#lose(slot)
    } else if (code === OutcomeCode.ok) this.#won(settled, index, slot)
    else if (!this.#triesAgain(settled, index, slot)) {
      const tally = this.#end(slot)
      if (code === OutcomeCode.shed) tally.shed++
      else tally.gaveUp++
      this.#intents.release(slot)
    }
  }

  /** The delay of paying counts from the click that became the order, as its distribution was fitted; nobody pays before the answer. */
  #won(settled: SettledBatch, index: number, slot: number): void {
    const { bytes, words } = this.#intents
    const word = slot << WORDS_SHIFT
    const shopper = words[word + SHOPPER] as number
    const intent = words[word + INTENT] as number
    this.#end(slot).won++
    if (this.#draws.staysUnpaid(shopper, intent)) {
      this.unpaidOrders++
      this.#intents.release(slot)
      return
    }
    const base = slot << BYTES_SHIFT
    words[word + ORDER] = settled.orderRef[index] as number
    bytes[base + STAGE] = PAYING
    bytes[base + ATTEMPT] = 0
    bytes[base + FAILURES] = 0
    const waitedUs = Math.max(0, Math.round(settled.responseUs[index] as number))
    this.#comesBack(slot, Math.max(0, this.#draws.payUs(shopper, intent) - waitedUs))
  }

  /**
   * Another deal if this person has tries left; in the catalogue there is no second choice. People think while they wait: think time counts
   * from the click, but from the answer on it takes at least as long as the quickest take.
   */
  #soldOut(settled: SettledBatch, index: number, slot: number): void {
    const { bytes, words } = this.#intents
    const base = slot << BYTES_SHIFT
    const word = slot << WORDS_SHIFT
    const intent = words[word + INTENT] as number
    const next = (intent & TRY_MASK) + 1
    if (cohortOf(intent) !== DEALS || next >= this.#tries) {
      this.#lose(slot)
      return
    }
    const shopper = words[word + SHOPPER] as number
    words[word + ITEM] = this.#draws.nextDeal(shopper, words[word + FIRST_ITEM] as number, next)
    words[word + INTENT] = intent + 1
    bytes[base + ATTEMPT] = 0
    bytes[base + FAILURES] = 0
    this.spillOvers++
    const waitedUs = Math.max(0, Math.round(settled.responseUs[index] as number))
    this.#comesBack(slot, Math.max(this.#quickestUs, this.#draws.spillUs(shopper, intent) - waitedUs))
  }

  /** "Not yet" is an answer, so it ends a row of failures; but nobody clicks more than 255 times for one item. */
  #notYet(slot: number): void {
    const { bytes, words } = this.#intents
    const base = slot << BYTES_SHIFT
    const word = slot << WORDS_SHIFT
    const attempt = bytes[base + ATTEMPT] as number
    if (attempt === MOST_ATTEMPTS) {
      this.#end(slot).gaveUp++
      this.#intents.release(slot)
      return
    }
    bytes[base + ATTEMPT] = attempt + 1
    bytes[base + FAILURES] = 0
    this.retries++
    const waitUs = this.#draws.notYetUs(words[word + SHOPPER] as number, words[word + INTENT] as number, attempt)
    this.#comesBack(slot, waitUs)
  }

  #paid(settled: SettledBatch, index: number, slot: number, code: number): void {
    if (code === OutcomeCode.ok) this.payments++
    else if (code === OutcomeCode.refused) this.paymentsRefused++
    else if (this.#triesAgain(settled, index, slot)) return
    else this.paymentsGivenUp++
    this.#intents.release(slot)
  }

  /** Sends the same request again after a wait; false when this person has had enough. */
  #triesAgain(settled: SettledBatch, index: number, slot: number): boolean {
    const { bytes, words } = this.#intents
    const base = slot << BYTES_SHIFT
    const word = slot << WORDS_SHIFT
    const failures = (bytes[base + FAILURES] as number) + 1
    const attempt = bytes[base + ATTEMPT] as number
    if (failures >= this.#mostFailures || attempt === MOST_ATTEMPTS) return false
    bytes[base + FAILURES] = failures
    bytes[base + ATTEMPT] = attempt + 1
    const kind = bytes[base + STAGE] === PAYING ? PAY_JITTER : BUY_JITTER
    const shopper = words[word + SHOPPER] as number
    const jitterUs = this.#draws.backOffUs(shopper, words[word + INTENT] as number, failures, attempt, kind)
    const toldUs = (settled.retryAfterMs[index] as number) * 1000
    this.retries++
    this.#comesBack(slot, Math.max(jitterUs, toldUs))
    return true
  }

  #lose(slot: number): void {
    this.#end(slot).lost++
    this.#intents.release(slot)
  }

  /** The buy has its final answer. */
  #end(slot: number): CohortTally {
    const { words, times } = this.#intents
    const tally = this.tallies[cohortOf(words[(slot << WORDS_SHIFT) + INTENT] as number)] as CohortTally
    const time = slot << TIMES_SHIFT
    tally.waits.record((times[time + NOMINAL] as number) - (times[time + FIRST] as number))
    return tally
  }

  /** The nominal time of the answer becomes that of the next click. */
  #comesBack(slot: number, waitUs: number): void {
    const { times } = this.#intents
    const time = (slot << TIMES_SHIFT) + NOMINAL
    times[time] = (times[time] as number) + waitUs
    this.#calendar.enter(slot)
  }
}
