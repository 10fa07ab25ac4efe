import type { Progress, RunEvent } from '@onrush/contracts'
import { terminalSink } from '@onrush/report'
import { afterEach, describe, expect, it } from 'vitest'
import { Hostile } from './hostile-report.ts'
import { Paper, Screen } from './screen.ts'

function progress(scenarioMs: number, changes: Partial<Progress> = {}): RunEvent {
  const figures: Progress = {
    scenarioMs,
    startMs: -60_000,
    endMs: 86_400_000,
    speed: 1,
    gmvFen: 20_612_345_600,
    offered: 1,
    answered: 1,
    inFlight: 1,
    clicksPerSec: 704_118.4,
    ordersPerSec: 1234.2,
    p99Ms: 12.34,
    queueDepth: 120,
    soldOutItems: 9980,
    ...changes,
  }
  return { type: 'progress', atMs: scenarioMs, progress: figures }
}

const early: RunEvent = { type: 'milestone', atMs: 68_870, name: 'first', targetFen: 1_000_000_000, limitMs: 71_000 }
const late: RunEvent = { type: 'milestone', atMs: 306_000, name: 'second', targetFen: 10_000_000_000, limitMs: 300_000 }

describe('a file or a pipe', () => {
  it('gets plain lines without control codes', () => {
    const stream = new Paper()
    const sink = terminalSink(stream, { isTerminal: false })
    const events: RunEvent[] = [
      { type: 'phase', atMs: -60_000, phase: 'warm-up', detail: '3 s' },
      progress(-42_000, { gmvFen: 0, p99Ms: null, queueDepth: null, soldOutItems: null }),
      early,
      late,
      { type: 'warning', atMs: 1, message: Hostile },
      { type: 'end', atMs: 86_400_000, verdict: 'PASS', exitCode: 0 },
    ]
    for (const event of events) sink.accept(event)
    expect(stream.text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    expect(stream.lines()).toHaveLength(5)
    expect(stream.lines().slice(0, 4)).toEqual([
      'T−1:00  warm-up: 3 s',
      'T−0:42  0 yuan, 1,234 orders/s, p99 –, 704,118 clicks/s, 1×',
      '+1:08  ✓ first: 10 M yuan at 1:08.8, 3 % early (limit 1:11)',
      '+5:06  ✗ second: 100 M yuan at 5:06.0, 2 % late (limit 5:00)',
    ])
  })

  it('gets a line of figures at most every five seconds of wall time, however fast the day goes', () => {
    const stream = new Paper()
    const sink = terminalSink(stream, { isTerminal: false })
    // 700 scenario seconds a second, looked at four times a second for a hundred seconds.
    for (let look = 0; look <= 400; look++) sink.accept(progress(30_000 + look * 175_000, { speed: 700 }))
    expect(stream.lines()).toHaveLength(21)
  })

  it('follows a clock when it is given one', () => {
    const stream = new Paper()
    let nowMs = 0
    const sink = terminalSink(stream, { isTerminal: false, wallMs: () => nowMs })
    for (; nowMs <= 20_000; nowMs += 250) sink.accept(progress(1000))
    expect(stream.lines()).toHaveLength(5)
  })

  it('gets nothing after the end', () => {
    const stream = new Paper()
    const sink = terminalSink(stream, { isTerminal: false })
    sink.accept({ type: 'end', atMs: 1, verdict: 'PASS', exitCode: 0 })
    sink.accept(early)
    sink.close()
    expect(stream.text).toBe('')
  })
})

describe('a terminal', () => {
  const sinks: { close(): void }[] = []
  const open = (columns: number) => {
    const screen = new Screen(columns)
    const sink = terminalSink(screen, { isTerminal: true })
    sinks.push(sink)
    return { screen, sink }
  }
  afterEach(() => {
    for (const sink of sinks.splice(0)) sink.close()
  })

  it('counts down to T0 in large digits', () => {
    const { screen, sink } = open(80)
    sink.accept(progress(-11_500))
    const twelve = screen.text()
    sink.accept(progress(-10_200))
    const eleven = screen.text()
    expect(twelve).toContain('T−0:12 until the sale opens · 704,118 clicks/s · p99 12.3 ms')
    expect(twelve.split('\n').filter((line) => line.includes('██'))).toHaveLength(5)
    expect(eleven).toContain('T−0:11')
    // Redrawn in place: as many lines as before.
    expect(eleven.split('\n')).toHaveLength(twelve.split('\n').length)
  })

  it('then shows the day as a bar with its figures', () => {
    const { screen, sink } = open(100)
    sink.accept(progress(-1000))
    sink.accept(progress(43_200_000, { speed: 702.4 }))
    const [turnover, bar, figures, ...rest] = screen.text().split('\n')
    expect(turnover).toBe('206 M yuan')
    expect(bar).toMatch(/^12:00:00 {2}\+12:00:00 {2}█+░+ {2}50 % {2}702×$/)
    expect(figures).toBe('1,234 orders/s · p99 12.3 ms · queue 120 · 9,980 sold out · 704,118 clicks/s')
    expect(rest).toEqual([])
  })

  it('announces milestones above the bar, which stays whole', () => {
    const { screen, sink } = open(100)
    sink.accept(progress(60_000))
    sink.accept(early)
    sink.accept(progress(300_000))
    sink.accept(late)
    sink.accept({
      type: 'phase',
      atMs: 301_000,
      phase: 'a much longer announcement than the bar below it, to leave traces',
    })
    sink.accept(progress(310_000))
    expect(screen.text().split('\n')).toEqual([
      '+1:08  ✓ first: 10 M yuan at 1:08.8, 3 % early (limit 1:11)',
      '+5:06  ✗ second: 100 M yuan at 5:06.0, 2 % late (limit 5:00)',
      '+5:01  a much longer announcement than the bar below it, to leave traces',
      '206 M yuan',
      expect.stringMatching(/^00:05:10 {2}\+5:10/),
      expect.stringContaining('1,234 orders/s'),
    ])
  })

  it('leaves the announcements and a visible cursor behind', () => {
    const { screen, sink } = open(100)
    sink.accept(progress(60_000))
    expect(screen.isCursorShown).toBe(false)
    sink.accept(early)
    sink.accept({ type: 'end', atMs: 86_400_000, verdict: 'PASS', exitCode: 0 })
    expect(screen.isCursorShown).toBe(true)
    expect(screen.text()).toBe('+1:08  ✓ first: 10 M yuan at 1:08.8, 3 % early (limit 1:11)')
  })

  it.each([20, 40, 60])('keeps its lines within %d columns', (columns) => {
    const { screen, sink } = open(columns)
    for (const scenarioMs of [-5000, 5000, 86_400_000]) {
      sink.accept(progress(scenarioMs))
      for (const line of screen.text().split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
    }
  })

  it('lets no name move the cursor', () => {
    const { screen, sink } = open(100)
    sink.accept(progress(1000))
    sink.accept({ type: 'phase', atMs: 1000, phase: Hostile })
    expect(screen.written).not.toContain(`${String.fromCharCode(27)}[2J`)
  })
})
