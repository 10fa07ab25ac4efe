import { randomStream, SharedClock, sharedClockBuffer, TimeLapseClock, wallTimer } from '@onrush/clockwork'
import { OutcomeCode } from '@onrush/contracts'
import { Gauge } from './gauges.ts'
import { JournalRingWords } from './journal-host.ts'
import type { ShopSettings } from './options.ts'
import { Ring, ringBuffer } from './ring.ts'
import { ShopHost } from './shop-host.ts'
import { Answer, keyHigh, keyLow, Request, requestKind, ShopOp } from './wire.ts'

const Shoppers = 20_000
const RequestsPerTurn = 256

/**
 * Runs a scratch shop in this thread for `warmUpMs`, so that the real one is compiled before the first click (an unwarmed
 * compiler alone put p99 at 356 ms). The scratch shop has its own rings and no disk; nothing of it reaches the run.
 */
export function warmShop(settings: ShopSettings, warmUpMs: number): void {
  const wallUs = wallTimer()
  const endUs = wallUs() + warmUpMs * 1000
  for (let round = 0; wallUs() < endUs; round++) playRound(settings, round, () => wallUs() < endUs)
}

function playRound(settings: ShopSettings, round: number, goesOn: () => boolean): void {
  const requests = new Ring(ringBuffer({ capacity: 4096, words: Request.words }))
  const answers = new Ring(ringBuffer({ capacity: 4096, words: Answer.words }))
  const journal = new Ring(ringBuffer({ capacity: 65_536, words: JournalRingWords }))
  const clockBuffer = sharedClockBuffer()
  const clock = new TimeLapseClock({
    startMs: 0,
    endMs: 1e9,
    realUntilMs: 1e9,
    plannedRps: () => 1,
    offeredRps: 1,
    maxSpeed: 1,
    publish: clockBuffer,
  })
  const host = new ShopHost({
    settings: {
      ...settings,
      shoppers: Shoppers,
      dealItems: 500,
      dealUnits: 20_000,
      catalogueItems: 2000,
      maxOrders: 100_000,
      reservationMs: 50,
      defects: [],
    },
    lanes: [{ requests, answers }],
    journal,
    gauges: new Float64Array(Gauge.count),
    clock: new SharedClock(clockBuffer),
    isStorageBroken: () => false,
  })
  const random = randomStream(round, 'warm-up')
  const due: number[] = []
  for (let turn = 0; turn < 600 && goesOn(); turn++) {
    clock.advance(false)
    for (let i = 0; i < RequestsPerTurn; i++) writeRequest(requests, i, random.nextUint32(), due)
    requests.publish(RequestsPerTurn)
    host.turn()
    journal.release(journal.depth())
    host.turn()
    collectOrders(answers, due)
  }
}

function writeRequest(ring: Ring, index: number, dice: number, due: number[]): void {
  const at = ((ring.tail + index) & ring.mask) * Request.words
  const { slots } = ring
  const order = (dice & 3) === 0 ? due.pop() : undefined
  const shopper = order === undefined ? dice % Shoppers : order % Shoppers
  const intent = (dice >>> 8) & 0xffff
  const op =
    order === undefined
      ? (dice & 0xc) === 0
        ? ShopOp.view
        : ShopOp.buy
      : (dice & 16) === 0
        ? ShopOp.pay
        : ShopOp.confirm
  slots[at + Request.id] = shopper
  slots[at + Request.kind] = requestKind(op, 1, (dice >>> 5) & 1)
  slots[at + Request.shopper] = shopper
  slots[at + Request.item] = dice % 2500
  slots[at + Request.orderRef] = order === undefined ? -1 : Math.floor(order / Shoppers)
  slots[at + Request.keyLow] = keyLow(1, shopper, intent)
  slots[at + Request.keyHigh] = keyHigh(1, shopper, intent)
  slots[at + Request.intent] = intent
}

/** Remembers acknowledged orders as orderRef × shoppers + shopper, to be paid in a later turn. */
function collectOrders(answers: Ring, due: number[]): void {
  const count = answers.depth()
  for (let i = 0; i < count; i++) {
    const at = ((answers.head + i) & answers.mask) * Answer.words
    const kind = answers.slots[at + Answer.kind] as number
    const orderRef = answers.slots[at + Answer.orderRef] as number
    if ((kind & 0xff) === OutcomeCode.ok && orderRef >= 0 && due.length < 10_000)
      due.push(orderRef * Shoppers + (answers.slots[at + Answer.id] as number))
  }
  answers.release(count)
}
