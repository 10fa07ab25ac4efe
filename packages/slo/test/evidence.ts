import type { GeneratorReport, InvariantResult, Ledger, OutcomeName } from '@onrush/contracts'
import { OnrushError, Outcomes } from '@onrush/contracts'
import type { Evidence, IntervalValue, LatencyView } from '@onrush/slo'

/** A histogram from its samples, by the nearest rank: slow, exact and nothing like the real one. */
export function viewOf(samplesMs: readonly number[]): LatencyView {
  const sorted = [...samplesMs].sort((a, b) => a - b)
  const at = (rank: number): number => sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] ?? Number.NaN
  return {
    count: sorted.length,
    valueAtQuantileMs: (q) => at(Math.ceil(q * sorted.length)),
    maxMs: at(sorted.length),
  }
}

export function countsOf(counts: Partial<Record<OutcomeName, number>>): Readonly<Record<OutcomeName, number>> {
  const none = Object.fromEntries(Outcomes.map((outcome) => [outcome, 0])) as Record<OutcomeName, number>
  return { ...none, ...counts }
}

export function generatorOf(changes: Partial<GeneratorReport> = {}): GeneratorReport {
  return {
    offered: 10_000,
    sent: 10_000,
    unsent: 0,
    peakOfferedPerSec: 5000,
    offeredFirstSecond: 5000,
    longestWaitMs: 20,
    lagMs: { p99: 0.2, max: 3, burstP99: 1 },
    limits: { lagP99Ms: 1, burstLagP99Ms: 50, unsentShare: 0 },
    heldMs: 0,
    verdict: 'PASS',
    reasons: [],
    ...changes,
  }
}

/** A ledger whose turnover grows by one fen a millisecond up to `gmvFen`. */
export function ledgerOf(invariants: readonly InvariantResult[], gmvFen: number = 100_000): Ledger {
  return {
    invariants,
    money: { gmvFen, orders: 10, paid: 8, cod: 1, released: 1 },
    reachedMs: (valueFen) => (valueFen <= gmvFen ? valueFen : null),
    turnover: { atMs: [0, gmvFen], valueFen: [0, gmvFen] },
    digest: '00'.repeat(32),
    figures: {},
  }
}

export const soundLaws: readonly InvariantResult[] = [
  { name: 'nothing oversold', violations: 0, checked: 500, samples: [] },
  { name: 'wallets balance', violations: 0, checked: 40, samples: [] },
]
export const brokenLaw: InvariantResult = {
  name: 'nothing oversold',
  violations: 2,
  checked: 500,
  samples: ['item 7: sold 11 of 10'],
}

/** A run to its end with 2,000 answers of 10 ms, in which nothing went wrong. */
export function evidenceOf(changes: Partial<Evidence> = {}): Evidence {
  return {
    latency: () => viewOf(Array.from({ length: 2000 }, () => 10)),
    counts: () => countsOf({ ok: 1990, failed: 10 }),
    offered: () => 5000,
    longestGapMs: () => 120,
    intervals: () => intervalsOf([10, 10, 10]),
    ledger: ledgerOf(soundLaws),
    generator: generatorOf(),
    faults: [],
    reachedMs: 60_000,
    ...changes,
  }
}

/** One interval a second from T0 on. */
export function intervalsOf(valuesMs: readonly (number | null)[]): readonly IntervalValue[] {
  return valuesMs.map((valueMs, index) => ({ fromMs: index * 1000, toMs: (index + 1) * 1000, valueMs }))
}

/** The error that `run` throws. */
export function caught(run: () => void): OnrushError {
  try {
    run()
  } catch (error) {
    if (error instanceof OnrushError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
