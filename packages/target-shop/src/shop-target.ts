import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type {
  Accountable,
  AcknowledgedSink,
  Auditable,
  AuditContext,
  BatchTarget,
  Connectable,
  Ledger,
  Running,
  Scratchable,
  Simulatable,
  SimulatedTarget,
  Startable,
  StartContext,
} from '@onrush/contracts'
import {
  AccountWriter,
  accountFile,
  auditShop,
  folderDisk,
  readAccount,
  type ShopOptions,
  type ShopSettings,
  shopSettings,
} from '@onrush/shop'
import { connectToShop, type ShopHandle, shopOps } from './lane-client.ts'
import { scratchShop } from './scratch-shop.ts'
import { simulateShop } from './simulated-target.ts'
import { startShop } from './start-shop.ts'

/** The bundled shop as a target: startable, connectable from load workers, auditable, and playable on the virtual clock. */
export interface ShopTarget extends Startable, Connectable, Auditable, Accountable, Simulatable, Scratchable {
  readonly kind: 'shop'
  readonly settings: ShopSettings
}

const JournalFolder = 'journal'
const AccountFile = 'acknowledged.bin'

/**
 * The shop of the reference midnight as a target.
 * @throws OnrushError ONRUSH_SHOP_OPTIONS for options that cannot be
 */
export function shopTarget(options: ShopOptions): ShopTarget {
  const settings = shopSettings(options)
  return {
    kind: 'shop',
    settings,
    start: (context: StartContext): Promise<Running> =>
      startShop(settings, { ...context, folder: join(context.folder, JournalFolder) }),
    connect: (handle, context): BatchTarget => connectToShop(handle as ShopHandle, context),
    acknowledgedOperations: ['buy', 'pay', 'confirm'],
    account: (context): AcknowledgedSink => fileAccount(context.folder, context.operations),
    scratch: (context): BatchTarget => scratchShop(settings, context),
    simulate: (context): SimulatedTarget =>
      simulateShop(settings, { ...context, folder: join(context.folder, JournalFolder) }),
    async audit(context: AuditContext): Promise<Ledger> {
      return auditShop({
        disk: folderDisk(join(context.folder, JournalFolder)),
        settings,
        seed: context.seed,
        endMs: context.endMs,
        releaseSlackMs: 1000 + context.clockStepMs,
        account: readAccount(join(context.folder, AccountFile)),
      })
    },
  }
}

/** Appends to a file with one write per batch: what the page cache holds survives the death of this process. */
function fileAccount(folder: string, operations: readonly string[]): AcknowledgedSink {
  mkdirSync(folder, { recursive: true })
  const file = accountFile(join(folder, AccountFile))
  const writer = new AccountWriter(file)
  const ops = shopOps(operations)
  return {
    add: (orderRef, shopper, intent, op, valueFen) =>
      writer.add(orderRef, shopper, intent, ops[op] as number, valueFen),
    flush: () => writer.flush(),
    close() {
      writer.flush()
      file.close()
    },
  }
}
