/**
 * The text of a scenario without any import, so that it can stand in a folder of its own: one click a millisecond for
 * `lastMs`, answered at once. Its limits are wide: these tests are about the command line, on a machine that may be busy.
 * `fields` is source text for further fields, or for others in place of its own.
 */
export function tinyScenario(options: {
  lastMs: number
  objectives?: readonly object[]
  send?: string
  fields?: string
}): string {
  const { lastMs, objectives = [], send = "async () => ({ outcome: 'ok' })", fields = '' } = options
  return `
const people = () => {
  let next = 0
  return {
    take(into, nowUs) {
      const before = into.count
      for (; next < ${lastMs} && next * 1000 <= nowUs && into.count < into.capacity; next++) {
        const at = into.count++
        into.id[at] = next
        into.dueUs[at] = next * 1000
        into.op[at] = 0
        into.person[at] = -1
      }
      return into.count - before
    },
    nextDueUs: () => (next < ${lastMs} ? next * 1000 : Number.POSITIVE_INFINITY),
    settle() {},
    report: () => ({ intents: {}, amplification: 1, notes: {} }),
  }
}

export default ({ seed = 1 }) => ({
  name: 'tiny',
  seed,
  crowd: { operations: ['buy'], plannedRps: () => 1000, create: people },
  target: { send: ${send} },
  timeline: { startMs: -100, realUntilMs: ${lastMs}, endMs: ${lastMs} },
  objectives: ${JSON.stringify(objectives)},
  generator: { lagP99Ms: 60_000, burstLagP99Ms: 60_000, unsentShare: 1 },
  warmUpMs: 1,
  ${fields}
})
`
}
