import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { wallTimer } from '@onrush/clockwork'
import { Outcomes, type RunEvent, type RunReport } from '@onrush/contracts'
import { readRun } from '@onrush/rehearsal'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesBelow, type Rehearsed, rehearse, reportsFolder } from './rehearse.ts'

const reports = reportsFolder()
afterAll(() => rmSync(reports, { recursive: true, force: true }))

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
const answersOf = (report: RunReport): number =>
  sum(Object.values(report.operations).flatMap(({ counts }) => Object.values(counts)))
const AccountEntryBytes = 20

describe('a run in time-lapse', () => {
  let run: Rehearsed
  beforeAll(async () => {
    run = await rehearse('in-time-lapse', { reports, keepJournal: true })
  }, 60_000)

  it('passes and says on which clock it was made', () => {
    expect(run.report).toMatchObject({ verdict: 'PASS', exitCode: 0, interrupted: false, clock: 'time-lapse', seed: 7 })
    expect(run.report.objectives.map(({ verdict }) => verdict)).toEqual(run.report.objectives.map(() => 'PASS'))
    expect(run.report.durationMs).toBe(25_500)
  })

  it('counts every click once: offered, sent, answered, and over the intervals', () => {
    const { generator, operations, series } = run.report
    expect(generator.offered).toBeGreaterThan(3000)
    expect(generator.sent + generator.unsent).toBe(generator.offered)
    expect(answersOf(run.report)).toBe(generator.offered)
    expect(sum(series.map(({ offered }) => offered))).toBe(generator.offered)
    for (const outcome of Outcomes) {
      const total = sum(Object.values(operations).map(({ counts }) => counts[outcome]))
      expect(sum(series.map(({ answered }) => answered[outcome])), outcome).toBe(total)
    }
  })

  it('says the same about orders and money by its ledger, its operations and its turnover', () => {
    const { money, operations, turnover } = run.report
    expect(money.orders).toBeGreaterThan(700)
    expect(operations['buy']?.counts.ok).toBe(money.orders)
    expect(operations['pay']?.counts.ok).toBe(money.paid)
    expect(operations['confirm']?.counts.ok).toBe(money.cod)
    expect(money.paid + money.cod + money.released).toBeLessThanOrEqual(money.orders)
    expect(turnover.valueFen.at(-1)).toBe(money.gmvFen)
  })

  it('keeps what the clients were told: one entry for every order, payment and confirmation', () => {
    const { money } = run.report
    const entries = statSync(join(run.folder, 'ledger/acknowledged.bin')).size / AccountEntryBytes
    expect(entries).toBe(money.orders + money.paid + money.cod)
    expect(run.report.invariants.find(({ name }) => name === 'acknowledged')).toMatchObject({
      verdict: 'PASS',
      checked: entries,
    })
  })

  it('has intervals without gaps from the countdown to the end, at speed 1 while the sale opens', () => {
    const { series } = run.report
    expect(series[0]?.fromMs).toBe(-500)
    expect(series.at(-1)?.toMs).toBeGreaterThanOrEqual(25_000)
    expect(series.map(({ fromMs }) => fromMs).slice(1)).toEqual(series.map(({ toMs }) => toMs).slice(0, -1))
    expect(new Set(series.filter(({ toMs }) => toMs <= 2500).map(({ speed }) => speed))).toEqual(new Set([1]))
    expect(Math.max(...series.map(({ speed }) => speed))).toBeGreaterThan(2)
  })

  it('tells its phases in order, and how far it is in between', () => {
    const phases = run.events.flatMap((event) => (event.type === 'phase' ? [event.phase] : []))
    expect(phases).toEqual(['prepare', 'warm-up', 'countdown', 'stop', 'audit'])
    const progress = run.events.flatMap((event) => (event.type === 'progress' ? [event.progress] : []))
    expect(progress.length).toBeGreaterThan(20)
    const times = progress.map(({ scenarioMs }) => scenarioMs)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    const last = progress.at(-1)
    expect(last).toMatchObject({ gmvFen: run.report.money.gmvFen, offered: run.report.generator.offered, inFlight: 0 })
  })
})

