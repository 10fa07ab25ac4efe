/**
 * What recording costs. `node --conditions=@onrush/source packages/measure/bench/record.ts` prints a table for people and,
 * as its last line, one JSON object. Wall time varies with the machine: this is shown, never gated on.
 */
import { randomStream, wallTimer } from '@onrush/clockwork'
import { Histogram, RecorderBank } from '@onrush/measure'
import hdr, { type Histogram as HdrHistogram } from 'hdr-histogram-js'

const ValueCount = 2 ** 16
const CallsPerRound = 2 ** 21
const Rounds = 7
const Peer = 'hdr-histogram-js, 32-bit counts'

interface Contender {
  readonly name: string
  /** The goal: at least this many times as fast as the library. Null for what has none. */
  readonly limitRatio: number | null
  /** Calls per round; the loop is written out in each, so that no shared closure blurs the figures. */
  readonly calls: number
  readonly run: () => void
}

interface Figure {
  readonly nsPerCall: number
  readonly perSec: number
  /** How many times as fast as hdr-histogram-js in its default form. */
  readonly ratio: number
  readonly limitRatio: number | null
  readonly ok: boolean
}

/** Response times of a busy service: most below 5 ms, a tail to 0.8 s. Whole numbers, for the library's sake. */
function drawnValues(): Float64Array {
  const stream = randomStream(7, 'measure bench')
  return Float64Array.from({ length: ValueCount }, () => {
    const share = stream.nextUint32() / 2 ** 32
    return Math.floor(200 * 2 ** (12 * share * share))
  })
}

function contenders(values: Float64Array): readonly Contender[] {
  return [
    bankContender('RecorderBank.record, 1 row', values, [0]),
    // The response and service of ok and refused, for two operations: as under a mixed load, megabytes apart.
    bankContender('RecorderBank.record, 8 rows', values, [0, 1, 2, 3, 14, 15, 16, 17]),
    histogramContender(values),
    hdrContender(Peer, values, hdr.build()),
    hdrContender('hdr-histogram-js, 64-bit counts', values, hdr.build({ bitBucketSize: 64 })),
    ...intervalContenders(values),
  ]
}

function bankContender(name: string, values: Float64Array, distinctRows: readonly number[]): Contender {
  const bank = RecorderBank.create(['view', 'buy'])
  const rows = Int32Array.from({ length: 8 }, (_, index) => distinctRows[index % distinctRows.length] ?? 0)
  const run = (): void => {
    for (let i = 0; i < CallsPerRound; i++) bank.record(rows[i & 7]!, values[i & (ValueCount - 1)]!)
  }
  return { name, limitRatio: 4, calls: CallsPerRound, run }
}

function histogramContender(values: Float64Array): Contender {
  const histogram = new Histogram()
  const run = (): void => {
    for (let i = 0; i < CallsPerRound; i++) histogram.record(values[i & (ValueCount - 1)]!)
  }
  return { name: 'Histogram.record', limitRatio: null, calls: CallsPerRound, run }
}

function hdrContender(name: string, values: Float64Array, histogram: HdrHistogram): Contender {
  const run = (): void => {
    for (let i = 0; i < CallsPerRound; i++) histogram.recordValue(values[i & (ValueCount - 1)]!)
  }
  return { name, limitRatio: null, calls: CallsPerRound, run }
}

/** What an interval costs its reader, per row. */
function intervalContenders(values: Float64Array): readonly Contender[] {
  const bank = RecorderBank.create(['view', 'buy'])
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  const fold = (): void => {
    for (let row = 0; row < 30; row++) for (let i = 0; i < 100; i++) bank.record(row, values[i]!)
    bank.rotate()
    bank.fold(() => {})
  }
  const encode = (): void => {
    for (let i = 0; i < 30; i++) histogram.encode()
  }
  return [
    { name: 'fold of one row, with its 100 records', limitRatio: null, calls: 30, run: fold },
    { name: 'Histogram.encode', limitRatio: null, calls: 30, run: encode },
  ]
}

/** Rounds in turn (A, B, A, B …), the best of each: what interrupts a round only makes it slower. */
function measure(all: readonly Contender[]): Map<string, Figure> {
  const wallUs = wallTimer()
  const best = new Map<string, number>()
  for (let round = 0; round < Rounds; round++) {
    for (const { name, calls, run } of all) {
      const startUs = wallUs()
      run()
      const nsPerCall = ((wallUs() - startUs) * 1000) / calls
      best.set(name, Math.min(nsPerCall, best.get(name) ?? Number.POSITIVE_INFINITY))
    }
  }
  return new Map(
    all.map(({ name, limitRatio }) => {
      const nsPerCall = best.get(name) ?? Number.NaN
      const ratio = (best.get(Peer) ?? Number.NaN) / nsPerCall
      const ok = limitRatio === null || ratio >= limitRatio
      return [
        name,
        { nsPerCall: round2(nsPerCall), perSec: Math.round(1e9 / nsPerCall), ratio: round2(ratio), limitRatio, ok },
      ]
    }),
  )
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}

const figures = measure(contenders(drawnValues()))
console.log(
  `${'what'.padEnd(40)} ${'ns'.padStart(12)} ${'M/s'.padStart(9)} ${'ratio'.padStart(9)} ${'at least'.padStart(9)}`,
)
for (const [name, { nsPerCall, perSec, ratio, limitRatio }] of figures) {
  const cells = [nsPerCall.toFixed(1).padStart(12), (perSec / 1e6).toFixed(2).padStart(9), ratio.toFixed(2).padStart(9)]
  console.log(`${name.padEnd(40)} ${cells.join(' ')} ${`${limitRatio ?? ''}`.padStart(9)}`)
}
const ok = [...figures.values()].every((figure) => figure.ok)
console.log(JSON.stringify({ bench: 'measure/record', figures: Object.fromEntries(figures), ok }))
