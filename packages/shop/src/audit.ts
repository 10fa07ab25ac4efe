import { createHash } from 'node:crypto'
import type { InvariantResult, Ledger } from '@onrush/contracts'
import { auditAcknowledged } from './audit-acknowledged.ts'
import { JournalAudit } from './audit-journal.ts'
import type { Disk } from './disk.ts'
import { SegmentBytes } from './journal.ts'
import { type JournalEnd, readJournal } from './journal-reader.ts'
import type { ShopSettings } from './options.ts'
import { RecordBytes } from './records.ts'

/** What an audit looks at. */
export interface AuditInput {
  readonly disk: Disk
  readonly settings: ShopSettings
  /** The run's seed: idempotency keys follow from (seed, shopper, intent). */
  readonly seed: number
  /** The clients' own account of acknowledged answers, if there is one: chunks of five-word entries (see account.ts). */
  readonly account?: Iterable<Uint8Array>
  /** How far the run got, scenario milliseconds; unpaid orders past their limit by more than the slack before it must be released. */
  readonly endMs: number
  /** How late a release may come, scenario milliseconds; 1000 unless given. A clock that leaps needs at least its leap. */
  readonly releaseSlackMs?: number
}

/**
 * Judges a run by its journal alone. Shares no code with the shop but the formats: it has its own books, its own wallets and
 * its own stock, so a mistake in the shop's state machine is not repeated here. Reads the journal once; about 60 bytes of memory
 * an order.
 * @throws OnrushError ONRUSH_SHOP_JOURNAL_CORRUPT when the journal is damaged in the middle.
 */
export function auditShop(input: AuditInput): Ledger {
  const { settings } = input
  const journal = new JournalAudit(settings, {
    seed: input.seed,
    releaseSlackMs: input.releaseSlackMs ?? 1000,
    expectedOrders: expectedOrders(input),
  })
  const hash = createHash('sha256')
  const end = readJournal(input.disk, (words, count, floats) => {
    hash.update(new Uint8Array(words.buffer, words.byteOffset, count * RecordBytes))
    journal.take(words, count, floats)
  })
  journal.close({ endUs: input.endMs * 1000, isTorn: end.isTorn })
  const invariants: InvariantResult[] = journal.laws.map((law) => law.result())
  if (input.account) invariants.push(auditAcknowledged(journal.orders, input.account).result())
  const { turnover } = journal
  return {
    invariants,
    money: {
      gmvFen: turnover.totalFen,
      orders: journal.orders.count,
      paid: journal.payments.paidCount,
      cod: journal.payments.codCount,
      released: journal.reservations.releasedCount,
    },
    reachedMs: (valueFen) => turnover.reachedMs(valueFen),
    turnover: turnover.curve(),
    digest: hash.digest('hex'),
    figures: figures(settings, journal, end),
  }
}

/** Room to begin with: two and a half records an order, in full segments. Growing by doubling would copy every table a dozen times. */
function expectedOrders(input: AuditInput): number {
  const segments = input.disk.list().filter((name) => name.endsWith('.seg')).length
  return Math.min(input.settings.maxOrders, Math.ceil((segments * SegmentBytes) / RecordBytes / 2.5))
}

function figures(settings: ShopSettings, journal: JournalAudit, end: JournalEnd): Record<string, number> {
  const { goods, payments, reservations } = journal
  return {
    unitsUnsoldAtClose: goods.unitsUnsoldAtClose,
    unitsUnsoldShare: settings.dealUnits === 0 ? 0 : goods.unitsUnsoldAtClose / settings.dealUnits,
    ordersOfDeals: goods.ordersOfDeals,
    journalRecords: end.records,
    journalFrames: end.frames,
    refunds: payments.refundCount,
    longestReleaseDelayMs: reservations.longestReleaseDelayMs,
  }
}
