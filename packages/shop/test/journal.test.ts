import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomStream } from '@onrush/clockwork'
import { OnrushError, OutcomeCode } from '@onrush/contracts'
import {
  AccountWriter,
  auditShop,
  type Disk,
  FrameHeaderBytes,
  folderDisk,
  type JournalEnd,
  JournalWriter,
  RecordBytes,
  readJournal,
  recoverShop,
  ShopOp,
  SimulatedDisk,
  segmentName,
} from '@onrush/shop'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { HostedShop } from './hosted-shop.ts'
import { PlayedShop, recordRow, Seed, smallShop, writeRows } from './played-shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'onrush-journal-'))
afterAll(() => rmSync(folder, { recursive: true }))

const row = (orderRef: number): Int32Array => recordRow({ kind: 1, orderRef, stampUs: orderRef, shopper: 0, item: 0, amountFen: 0 })

function refsIn(disk: Disk): { refs: number[]; end: JournalEnd } {
  const refs: number[] = []
  const end = readJournal(disk, (words, count, floats) => {
    for (let i = 0; i < count; i++) {
      refs.push(words[i * 10 + 1] as number)
      expect(floats[i * 5 + 1]).toBe(words[i * 10 + 1])
    }
  })
  return { refs, end }
}

describe('a journal', () => {
  it('gives back every record in order, whatever the sizes of its frames and segments', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 }), fc.integer({ min: 400, max: 2000 }), (frames, segmentBytes) => {
        const disk = new SimulatedDisk()
        const writer = new JournalWriter(disk, { segmentBytes })
        let next = 0
        for (const count of frames) {
          for (let i = 0; i < count; i++) writer.payload.set(new Uint8Array(row(next++).buffer), i * RecordBytes)
          writer.commit(count)
          // Sometimes there is an idle moment.
          if (count % 3 === 0) writer.prepare()
        }
        expect(refsIn(disk)).toEqual({ refs: Array.from({ length: next }, (_, ref) => ref), end: { frames: frames.length, records: next, isTorn: false } })
        expect(writer.syncs).toBe(frames.length)
      }),
    )
  })

  it('is the same on a folder of the machine', () => {
    const disk = folderDisk(join(folder, 'plain'))
    writeRows(disk, Array.from({ length: 5000 }, (_, ref) => row(ref)), 700)
    expect(disk.list().length).toBeGreaterThan(1)
    expect(refsIn(disk)).toEqual({ refs: Array.from({ length: 5000 }, (_, ref) => ref), end: { frames: 8, records: 5000, isTorn: false } })
  })

  it('does not write over a journal that is already there', () => {
    const disk = folderDisk(join(folder, 'twice'))
    new JournalWriter(disk, { segmentBytes: 1024 }).close()
    expect(() => new JournalWriter(disk, { segmentBytes: 1024 })).toThrowError(expect.objectContaining({ code: 'ONRUSH_SHOP_JOURNAL_FAILED', exitCode: 5 }))
  })

  const frame = FrameHeaderBytes + 2 * RecordBytes
  it.each([
    { what: 'a flipped byte in the records of the last frame', number: 1, at: 3 * frame + FrameHeaderBytes + 7, isDamage: false },
    { what: 'a flipped byte in the header of the last frame', number: 1, at: 3 * frame + 9, isDamage: false },
    { what: 'a flipped byte in a frame that others follow in the same segment', number: 0, at: frame + FrameHeaderBytes + 7, isDamage: true },
    { what: 'a flipped byte in the last frame of a segment that others follow', number: 0, at: 3 * frame + FrameHeaderBytes + 7, isDamage: true },
    { what: 'a header of a middle frame that reads zero', number: 0, at: frame, isDamage: true, zeroes: FrameHeaderBytes },
    { what: 'a whole first segment that reads zero', number: 0, at: 0, isDamage: true, zeroes: 4 * frame },
  ])('tells a torn end from damage: $what', ({ number, at, isDamage, zeroes }) => {
    const files = new Map<string, Uint8Array>()
    const writer = new JournalWriter(keptIn(files), { segmentBytes: 4 * frame + 8 })
    for (let sequence = 0; sequence < 8; sequence++) {
      for (let i = 0; i < 2; i++) writer.payload.set(new Uint8Array(row(sequence * 2 + i).buffer), i * RecordBytes)
      writer.commit(2)
    }
    const bytes = files.get(segmentName(number + 1)) as Uint8Array
    if (zeroes) bytes.fill(0, at, at + zeroes)
    else bytes[at] = (bytes[at] as number) ^ 0x10
    if (isDamage) expect(() => refsIn(keptIn(files))).toThrowError(expect.objectContaining({ code: 'ONRUSH_SHOP_JOURNAL_CORRUPT', exitCode: 5 }))
    else expect(refsIn(keptIn(files)).end).toEqual({ frames: 7, records: 14, isTorn: true })
  })
})

