/**
 * `nx run bench:kills`: kills the whole run with SIGKILL at a random moment, recovers the shop from its journal and holds it
 * against what the clients were told. `--kills=5` for a short form.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { delay, randomStream } from '@onrush/clockwork'
import type { InvariantResult } from '@onrush/contracts'
import { loadScenario } from '@onrush/rehearsal'
import { folderDisk, recoverShop, Shop } from '@onrush/shop'
import type { ShopTarget } from '@onrush/target-shop'
import { numberOptions } from './arguments.ts'
import { printFigures } from './figures.ts'
import { scenarioUrl } from './rehearse.ts'

const options = numberOptions(process.argv.slice(2), { kills: 100, seed: 1, shoppers: 200_000 })
const random = randomStream(options.seed, 'kills')

/** Starts a run, kills it between 20 ms and 1.5 s after the first click, and returns its ledger folder. */
async function runAndKill(reportsFolder: string, seed: number): Promise<string> {
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv,
      fileURLToPath(new URL('kills-child.ts', import.meta.url)),
      reportsFolder,
      String(seed),
      String(options.shoppers),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const playing = new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`the run ended with ${code} before it could be killed`)))
  })
  await playing
  await delay(20 + random.below(1480))
  child.kill('SIGKILL')
  await ended
  const [run] = readdirSync(reportsFolder).filter((name) => name !== 'latest' && !name.startsWith('.'))
  return join(reportsFolder, run ?? '', 'ledger')
}

interface Found {
  readonly records: number
  readonly isTorn: boolean
  readonly laws: readonly InvariantResult[]
  readonly isRecoveredLikeAudit: boolean
}

async function inspect(ledgerFolder: string, seed: number): Promise<Found> {
  const scenario = await loadScenario(scenarioUrl('kills'), { seed, shoppers: options.shoppers })
  const target = scenario.target as ShopTarget
  const { settings } = target
  const ledger = await target.audit({ seed, folder: ledgerFolder, endMs: 0, clockStepMs: 60_000 })
  const nobody = { now: () => undefined, whenDurable: () => undefined }
  let finishing = 0
  const shop = new Shop(settings, { append: () => finishing++ }, nobody)
  const recovery = recoverShop(shop, settings, folderDisk(join(ledgerFolder, 'journal')), 0)
  const orders = shop.shards.reduce((sum, shard) => sum + shard.orders.count, 0)
  return {
    records: recovery.records,
    isTorn: recovery.isTorn,
    laws: ledger.invariants,
    isRecoveredLikeAudit: orders === ledger.money.orders && finishing === recovery.finishedPayments,
  }
}

const totals = { acknowledged: 0, lost: 0, doubled: 0, otherLaws: 0, torn: 0, records: 0, recoveredWrong: 0 }
for (let kill = 1; kill <= options.kills; kill++) {
  const reportsFolder = mkdtempSync(join(tmpdir(), 'onrush-kill-'))
  const seed = options.seed * 1000 + kill
  try {
    const found = await inspect(await runAndKill(reportsFolder, seed), seed)
    const law = (name: string): InvariantResult | undefined => found.laws.find((entry) => entry.name === name)
    totals.acknowledged += law('acknowledged')?.checked ?? 0
    totals.lost += law('acknowledged')?.violations ?? 0
    totals.doubled += law('oneOrderPerKey')?.violations ?? 0
    totals.otherLaws += found.laws.reduce(
      (sum, entry) => sum + (['acknowledged', 'oneOrderPerKey'].includes(entry.name) ? 0 : entry.violations),
      0,
    )
    totals.torn += found.isTorn ? 1 : 0
    totals.records += found.records
    totals.recoveredWrong += found.isRecoveredLikeAudit ? 0 : 1
    const broken = found.laws.filter((entry) => entry.violations > 0)
    process.stdout.write(
      `kill ${kill}: ${found.records} records, ${law('acknowledged')?.checked ?? 0} acknowledged${found.isTorn ? ', torn tail' : ''}${broken.map((entry) => ` · BROKEN ${entry.name}: ${entry.samples[0]}`).join('')}\n`,
    )
  } finally {
    rmSync(reportsFolder, { recursive: true, force: true })
  }
}
const ok = printFigures(
  'kills',
  [
    { name: 'runs killed', value: options.kills, unit: 'runs' },
    { name: 'journal records recovered', value: totals.records, unit: 'records', atLeast: 1 },
    { name: 'acknowledged answers held against them', value: totals.acknowledged, unit: 'answers', atLeast: 1 },
    { name: 'acknowledged answers lost', value: totals.lost, unit: 'answers', atMost: 0 },
    { name: 'orders doubled', value: totals.doubled, unit: 'orders', atMost: 0 },
    { name: 'other laws broken', value: totals.otherLaws, unit: 'times', atMost: 0 },
    { name: 'recoveries that disagree with the audit', value: totals.recoveredWrong, unit: 'runs', atMost: 0 },
    { name: 'journals with a torn tail', value: totals.torn, unit: 'runs' },
  ],
  (text) => process.stdout.write(text),
)
process.exit(ok ? 0 : 1)
