import type {
  GeneratorReport,
  InvariantReport,
  MilestoneResult,
  ObjectiveResult,
  OperationReport,
  OutcomeName,
  Percentiles,
  RunReport,
} from '@onrush/contracts'
import { DayMs, MedianMs, Milestones, none, series, turnover } from './sample-curves.ts'
import { measured } from './sample-objectives.ts'

/** A green midnight on the time-lapse clock with the numbers of the calibrated reference run. */
export function sampleReport(changes: Partial<RunReport> = {}): RunReport {
  const milestones = Milestones.map(([name, targetYuan, limitSec]) => milestoneAt(name, targetYuan, limitSec, 0.97))
  return {
    schemaVersion: 1,
    tool: { name: 'onrush', version: '0.1.0' },
    scenario: 'midnight',
    seed: 11,
    clock: 'time-lapse',
    startedAt: '2026-11-10T15:59:00.000Z',
    durationMs: DayMs + 60_000,
    verdict: 'PASS',
    exitCode: 0,
    interrupted: false,
    options: { shoppers: 3_000_000, entries: 4, shards: 4, 'keep-journal': false },
    objectives: [...measured, ...milestones.map(milestoneObjective)],
    milestones,
    invariants: laws(),
    operations: {
      browse: operation(MedianMs.browse, { ok: 48_112_904 }),
      cart: operation(MedianMs.cart, { ok: 5_304_221, refused: 1812 }),
      buy: operation(MedianMs.buy, { ok: 11_811_204, refused: 29_440_118, shed: 1_204_883, timedOut: 212 }),
      pay: operation(MedianMs.pay, { ok: 10_434_700, refused: 3120, timedOut: 18 }),
    },
    intents: {
      deals: {
        counts: { won: 630_000, lost: 2_214_806, shed: 40_112, gaveUp: 115_082, open: 0 },
        timeMs: { p50: 1840, p90: 5210, p99: 9320, p999: 14_800, max: 21_400 },
      },
      carts: {
        counts: { won: 2_931_818, lost: 0, shed: 0, gaveUp: 412, open: 0 },
        timeMs: { p50: 0.7, p90: 2.9, p99: 14.2, p999: 402, max: 1840 },
      },
      daylight: {
        counts: { won: 8_293_182, lost: 0, shed: 0, gaveUp: 0, open: 0 },
        timeMs: { p50: 0.7, p90: 2.6, p99: 9.9, p999: 31, max: 288 },
      },
    },
    amplification: 2.71,
    generator: generator(),
    faults: [{ name: 'shard 2 slow disk', fromMs: 5000, toMs: 8000, touched: 41_220, healed: true }],
    money: { gmvFen: 208_114_000_000, orders: 11_811_204, paid: 8_347_760, cod: 2_086_940, released: 1_376_504 },
    turnover: turnover(1),
    series: series(),
    figures: {
      'units left unsold': 0,
      'longest price switch': '1.2 ms',
      'journal bytes': 3_412_881_408,
      'views thinned by': 6.1,
    },
    digest: '9f2b7c1e'.repeat(8),
    machine: {
      cpu: 'AMD EPYC 7B13',
      cores: 2,
      memoryBytes: 8_323_096_576,
      platform: 'linux x64',
      node: 'v24.21.0',
      wallMs: 184_220,
      peakRssBytes: 2_411_724_800,
    },
    ...changes,
  }
}

/** A midnight that went wrong: late money, a broken law, a slow first half minute. */
export function redReport(): RunReport {
  const green = sampleReport()
  const milestones = Milestones.map(([name, targetYuan, limitSec], index) =>
    index === 5
      ? missed(name, targetYuan, limitSec)
      : milestoneAt(name, targetYuan, limitSec, index === 0 ? 1.11 : index === 1 ? 1.02 : 0.985),
  )
  const laws = green.invariants.map(
    (law, index): InvariantReport =>
      index === 0
        ? {
            ...law,
            verdict: 'FAIL',
            violations: 3,
            samples: [
              'item 17: sold 64 of 63 at 812 ms',
              'item 17: sold 65 of 63 at 813 ms',
              'item 402: sold 64 of 63 at 1,204 ms',
            ],
          }
        : law,
  )
  const objectives = green.objectives
    .filter(({ kind }) => kind !== 'milestone')
    .map((result): ObjectiveResult => {
      if (result.name === 'buy p99 0s..30s')
        return {
          ...result,
          verdict: 'FAIL',
          observed: 7240,
          explanation:
            'p99 of response time of buy over 2,712,345 answers (ok, timedOut, unsent) was 7.24 s, limit 5 s.',
        }
      if (result.kind === 'invariant')
        return {
          ...result,
          verdict: 'FAIL',
          observed: 3,
          explanation: '3 violations of nothing oversold; the first: item 17: sold 64 of 63 at 812 ms.',
        }
      return result
    })
  return {
    ...green,
    scenario: 'midnight, stock checked before it is taken',
    verdict: 'FAIL',
    exitCode: 1,
    milestones,
    objectives: [...objectives, ...milestones.map(milestoneObjective)],
    invariants: laws,
    money: { ...green.money, gmvFen: 193_402_000_000 },
    turnover: turnover(0.93),
  }
}