/** A disk whose bytes lie open, to be damaged. */
function keptIn(files: Map<string, Uint8Array>): Disk {
  return {
    create(name) {
      const bytes = new Uint8Array(4096)
      files.set(name, bytes)
      return { write: (given, at) => (bytes.set(given, at), given.length), sync: () => undefined, close: () => undefined }
    },
    syncFolder: () => undefined,
    list: () => [...files.keys()].sort(),
    read: (name) => files.get(name) as Uint8Array,
  }
}

class PowerCut extends Error {}

/** Lets `left` writes, syncs and creations through and then cuts the power, in the middle of the next. */
function cutting(disk: SimulatedDisk, left: number): Disk & { readonly used: () => number } {
  let used = 0
  const tick = (): void => {
    if (used++ >= left) throw new PowerCut()
  }
  return {
    used: () => used,
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
function playUntilPowerCut(operations: number, defects: readonly 'ackBeforeSync'[]): { wasCut: boolean; account: Uint8Array; disk: SimulatedDisk; settings: ReturnType<typeof smallShop> } {
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
  return { wasCut, account: Buffer.concat(account), disk: disk.afterPowerCut(randomStream(operations, 'power cut')), settings }
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
      expect({ operations, broken: ledger.invariants.filter((law) => law.violations > 0) }).toEqual({ operations, broken: [] })
      const recovered = new PlayedShop(settings)
      recoverShop(recovered.shop, settings, disk, 1_000_000)
      const unfinished = recovered.shop.shards.flatMap((shard) => Array.from(shard.orders.state).slice(0, shard.orders.count).filter((state) => state === 2))
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

describe('a journal whose disk fails', () => {
  it.each([
    { what: 'is full', disk: new SimulatedDisk({ capacityBytes: 1200 }), message: /short write: 200 of 500/ },
    { what: 'fails a sync', disk: new SimulatedDisk({ failSyncAfter: 3 }), message: /EIO/ },
  ])('accepts nothing any more once the disk $what, not even when it works again', ({ disk, message }) => {
    const writer = new JournalWriter(disk, { segmentBytes: 500 })
    const fill = (): void => {
      for (let i = 0; i < 40; i++) writer.commit(1)
    }
    expect(fill).toThrowError(message)
    const { syncs } = writer
    expect(() => writer.commit(1)).toThrowError(expect.objectContaining({ code: 'ONRUSH_SHOP_JOURNAL_FAILED', exitCode: 5 }))
    expect(writer.prepare()).toBe(false)
    expect(writer.syncs).toBe(syncs)
    expect(refsIn(disk).end.records).toBeGreaterThanOrEqual(syncs)
  })

  it('lets no answer out that waited for the write that failed', () => {
    const shop = new HostedShop(smallShop())
    // One sync for the first segment, one for the first frame.
    shop.attach(new SimulatedDisk({ failSyncAfter: 2 }))
    shop.buy(1, 0, 0)
    shop.host.turn()
    shop.pass(2000)
    shop.turnJournal()
    shop.host.turn()
    expect(shop.read().map((answer) => [answer.id, answer.code])).toEqual([[1, OutcomeCode.ok]])
    shop.buy(2, 1, 1)
    shop.host.turn()
    shop.pass(2000)
    expect(() => shop.turnJournal()).toThrowError(expect.objectContaining({ code: 'ONRUSH_SHOP_JOURNAL_FAILED' }))
    shop.host.turn()
    expect(shop.read().map((answer) => [answer.id, answer.code])).toEqual([[2, OutcomeCode.failed]])
  })

  it('syncs at most once a millisecond, and not at all when there is nothing to sync', () => {
    const shop = new HostedShop(smallShop())
    shop.attach(new SimulatedDisk())
    shop.pass(5000)
    shop.buy(1, 0, 0)
    shop.host.turn()
    shop.turnJournal()
    expect(shop.journal.depth()).toBe(0)
    shop.buy(2, 1, 1)
    shop.host.turn()
    shop.pass(999)
    shop.turnJournal()
    expect(shop.journal.depth()).toBe(1)
    shop.pass(1)
    shop.turnJournal()
    expect(shop.journal.depth()).toBe(0)
  })
})
