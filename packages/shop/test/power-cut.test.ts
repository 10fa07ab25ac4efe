import { randomStream } from '@onrush/clockwork'
import { OnrushError, OutcomeCode } from '@onrush/contracts'
import { AccountWriter, auditShop, type Disk, recoverShop, ShopOp, SimulatedDisk } from '@onrush/shop'
import { describe, expect, it } from 'vitest'
import { HostedShop } from './hosted-shop.ts'
import { PlayedShop, Seed, smallShop } from './played-shop.ts'

class PowerCut extends Error {}

/** Lets `left` writes, syncs and creations through and then cuts the power, in the middle of the next. */
function cutting(disk: SimulatedDisk, left: number): Disk {
  let used = 0
  const tick = (): void => {
    if (used++ >= left) throw new PowerCut()
  }
  return {
    create(name) {
      tick()
      const file = disk.create(name)
      return {
        write(bytes, at) {
          // What was being written when the power went may be on the disk, or not, or a part of it.
          const taken = file.write(bytes, at)
          tick()
          return taken
        },
        sync() {
          tick()
          file.sync()
        },
        close: () => file.close(),
      }
    },
    syncFolder() {
      tick()
      disk.syncFolder()
    },
    list: () => disk.list(),
    read: (name) => disk.read(name),
  }
}

/** A little midnight on a disk whose power is cut after so many operations: what the clients were told, and what is found afterwards. */
function playUntilPowerCut(
  operations: number,
  defects: readonly 'ackBeforeSync'[],
): { wasCut: boolean; account: Uint8Array; disk: SimulatedDisk; settings: ReturnType<typeof smallShop> } {
  const settings = smallShop({ shoppers: 40, dealUnits: 30, defects })
  const shop = new HostedShop(settings)
  const disk = new SimulatedDisk()
  const account: Uint8Array[] = []
  const told = new AccountWriter({ write: (bytes) => (account.push(bytes.slice()), bytes.length) })
  let wasCut = false
  let id = 0
  const asked: { shopper: number; intent: number; op: number }[] = []
  try {
    shop.attach(cutting(disk, operations))
    for (let turn = 0; turn < 14; turn++) {
      for (let i = 0; i < 4; i++, id++) {
        asked[id] = { shopper: id % 40, intent: turn, op: ShopOp.buy }
        shop.buy(id, id % 40, (id * 7) % 10, turn)
      }
      shop.host.turn()
      for (const answer of shop.read()) {
        const question = asked[answer.id] as (typeof asked)[number]
        if (answer.code !== OutcomeCode.ok) continue
        told.add(answer.orderRef, question.shopper, question.intent, question.op, answer.valueFen)
        if (question.op === ShopOp.buy && answer.id % 3 > 0) {
          asked[id] = { ...question, op: ShopOp.pay }
          shop.pay(id++, question.shopper, answer.orderRef)
        }
      }
      told.flush()
      shop.pass(2000)
      shop.turnJournal()
    }
  } catch (error) {
    if (!(error instanceof OnrushError) || !(error.cause instanceof PowerCut)) throw error
    wasCut = true
  }
  return {
    wasCut,
    account: Buffer.concat(account),
    disk: disk.afterPowerCut(randomStream(operations, 'power cut')),
    settings,
  }
}

const CutsMax = 300

describe('a power cut', () => {
  it('loses nothing that was acknowledged and doubles nothing, whenever it comes', () => {
    let cuts = 0
    for (let operations = 0; operations < CutsMax; operations++) {
      const { wasCut, account, disk, settings } = playUntilPowerCut(operations, [])
      if (!wasCut) break
      cuts++
      const ledger = auditShop({ disk, settings, seed: Seed, account: [account], endMs: 1000 })
      expect({ operations, broken: ledger.invariants.filter((law) => law.violations > 0) }).toEqual({
        operations,
        broken: [],
      })
      const recovered = new PlayedShop(settings)
      recoverShop(recovered.shop, settings, disk, 1_000_000)
      const unfinished = recovered.shop.shards.flatMap((shard) =>
        Array.from(shard.orders.state)
          .slice(0, shard.orders.count)
          .filter((state) => state === 2),
      )
      expect(unfinished).toEqual([])
    }
    expect(cuts).toBeGreaterThan(30)
    expect(cuts).toBeLessThan(CutsMax)
  })

  it('is what catches a shop that acknowledges before the disk has synced', () => {
    let caught = 0
    for (let operations = 0; operations < CutsMax; operations++) {
      const { wasCut, account, disk, settings } = playUntilPowerCut(operations, ['ackBeforeSync'])
      if (!wasCut) break
      const ledger = auditShop({ disk, settings, seed: Seed, account: [account], endMs: 1000 })
      const broken = ledger.invariants.filter((law) => law.violations > 0).map((law) => law.name)
      if (broken.length > 0) expect(broken).toEqual(['acknowledged'])
      caught += broken.length
    }
    expect(caught).toBeGreaterThan(10)
  })
})
