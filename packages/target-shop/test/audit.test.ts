import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyHigh, keyLow } from '@onrush/shop'
import { CodOrderRef, shopTarget, startShop } from '@onrush/target-shop'
import { describe, expect, it } from 'vitest'
import { ask, HandPublishedClock, Operations, Seed, smallShop, type Wish } from './shop-stage.ts'
import { newFolder, PriceFen, until } from './started-shop.ts'

describe('the audit', () => {
  /** Plays a little midnight through the target's own doors and audits what it left behind. */
  async function audited(operations: readonly string[]) {
    const folder = newFolder()
    const clock = new HandPublishedClock(-100)
    const target = shopTarget({ ...smallShop, reservationMs: 2000 })
    const running = await startShop(target.settings, {
      seed: Seed,
      folder: join(folder, 'journal'),
      clock: clock.buffer,
      onBroken: () => undefined,
      warmUpMs: 0,
    })
    const client = target.connect(running.handle, { seed: Seed, operations: Operations })
    const account = target.account({ folder, operations })
    const told = async (wish: Wish): Promise<number> => {
      const [answer] = await ask(client, wish)
      if (answer?.outcome === 'ok' && wish.operation !== 'view') {
        account.add(
          answer.orderRef,
          wish.shopper ?? 0,
          wish.intent ?? 0,
          operations.indexOf(wish.operation),
          answer.valueFen,
        )
        account.flush()
      }
      return answer?.orderRef ?? -1
    }
    await told({ operation: 'buy', shopper: 1, item: 0 })
    clock.moveTo(0)
    const first = await told({ operation: 'buy', shopper: 1, item: 0 })
    await told({ operation: 'buy', shopper: 1, item: 0, attempt: 1 })
    await told({ operation: 'pay', shopper: 1, orderRef: first })
    await told({ operation: 'buy', shopper: 2, item: 0 })
    const cod = await told({ operation: 'buy', shopper: 2, item: 1, intent: 1, orderRef: CodOrderRef })
    await told({ operation: 'confirm', shopper: 2, orderRef: cod })
    await told({ operation: 'buy', shopper: 3, item: 1 })
    clock.moveTo(2500)
    await until(() => running.gauges?.()['released'] === 1)
    await told({ operation: 'buy', shopper: 4, item: 1 })
    await running.stop()
    account.close()
    return { target, folder, ledger: await target.audit({ seed: Seed, folder, endMs: 2600, clockStepMs: 10 }) }
  }

  it.each([
    ['in the shop’s order', ['view', 'buy', 'pay', 'confirm']],
    ['in another order', ['confirm', 'pay', 'view', 'buy']],
  ])('of a started and stopped shop is clean, and has its money (operations %s)', async (_phrase, operations) => {
    const { ledger } = await audited(operations)
    expect(ledger.invariants.filter((law) => law.violations > 0)).toEqual([])
    expect(ledger.invariants.find((law) => law.name === 'acknowledged')).toMatchObject({ checked: 7, violations: 0 })
    expect(ledger.money).toEqual({ gmvFen: 2 * PriceFen, orders: 4, paid: 1, cod: 1, released: 1 })
  })

  it('sees when the run’s seed is not the one the orders were asked with', async () => {
    const { target, folder } = await audited(Operations)
    expect([keyLow(Seed, 1, 0), keyHigh(Seed, 1, 0)]).not.toEqual([keyLow(Seed + 1, 1, 0), keyHigh(Seed + 1, 1, 0)])
    const ledger = await target.audit({ seed: Seed + 1, folder, endMs: 2600, clockStepMs: 10 })
    expect(ledger.invariants.reduce((sum, law) => sum + law.violations, 0)).toBeGreaterThanOrEqual(4)
  })

  it('needs the clients’ account, and knows no order that the journal does not', async () => {
    const { target, folder } = await audited(Operations)
    const account = target.account({ folder, operations: Operations })
    account.add(900, 1, 5, 1, PriceFen)
    account.close()
    const ledger = await target.audit({ seed: Seed, folder, endMs: 2600, clockStepMs: 10 })
    expect(ledger.invariants.find((law) => law.name === 'acknowledged')).toMatchObject({ checked: 8, violations: 1 })
    const elsewhere = newFolder()
    await expect(target.audit({ seed: Seed, folder: elsewhere, endMs: 0, clockStepMs: 0 })).rejects.toMatchObject({
      code: 'ONRUSH_SHOP_ACCOUNT_UNREADABLE',
    })
    expect(existsSync(elsewhere)).toBe(true)
  })

  it('cannot be kept where the account cannot be written', () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'file'), '')
    const target = shopTarget(smallShop)
    expect(() => target.account({ folder: join(folder, 'file', 'below'), operations: Operations })).toThrow('ENOTDIR')
    expect(() => target.account({ folder, operations: ['by'] })).toThrow('the shop has no operation "by"')
  })
})
