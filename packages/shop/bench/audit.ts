/**
 * What the audit of a large journal costs. `node --conditions=@onrush/source packages/shop/bench/audit.ts [orders]` plays that many
 * orders (default 300,000; the midnight has 12 million) on a shop with a real journal in a temporary folder, then audits it, prints a
 * table for people and, as its last line, one JSON object.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wallTimer } from '@onrush/clockwork'
import {
  AccountWriter,
  accountFile,
  auditShop,
  type Disk,
  folderDisk,
  JournalWriter,
  keyHigh,
  keyLow,
  PayMethod,
  RecordBytes,
  type RecordSink,
  RecordWords,
  readAccount,
  Shop,
  ShopOp,
  type ShopSettings,
  shopSettings,
} from '@onrush/shop'

const Seed = 7
/** As in the midnight: 80 % pay by wallet, 12 % of all do not pay. */
const CodShare = 20
const UnpaidShare = 12

/** Appends to a journal in frames of a fixed size, without syncing each: only the bytes matter here. */
class FrameSink implements RecordSink {
  readonly #writer: JournalWriter
  readonly #words: Int32Array
  readonly #floats: Float64Array
  #count = 0

  constructor(disk: Disk) {
    this.#writer = new JournalWriter(disk)
    const { payload } = this.#writer
    this.#words = new Int32Array(payload.buffer, payload.byteOffset, this.#writer.frameRecords * RecordWords)
    this.#floats = new Float64Array(payload.buffer, payload.byteOffset, this.#words.length >> 1)
  }

  append(
    kind: number,
    orderRef: number,
    stampUs: number,
    shopper: number,
    item: number,
    amountFen: number,
    keyLow: number,
    keyHigh: number,
    intent: number,
  ): void {
    const at = this.#count * RecordWords
    const words = this.#words
    words[at] = kind
    words[at + 1] = orderRef
    this.#floats[(at >> 1) + 1] = stampUs
    words[at + 4] = shopper
    words[at + 5] = item
    words[at + 6] = amountFen
    words[at + 7] = keyLow
    words[at + 8] = keyHigh
    words[at + 9] = intent
    if (++this.#count === 8192) this.flush()
  }

  flush(): void {
    if (this.#count > 0) this.#writer.commit(this.#count)
    this.#count = 0
  }
}

/** A day of orders, each settled about three minutes of scenario time after it was made, as far from it in the log as at midnight. */
function play(settings: ShopSettings, orders: number, sink: FrameSink, account: AccountWriter): void {
  let answeredRef = -1
  let answeredFen = 0
  const answer = (
    _lane: number,
    _id: number,
    _code: number,
    reason: number,
    orderRef: number,
    valueFen: number,
  ): void => {
    answeredRef = reason === 0 ? orderRef : -1
    answeredFen = valueFen
  }
  const shop = new Shop(settings, sink, { now: answer, whenDurable: answer })
  const request = new Int32Array(8)
  const refs = new Int32Array(orders).fill(-1)
  const spacingUs = 86_400e6 / orders
  const behind = Math.ceil(190e6 / spacingUs)
  const ask = (index: number, op: number, orderRef: number, stampUs: number): void => {
    const shopper = Math.imul(index, 0x9e3779b1) >>> 0
    const who = shopper % settings.shoppers
    const method = index % 100 < CodShare ? PayMethod.cod : PayMethod.wallet
    const item =
      index < settings.dealUnits
        ? index % settings.dealItems
        : settings.dealItems + ((shopper >>> 7) % settings.catalogueItems)
    request.set([
      index,
      op | (1 << 8) | (method << 16),
      who,
      item,
      orderRef,
      keyLow(Seed, who, index),
      keyHigh(Seed, who, index),
      index,
    ])
    shop.handle(request, 0, Math.floor(stampUs), 0)
    if (answeredRef < 0) return
    account.add(answeredRef, who, index, op, answeredFen)
    if (op === ShopOp.buy) refs[index] = answeredRef
  }
  for (let index = 0; index < orders + behind; index++) {
    const stampUs = index * spacingUs
    if (index < orders) ask(index, ShopOp.buy, -1, stampUs)
    const due = index - behind
    const pays = due >= 0 && (due * 7) % 100 >= UnpaidShare && (refs[due] as number) >= 0
    if (pays) ask(due, due % 100 < CodShare ? ShopOp.confirm : ShopOp.pay, refs[due] as number, stampUs)
    shop.expire(Math.floor(stampUs), Number.POSITIVE_INFINITY)
    if (index % 4096 === 0) account.flush()
  }
  account.flush()
  sink.flush()
}

function measure(orders: number, folder: string): Record<string, number | boolean> {
  const wallUs = wallTimer()
  const settings = shopSettings({
    dealItems: 10_000,
    dealUnits: Math.round(orders / 20),
    catalogueItems: 200_000,
    shoppers: Math.max(1000, Math.round(orders / 1.2)),
    maxOrders: Math.ceil(orders * 1.1) + 1000,
    meanPriceFen: 2000,
  })
  const accountPath = join(folder, 'account.bin')
  const path = accountFile(accountPath)
  const noSync = folderDisk(join(folder, 'journal'))
  const disk: Disk = { ...noSync, create: (name) => ({ ...noSync.create(name), sync: () => undefined }) }
  play(settings, orders, new FrameSink(disk), new AccountWriter(path))
  path.close()
  const playedRssMb = process.resourceUsage().maxRSS / 1024
  const startUs = wallUs()
  const startCpu = process.cpuUsage()
  const ledger = auditShop({ disk, settings, seed: Seed, account: readAccount(accountPath), endMs: 86_400_000 })
  const seconds = (wallUs() - startUs) / 1e6
  const cpu = process.cpuUsage(startCpu)
  const cpuSeconds = (cpu.user + cpu.system) / 1e6
  const records = ledger.figures.journalRecords as number
  const violations = ledger.invariants.reduce((sum, law) => sum + law.violations, 0)
  for (const law of ledger.invariants)
    console.log(
      `  ${law.name.padEnd(16)}${String(law.checked).padStart(12)} checked${String(law.violations).padStart(10)} violations  ${law.samples[0] ?? ''}`,
    )
  return {
    orders: ledger.money.orders,
    records,
    journalMb: (records * RecordBytes) / 1e6,
    seconds,
    cpuSeconds,
    nsPerRecord: (seconds * 1e9) / records,
    playedRssMb,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
    violations,
  }
}

const folder = mkdtempSync(join(tmpdir(), 'onrush-audit-'))
try {
  const figures = measure(Number(process.argv[2] ?? 300_000), folder)
  for (const [name, value] of Object.entries(figures))
    console.log(`${name.padEnd(16)}${Number(value).toLocaleString('en', { maximumFractionDigits: 1 }).padStart(16)}`)
  console.log(
    JSON.stringify({
      bench: 'shop-audit',
      figures,
      limits: { nsPerRecord: 375, peakRssMb: 1500 },
      ok: figures.violations === 0 && (figures.nsPerRecord as number) < 375,
    }),
  )
} finally {
  rmSync(folder, { recursive: true })
}
