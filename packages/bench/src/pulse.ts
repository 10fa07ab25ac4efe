/** `nx run bench:pulse`: everybody clicks at once. */
import { numberOptions } from './arguments.ts'
import { printFigures } from './figures.ts'
import { rehearse } from './rehearse.ts'

const options = numberOptions(process.argv.slice(2), { shoppers: 3_000_000, seed: 20_091_111 })
const report = await rehearse('pulse', options)
const { generator } = report
const answered = Object.values(report.operations).reduce(
  (sum, operation) => sum + Object.values(operation.counts).reduce((a, b) => a + b, 0),
  0,
)
const scale = options.shoppers / 3_000_000
const ok = printFigures(
  'pulse',
  [
    {
      name: 'clicks offered in the first second',
      value: generator.offeredFirstSecond,
      unit: 'clicks',
      atLeast: 2_000_000 * scale,
    },
    { name: 'most clicks offered in any second', value: generator.peakOfferedPerSec, unit: 'clicks' },
    { name: 'clicks offered in all', value: generator.offered, unit: 'clicks' },
    { name: 'clicks without an answer', value: generator.offered - answered, unit: 'clicks', atMost: 0 },
    { name: 'longest wait for an answer', value: generator.longestWaitMs, unit: 'ms', atMost: 10_000 },
    {
      name: 'buy response p99',
      value: report.operations['buy']?.outcomes.refused?.responseMs.p99 ?? Number.NaN,
      unit: 'ms',
    },
    {
      name: 'send lag p99 in the first two seconds',
      value: generator.lagMs.burstP99 ?? Number.NaN,
      unit: 'ms',
      atMost: 50,
    },
    { name: 'send lag p99 otherwise', value: generator.lagMs.p99 ?? Number.NaN, unit: 'ms', atMost: 1 },
    {
      name: 'laws of the ledger broken',
      value: report.invariants.filter((law) => law.violations > 0).length,
      unit: 'laws',
      atMost: 0,
    },
  ],
  (text) => process.stdout.write(text),
)
process.exit(ok ? 0 : 1)