describe('an interrupted run', () => {
  /** Interrupts as soon as `isTime` says so; and how long it then took to write the report, wall ms. */
  async function interrupted(isTime: (event: RunEvent) => boolean): Promise<Rehearsed & { readonly tookMs: number }> {
    const wallUs = wallTimer()
    const stop = new AbortController()
    let stoppedUs = Number.NaN
    const onEvent = (event: RunEvent): void => {
      if (stop.signal.aborted || !isTime(event)) return
      stoppedUs = wallUs()
      stop.abort(new Error('enough'))
    }
    const run = await rehearse('in-time-lapse', { reports, signal: stop.signal, onEvent })
    return { ...run, tookMs: (wallUs() - stoppedUs) / 1000 }
  }
  const verdictsOf = ({ report }: Rehearsed): Record<string, string> =>
    Object.fromEntries(report.objectives.map(({ name, verdict }) => [name, verdict]))

  it('has its report within three seconds, judged as far as it got', async () => {
    const run = await interrupted((event) => event.type === 'progress' && event.atMs > 600)
    expect(run.tookMs).toBeLessThan(3000)
    expect(run.report).toMatchObject({ interrupted: true, exitCode: 130 })
    expect(run.report.durationMs).toBeLessThan(3000)
    expect(
      run.report.objectives
        .filter(({ kind }) => kind !== 'milestone' && kind !== 'invariant')
        .map(({ verdict }) => verdict),
    ).toEqual(['NO_DATA', 'NO_DATA', 'NO_DATA'])
    expect(answersOf(run.report)).toBe(run.report.generator.offered)
    expect((await readRun(run.folder)).isPartial).toBe(false)
  })

  it('keeps its journal, whose laws hold up to there', async () => {
    const run = await interrupted((event) => event.type === 'progress' && event.atMs > 300)
    expect(filesBelow(run.folder)).toContain('ledger/acknowledged.bin')
    expect(run.report.invariants.length).toBeGreaterThan(5)
    expect(run.report.invariants.filter(({ violations }) => violations > 0)).toEqual([])
  })

  it.each(['prepare', 'warm-up', 'countdown'])(
    'ends within three seconds also in its phase %s, with nothing judged',
    async (phase) => {
      const run = await interrupted((event) => event.type === 'phase' && event.phase === phase)
      expect(run.tookMs).toBeLessThan(3000)
      expect(run.report).toMatchObject({ interrupted: true, exitCode: 130, verdict: 'NO_DATA' })
      expect(new Set(Object.values(verdictsOf(run)))).toEqual(new Set(['NO_DATA']))
    },
  )

  it('on the virtual clock is judged as far as it got', async () => {
    const stop = new AbortController()
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'milestone') stop.abort()
    }
    const { report } = await rehearse('clean', { reports, clock: 'virtual', signal: stop.signal, onEvent })
    expect(report).toMatchObject({ interrupted: true, exitCode: 130, verdict: 'NO_DATA' })
    expect(report.milestones[0]?.verdict).toBe('PASS')
    expect(report.durationMs).toBeLessThan(31_000)
  })
})

describe('a plain target', () => {
  it('is asked for every click, and each of its answers counts as what it is', async () => {
    const { report } = await rehearse('plain-target', { reports })
    expect(report).toMatchObject({ verdict: 'PASS', exitCode: 0, digest: null, invariants: [] })
    expect(report.operations['look']?.counts).toMatchObject({ ok: 200 })
    expect(report.operations['buy']?.counts).toEqual({
      ok: 99,
      refused: 99,
      shed: 1,
      pending: 0,
      failed: 0,
      timedOut: 1,
      unsent: 0,
    })
    expect(report.figures['settled']).toBe(400)
  })

  it('that never answers is not waited for beyond the time-out', async () => {
    const { report } = await rehearse('plain-target', { reports })
    const waited = report.operations['buy']?.outcomes.timedOut?.responseMs.max
    expect(waited).toBeGreaterThanOrEqual(300)
    expect(waited).toBeLessThan(2000)
  })

  it('whose adapter throws stops the run, and the error names the operation', async () => {
    const thrown: unknown = await rehearse('throwing-adapter', { reports }).catch((error: unknown) => error)
    expect(thrown).toMatchObject({
      code: 'ONRUSH_REHEARSAL_ADAPTER_THREW',
      exitCode: 5,
      message: expect.stringMatching(/"buy".*crossed wires/),
      hint: expect.stringContaining('outcome'),
    })
    const { folder } = thrown as { readonly folder: string }
    expect(filesBelow(folder)).not.toContain('report.json')
    expect(readFileSync(join(folder, 'events.ndjson'), 'utf8')).toContain('countdown')
  })
})
