import { rmSync } from 'node:fs'
import type { RunReport } from '@onrush/contracts'
import { afterAll, describe, expect, it } from 'vitest'
import { rehearse, reportsFolder, textOf } from './rehearse.ts'

const reports = reportsFolder()
afterAll(() => rmSync(reports, { recursive: true, force: true }))

const simulate = (name: string, seed: number) => rehearse(name, { reports, clock: 'virtual', options: { seed } })
const objective = (report: RunReport, name: string) => report.objectives.find((result) => result.name === name)

/** The text of report.json without the machine block, which is one object in the file. */
function withoutMachine(text: string): string {
  const rest = text.replace(/"machine": \{[^}]*\}/, '')
  expect(rest.length).toBeLessThan(text.length)
  return rest
}

describe('on the virtual clock', () => {
  it('the same seed gives the same report to the byte, the same digest and the same events', async () => {
    const [one, other] = [await simulate('clean', 3), await simulate('clean', 3)]
    expect(withoutMachine(textOf(one.folder, 'report.json'))).toBe(withoutMachine(textOf(other.folder, 'report.json')))
    expect(textOf(one.folder, 'latency.hlog')).toBe(textOf(other.folder, 'latency.hlog'))
    expect(textOf(one.folder, 'events.ndjson')).toBe(textOf(other.folder, 'events.ndjson'))
    expect(one.report.digest).toMatch(/^[0-9a-f]{64}$/)
  })

  it('another seed gives another night', async () => {
    const [one, other] = [await simulate('clean', 3), await simulate('clean', 4)]
    expect(one.report.digest).not.toBe(other.report.digest)
    expect([one.report.verdict, other.report.verdict]).toEqual(['PASS', 'PASS'])
  })

  it('nothing of the machine or the moment is outside the machine block', async () => {
    const { report, folder } = await simulate('clean', 3)
    const rest = withoutMachine(textOf(folder, 'report.json'))
    expect(report.startedAt).toBe('2009-11-10T16:00:00.000Z')
    for (const trace of [report.machine.cpu, report.machine.node, process.cwd(), reports])
      expect(rest).not.toContain(trace)
  })

  it('a milestone is called out when the ledger says that it fell, give or take the second between two looks', async () => {
    const { report, events } = await simulate('clean', 3)
    const called = events.filter((event) => event.type === 'milestone')
    expect(called.map(({ name }) => name)).toEqual(report.milestones.map(({ name }) => name))
    for (const { name, atMs } of called) {
      const ledgerMs = report.milestones.find((milestone) => milestone.name === name)?.atMs ?? Number.NaN
      expect(Math.abs(atMs - ledgerMs)).toBeLessThan(1000)
    }
  })

  it('a shop that cannot follow its crowd fails its latency and its early milestone, and nothing else', async () => {
    const { report } = await simulate('slow-shop', 7)
    expect(report).toMatchObject({ verdict: 'FAIL', exitCode: 1, interrupted: false })
    expect(
      report.objectives.filter(({ verdict }) => verdict !== 'PASS').map(({ name, verdict }) => [name, verdict]),
    ).toEqual([
      ['early turnover', 'FAIL'],
      ['buying', 'FAIL'],
    ])
    expect(objective(report, 'buying')?.observed).toBeGreaterThan(500)
    expect(report.milestones[0]?.atMs).toBeGreaterThan(2500)
  })

  it('every look, yes and no of a queue that never empties takes at least what it costs', async () => {
    const { report } = await simulate('slow-shop', 7)
    const { view, buy } = report.operations
    // The cheapest answer of each kind: its cost with nobody before it, and for a yes a sync as well.
    expect(view?.outcomes.ok?.responseMs.p50).toBeGreaterThanOrEqual(0.36)
    expect(buy?.outcomes.refused?.responseMs.p50).toBeGreaterThanOrEqual(1.05)
    expect(buy?.outcomes.ok?.responseMs.p50).toBeGreaterThanOrEqual(1200)
  })

  it('a shop that sells what it does not have fails by its ledger, with the journal kept as evidence', async () => {
    const { report, folder } = await simulate('stale-stock', 7)
    expect(report).toMatchObject({ verdict: 'FAIL', exitCode: 1 })
    expect(objective(report, 'all invariants')).toMatchObject({ verdict: 'FAIL' })
    expect(report.invariants.filter(({ violations }) => violations > 0).map(({ name }) => name)).toEqual(['stock'])
    expect(textOf(folder, 'ledger/journal/journal-000001.seg').length).toBeGreaterThan(0)
  })
})
