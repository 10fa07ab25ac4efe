/**
 * `nx run bench:half-speed`: the same seed on the whole machine and with one core taken away. The scenario clock waits for a slow
 * machine, so no milestone may move by more than half a percent.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunReport } from '@onrush/contracts'
import { numberOptions } from './arguments.ts'
import { type Figure, printFigures } from './figures.ts'
import { scenarioUrl } from './rehearse.ts'

const options = numberOptions(process.argv.slice(2), { shoppers: 3_000_000, seed: 20_091_111 })
const main = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))

/** Runs the midnight through the command line, on all cores or pinned to one. */
function play(wrapper: readonly string[]): RunReport {
  const reportsFolder = mkdtempSync(join(tmpdir(), 'onrush-speed-'))
  const words = [
    ...process.execArgv,
    main,
    'run',
    fileURLToPath(scenarioUrl('midnight')),
    `--seed=${options.seed}`,
    `--shoppers=${options.shoppers}`,
    `--reports=${reportsFolder}`,
    '--quiet',
  ]
  const [command = process.execPath, ...rest] = [...wrapper, process.execPath, ...words]
  try {
    const { error } = spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] })
    if (error) throw error
    return JSON.parse(readFileSync(join(reportsFolder, 'latest', 'report.json'), 'utf8')) as RunReport
  } finally {
    rmSync(reportsFolder, { recursive: true, force: true })
  }
}

const whole = play([])
const half = play(['taskset', '-c', '0'])
const figures: Figure[] = whole.milestones.map((milestone, index) => {
  const other = half.milestones[index]?.atMs ?? Number.NaN
  const atMs = milestone.atMs ?? Number.NaN
  return { name: `${milestone.name}: moved by`, value: (Math.abs(other - atMs) / atMs) * 100, unit: '%', atMost: 0.5 }
})
const ok = printFigures(
  'half-speed',
  [
    ...figures,
    { name: 'wall time on all cores', value: whole.machine.wallMs / 1000, unit: 's' },
    { name: 'wall time on one core', value: half.machine.wallMs / 1000, unit: 's' },
    { name: 'scenario time held on one core', value: half.generator.heldMs / 1000, unit: 's' },
    {
      name: 'laws broken in either run',
      value: [...whole.invariants, ...half.invariants].filter((law) => law.violations > 0).length,
      unit: 'laws',
      atMost: 0,
    },
  ],
  (text) => process.stdout.write(text),
)
process.exit(ok ? 0 : 1)