/** A run whose generator was the bottleneck. */
export function invalidReport(): RunReport {
  const reasons = ['lag p99 was 4.1 ms, limit 1 ms']
  const green = sampleReport()
  const objectives = green.objectives.map(
    (result): ObjectiveResult =>
      result.kind === 'milestone' || result.kind === 'invariant' ? result : { ...result, verdict: 'INVALID' },
  )
  return sampleReport({
    verdict: 'INVALID',
    exitCode: 3,
    objectives,
    generator: { ...green.generator, verdict: 'INVALID', reasons, lagMs: { p99: 4.1, max: 88, burstP99: 31 } },
  })
}

function laws(): readonly InvariantReport[] {
  const checked = {
    'nothing oversold': 41_252_117,
    'one order per key': 11_811_204,
    'wallets balance': 18_120_441,
    'nothing acknowledged is lost': 41_266_205,
    'deal price in its window only': 25_335_741,
    'one parcel per paid order': 10_434_704,
  }
  return Object.entries(checked).map(([name, facts]) => ({
    name,
    verdict: 'PASS',
    violations: 0,
    checked: facts,
    samples: [],
  }))
}

function milestoneAt(name: string, targetYuan: number, limitSec: number, share: number): MilestoneResult {
  const limitMs = limitSec * 1000
  const atMs = Math.round(limitMs * share)
  return {
    name,
    target: targetYuan * 100,
    atMs,
    limitMs,
    verdict: atMs <= limitMs ? 'PASS' : 'FAIL',
    marginShare: (limitMs - atMs) / limitMs,
  }
}

function missed(name: string, targetYuan: number, limitSec: number): MilestoneResult {
  return { name, target: targetYuan * 100, atMs: null, limitMs: limitSec * 1000, verdict: 'FAIL', marginShare: null }
}

function milestoneObjective({ name, verdict, atMs, limitMs }: MilestoneResult): ObjectiveResult {
  const explanation =
    atMs === null ? `${name}: never reached.` : `${name}: reached at ${atMs / 1000} s, limit ${limitMs / 1000} s.`
  return { name, kind: 'milestone', verdict, observed: atMs, limit: limitMs, unit: 'ms', window: null, explanation }
}

function operation(medianMs: number, counts: Partial<Record<OutcomeName, number>>): OperationReport {
  const entries = Object.entries(counts) as [OutcomeName, number][]
  const byOutcome = entries.map(([outcome, count]) => {
    if (outcome === 'timedOut') return [outcome, { responseMs: waited(count), serviceMs: waited(count) }]
    const share = outcome === 'ok' ? 1 : 0.4
    return [
      outcome,
      { responseMs: percentiles(medianMs * share, count), serviceMs: percentiles(medianMs * share * 0.8, count) },
    ]
  })
  return {
    counts: { ...none(), ...counts },
    outcomes: Object.fromEntries(byOutcome),
    lagMs: percentiles(
      0.021,
      entries.reduce((sum, [, count]) => sum + count, 0),
    ),
  }
}

function percentiles(p50: number, count: number): Percentiles {
  return { p50, p90: p50 * 2.9, p99: p50 * 14, p999: p50 * 160, max: p50 * 2500, count }
}

/** Everybody who timed out waited for the time limit of 10 s. */
function waited(count: number): Percentiles {
  return { p50: 10_000, p90: 10_000, p99: 10_000, p999: 10_000, max: 10_000, count }
}

function generator(): GeneratorReport {
  return {
    offered: 106_313_192,
    sent: 106_313_192,
    unsent: 0,
    peakOfferedPerSec: 2_704_118,
    offeredFirstSecond: 2_704_118,
    longestWaitMs: 1840,
    lagMs: { p99: 0.41, max: 22.8, burstP99: 18.2 },
    limits: { lagP99Ms: 1, burstLagP99Ms: 50, unsentShare: 0 },
    heldMs: 3120,
    verdict: 'PASS',
    reasons: [],
  }
}
