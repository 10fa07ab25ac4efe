// node --conditions=@onrush/source packages/crowd/bench/take-settle.ts [shoppers] [until scenario second]
// What the crowd itself costs: take + settle against a shop of three lines. Wall time is of take and settle alone; processor time is that of
// the whole loop with the shop, and does not count what other programs took from this core. The limit is on processor time.
import { wallTimer } from '@onrush/clockwork'
import {
  type ArrivalBatch,
  arrivalBatch,
  OutcomeCode,
  ReasonCode,
  type SettledBatch,
  settledBatch,
} from '@onrush/contracts'
import { midnightCrowd } from '@onrush/crowd'

const BATCH = 4096
/** A turn of the load loop: half a millisecond at speed 1, later as much as a time-lapse covers in that time. */
const STEP_US = 500
const LATER_STEP_US = 20_000
const UNITS_PER_ITEM = 63
const VIEW = 0
const BUY = 1
const LIMITS = { clicksPerSec: 3_000_000, prepareMs: 2000, rssMb: 700 }

interface Phase {
  readonly name: string
  readonly untilUs: number
  clicks: number
  takeUs: number
  settleUs: number
  cpuUs: number
}

const shoppers = Number(process.argv[2] ?? 3_000_000)
const untilSec = Number(process.argv[3] ?? 600)
const nowWallUs = wallTimer()
const midnight = midnightCrowd({ shoppers })

// One small rehearsal first, so that no figure is that of an unwarmed engine.
rehearse(midnightCrowd({ shoppers: 100_000 }).create({ seed: 2 }), 600e6, phases(600e6))

const prepareFrom = nowWallUs()
const crowd = midnight.create({ seed: 1 })
const prepareMs = (nowWallUs() - prepareFrom) / 1000
const measured = phases(untilSec * 1e6)
rehearse(crowd, untilSec * 1e6, measured)

const total: Phase = { name: 'all', untilUs: untilSec * 1e6, clicks: 0, takeUs: 0, settleUs: 0, cpuUs: 0 }
for (const phase of measured) {
  total.clicks += phase.clicks
  total.takeUs += phase.takeUs
  total.settleUs += phase.settleUs
  total.cpuUs += phase.cpuUs
}
const rssMb = process.resourceUsage().maxRSS / 1024
console.table(
  [...measured, total]
    .filter((phase) => phase.clicks > 0)
    .map((phase) => ({
      phase: phase.name,
      clicks: phase.clicks,
      'take ns': Number(((phase.takeUs * 1000) / phase.clicks).toFixed(1)),
      'settle ns': Number(((phase.settleUs * 1000) / phase.clicks).toFixed(1)),
      'wall ns': Number((((phase.takeUs + phase.settleUs) * 1000) / phase.clicks).toFixed(1)),
      'cpu ns': Number(((phase.cpuUs * 1000) / phase.clicks).toFixed(1)),
      'M clicks/s': Number((phase.clicks / phase.cpuUs).toFixed(2)),
    })),
)
console.log(JSON.stringify(crowd.report().intents))
const clicksPerSec = Math.round((total.clicks / total.cpuUs) * 1e6)
const isOk = clicksPerSec >= LIMITS.clicksPerSec && prepareMs <= LIMITS.prepareMs && rssMb <= LIMITS.rssMb
console.log(
  JSON.stringify({
    bench: 'crowd:take-settle',
    shoppers,
    clicks: total.clicks,
    clicksPerSec,
    wallClicksPerSec: Math.round((total.clicks / (total.takeUs + total.settleUs)) * 1e6),
    prepareMs: Math.round(prepareMs),
    rssMb: Math.round(rssMb),
    limits: LIMITS,
    ok: isOk,
  }),
)

function phases(untilUs: number): Phase[] {
  const at = (name: string, sec: number): Phase => ({
    name,
    untilUs: Math.min(sec * 1e6, untilUs),
    clicks: 0,
    takeUs: 0,
    settleUs: 0,
    cpuUs: 0,
  })
  return [at('before T0', -1), at('first second', 1), at('to 30 s', 30), at('to 1 h', 3600), at('the day', 86_400)]
}

function rehearse(people: ReturnType<typeof midnight.create>, untilUs: number, into: Phase[]): void {
  const arrivals = arrivalBatch(BATCH)
  const settled = settledBatch(BATCH)
  const stock = new Int32Array(midnight.options.dealItems).fill(
    Math.ceil((UNITS_PER_ITEM * midnight.options.shoppers) / 3e6),
  )
  let nowUs = people.nextDueUs()
  for (const phase of into) {
    const cpuFrom = cpuUs()
    while (nowUs <= phase.untilUs) {
      let taken: number
      do {
        arrivals.count = 0
        const takeFrom = nowWallUs()
        taken = people.take(arrivals, nowUs)
        const takenAt = nowWallUs()
        answer(arrivals, settled, stock, nowUs)
        const settleFrom = nowWallUs()
        people.settle(settled, nowUs)
        phase.takeUs += takenAt - takeFrom
        phase.settleUs += nowWallUs() - settleFrom
        phase.clicks += taken
      } while (taken === BATCH)
      nowUs = Math.max(nowUs + (nowUs < 30e6 ? STEP_US : LATER_STEP_US), people.nextDueUs())
    }
    phase.cpuUs += cpuUs() - cpuFrom
  }
}

function cpuUs(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

function answer(arrivals: ArrivalBatch, settled: SettledBatch, stock: Int32Array, nowUs: number): void {
  settled.count = arrivals.count
  for (let at = 0; at < arrivals.count; at++) {
    const op = arrivals.op[at] as number
    const item = arrivals.item[at] as number
    let code: number = OutcomeCode.ok
    let reason: number = ReasonCode.none
    if (op === BUY && item < stock.length) {
      if (nowUs < 0) {
        code = OutcomeCode.refused
        reason = ReasonCode.notYet
      } else if ((stock[item] as number) > 0) stock[item] = (stock[item] as number) - 1
      else {
        code = OutcomeCode.refused
        reason = ReasonCode.soldOut
      }
    }
    settled.person[at] = arrivals.person[at] as number
    settled.op[at] = op
    settled.code[at] = code
    settled.reason[at] = reason
    settled.dueUs[at] = arrivals.dueUs[at] as number
    settled.responseUs[at] = op === VIEW ? 700 : 1500
    settled.retryAfterMs[at] = 0
    settled.orderRef[at] = at
    settled.valueFen[at] = 0
  }
}
