/**
 * What the calls of the hot path cost. `node --conditions=@onrush/source packages/clockwork/bench/cost.ts` prints a table for people
 * and, as its last line, one JSON object. Wall time varies with the machine: this is shown, never gated on.
 */
import {
  hash32,
  logNormal,
  randomStream,
  SharedClock,
  sharedClockBuffer,
  TimeLapseClock,
  VirtualClock,
  wallTimer,
  Zipf,
} from '@onrush/clockwork'

const CALLS = 2_000_000
const ROUNDS = 7
const wallUs = wallTimer()

interface Cost {
  readonly name: string
  readonly limitNs: number | null
  /**
   * Runs `calls` calls and returns something that depends on all of them, so that none is optimised away. Every cost has its own loop:
   * one loop for all would call through a function that the engine cannot inline, and measure that.
   */
  readonly run: (calls: number) => number
}

interface CostFigure {
  readonly nsPerCall: number
  readonly limitNs: number | null
  readonly ok: boolean
}

function randomnessCosts(inputs: Uint32Array): readonly Cost[] {
  const stream = randomStream(7, 'bench')
  const table = logNormal({ median: 60, sigma: 0.6 })
  const zipf = new Zipf({ count: 10_000, theta: 1.22 })
  return [
    {
      name: 'Quantiles.at',
      limitNs: 5,
      run: (calls) => {
        let sum = 0
        for (let index = 0; index < calls; index++) sum += table.at(inputs[index & 0xffff] as number)
        return sum
      },
    },
    {
      name: 'RandomStream.nextUint32',
      limitNs: 3,
      run: (calls) => {
        let mixed = 0
        for (let index = 0; index < calls; index++) mixed ^= stream.nextUint32()
        return mixed
      },
    },
    {
      name: 'RandomStream.uniform',
      limitNs: null,
      run: (calls) => {
        let sum = 0
        for (let index = 0; index < calls; index++) sum += stream.uniform()
        return sum
      },
    },
    {
      name: 'hash32 of four',
      limitNs: 5,
      run: (calls) => {
        let mixed = 0
        for (let index = 0; index < calls; index++) mixed ^= hash32(7, index, 3, 1)
        return mixed
      },
    },
    {
      name: 'hash32 of four, each from the last',
      limitNs: null,
      run: (calls) => {
        let hash = 0
        for (let index = 0; index < calls; index++) hash = hash32(7, index, hash, 1)
        return hash
      },
    },
    {
      name: 'Zipf.rank',
      limitNs: null,
      run: (calls) => {
        let sum = 0
        for (let index = 0; index < calls; index++)
          sum += zipf.rank(inputs[index & 0xffff] as number, inputs[(index + 1) & 0xffff] as number)
        return sum
      },
    },
  ]
}

function timeCosts(inputs: Uint32Array): readonly Cost[] {
  const buffer = sharedClockBuffer()
  const lapse = new TimeLapseClock({
    startMs: -10_000,
    endMs: 86_400_000,
    realUntilMs: 30_000,
    plannedRps: () => 1000,
    offeredRps: 700_000,
    maxSpeed: 2000,
    publish: buffer,
  })
  const shared = new SharedClock(buffer)
  return [
    {
      name: 'performance.now alone',
      limitNs: null,
      run: (calls) => {
        let sum = 0
        for (let index = 0; index < calls; index++) sum += performance.now()
        return sum
      },
    },
    {
      name: 'wallTimer',
      limitNs: 40,
      run: (calls) => {
        let sum = 0
        for (let index = 0; index < calls; index++) sum += wallUs()
        return sum
      },
    },
    {
      name: 'TimeLapseClock.advance',
      limitNs: null,
      run: (calls) => {
        let sum = 0
        for (let index = 0; index < calls; index++) sum += lapse.advance(false)
        return sum
      },
    },
    {
      name: 'TimeLapseClock.wallOfUs',
      limitNs: null,
      run: (calls) => {
        let sum = 0
        for (let index = 0; index < calls; index++) sum += lapse.wallOfUs(lapse.nowUs - 5)
        return sum
      },
    },
    {
      name: 'SharedClock.nowUs',
      limitNs: null,
      run: (calls) => {
        let sum = 0
        for (let index = 0; index < calls; index++) sum += shared.nowUs()
        return sum
      },
    },
    { name: 'VirtualClock, 10,000 pending', limitNs: null, run: (calls) => churn(inputs, calls) },
  ]
}

/** Every event adds the next one, so the heap keeps its size; one call is one event added and run. */
function churn(inputs: Uint32Array, calls: number): number {
  const clock = new VirtualClock()
  let left = calls
  const run = (): void => {
    if (left-- > 0) clock.at(clock.nowUs + ((inputs[left & 0xffff] as number) >>> 16), run)
  }
  for (let index = 0; index < 10_000; index++) run()
  clock.runUntil(Number.POSITIVE_INFINITY)
  return clock.nowUs
}

/** Best of several rounds: what interrupts a round only makes it slower. */
function measure(cost: Cost): CostFigure {
  let nsPerCall = Number.POSITIVE_INFINITY
  let result = 0
  for (let round = 0; round < ROUNDS; round++) {
    const startUs = wallUs()
    result += cost.run(CALLS)
    nsPerCall = Math.min(nsPerCall, ((wallUs() - startUs) * 1000) / CALLS)
  }
  if (Number.isNaN(result)) throw new Error(`${cost.name} returned NaN`)
  return {
    nsPerCall: Math.round(nsPerCall * 10) / 10,
    limitNs: cost.limitNs,
    ok: cost.limitNs === null || nsPerCall <= cost.limitNs,
  }
}

const figures: Record<string, CostFigure> = {}
const drawn = randomStream(7, 'inputs')
const inputs = Uint32Array.from({ length: 2 ** 16 }, () => drawn.nextUint32())
for (const cost of [...randomnessCosts(inputs), ...timeCosts(inputs)]) {
  const figure = measure(cost)
  figures[cost.name] = figure
  const goal = figure.limitNs === null ? '' : `  goal ${figure.limitNs} ns${figure.ok ? '' : ', missed'}`
  console.log(`${cost.name.padEnd(36)}${figure.nsPerCall.toFixed(1).padStart(8)} ns${goal}`)
}
console.log(
  JSON.stringify({ bench: 'clockwork-cost', figures, ok: Object.values(figures).every((figure) => figure.ok) }),
)
