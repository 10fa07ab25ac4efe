/** `nx run bench:sustained`: how many clicks per second the whole path carries, and in how much memory. */
import { wallTimer } from '@onrush/clockwork'
import { numberOptions } from './arguments.ts'
import { printFigures } from './figures.ts'
import { rehearse } from './rehearse.ts'

const options = numberOptions(process.argv.slice(2), { shoppers: 3_000_000, seed: 20_091_111 })
/** The pulse and the ramp of the clock's speed are left out: measured is the steady part, from ten minutes after T0, where the clock no longer holds its speed back. */
const SteadyFromMs = 600_000

const wallUs = wallTimer()
const looks: { wallMs: number; scenarioMs: number; answered: number }[] = []
const report = await rehearse('sustained', options, {
  onProgress: ({ scenarioMs, answered }) => looks.push({ wallMs: wallUs() / 1000, scenarioMs, answered }),
})
const steady = looks.filter((look) => look.scenarioMs >= SteadyFromMs && look.scenarioMs < 2_400_000)
const first = steady[0]
const last = steady.at(-1)
const clicksPerSec =
  first && last ? ((last.answered - first.answered) * 1000) / (last.wallMs - first.wallMs) : Number.NaN
const ok = printFigures(
  'sustained',
  [
    { name: 'clicks answered per second, end to end', value: clicksPerSec, unit: 'clicks/s', atLeast: 1_000_000 },
    { name: 'clicks in the steady part', value: first && last ? last.answered - first.answered : 0, unit: 'clicks' },
    { name: 'peak memory of the process', value: report.machine.peakRssBytes / 1e9, unit: 'GB', atMost: 4 },
    {
      name: 'laws of the ledger broken',
      value: report.invariants.filter((law) => law.violations > 0).length,
      unit: 'laws',
      atMost: 0,
    },
    {
      name: 'laws checked',
      value: report.invariants.filter((law) => law.checked > 0).length,
      unit: 'laws',
      atLeast: 1,
    },
  ],
  (text) => process.stdout.write(text),
)
process.exit(ok ? 0 : 1)
