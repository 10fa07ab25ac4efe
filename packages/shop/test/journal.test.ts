import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OutcomeCode } from '@onrush/contracts'
import {
  type Disk,
  FrameHeaderBytes,
  folderDisk,
  type JournalEnd,
  JournalWriter,
  RecordBytes,
  readJournal,
  SimulatedDisk,
  segmentName,
} from '@onrush/shop'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { HostedShop } from './hosted-shop.ts'
import { recordRow, smallShop, writeRows } from './played-shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'onrush-journal-'))
afterAll(() => rmSync(folder, { recursive: true }))

const row = (orderRef: number): Int32Array =>
  recordRow({ kind: 1, orderRef, stampUs: orderRef, shopper: 0, item: 0, amountFen: 0 })

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
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 }),
        fc.integer({ min: 400, max: 2000 }),
        (frames, segmentBytes) => {
          const disk = new SimulatedDisk()
          const writer = new JournalWriter(disk, { segmentBytes })
          let next = 0
          for (const count of frames) {
            for (let i = 0; i < count; i++) writer.payload.set(new Uint8Array(row(next++).buffer), i * RecordBytes)
            writer.commit(count)
            // Sometimes there is an idle moment.
            if (count % 3 === 0) writer.prepare()
          }
          expect(refsIn(disk)).toEqual({
            refs: Array.from({ length: next }, (_, ref) => ref),
            end: { frames: frames.length, records: next, isTorn: false },
          })
          expect(writer.syncs).toBe(frames.length)
        },
      ),
    )
  })

  it('is the same on a folder of the machine', () => {
    const disk = folderDisk(join(folder, 'plain'))
    writeRows(
      disk,
      Array.from({ length: 5000 }, (_, ref) => row(ref)),
      700,
    )
    expect(disk.list().length).toBeGreaterThan(1)
    expect(refsIn(disk)).toEqual({
      refs: Array.from({ length: 5000 }, (_, ref) => ref),
      end: { frames: 8, records: 5000, isTorn: false },
    })
  })

  it('does not write over a journal that is already there', () => {
    const disk = folderDisk(join(folder, 'twice'))
    new JournalWriter(disk, { segmentBytes: 1024 }).close()
    expect(() => new JournalWriter(disk, { segmentBytes: 1024 })).toThrowError(
      expect.objectContaining({ code: 'ONRUSH_SHOP_JOURNAL_FAILED', exitCode: 5 }),
    )
  })

  const frame = FrameHeaderBytes + 2 * RecordBytes
  it.each([
    {
      what: 'a flipped byte in the records of the last frame',
      number: 1,
      at: 3 * frame + FrameHeaderBytes + 7,
      isDamage: false,
    },
    { what: 'a flipped byte in the header of the last frame', number: 1, at: 3 * frame + 9, isDamage: false },
    {
      what: 'a flipped byte in a frame that others follow in the same segment',
      number: 0,
      at: frame + FrameHeaderBytes + 7,
      isDamage: true,
    },
    {
      what: 'a flipped byte in the last frame of a segment that others follow',
      number: 0,
      at: 3 * frame + FrameHeaderBytes + 7,
      isDamage: true,
    },
    {
      what: 'a header of a middle frame that reads zero',
      number: 0,
      at: frame,
      isDamage: true,
      zeroes: FrameHeaderBytes,
    },
    {
      what: 'a flipped byte in a frame of the last segment that others follow',
      number: 1,
      at: frame + FrameHeaderBytes + 7,
      isDamage: true,
    },
    {
      what: 'a header in the middle of the last segment that reads zero',
      number: 1,
      at: frame,
      isDamage: true,
      zeroes: FrameHeaderBytes,
    },
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
    if (isDamage)
      expect(() => refsIn(keptIn(files))).toThrowError(
        expect.objectContaining({ code: 'ONRUSH_SHOP_JOURNAL_CORRUPT', exitCode: 5 }),
      )
    else expect(refsIn(keptIn(files)).end).toEqual({ frames: 7, records: 14, isTorn: true })
  })
})

/** A disk whose bytes lie open, to be damaged. */
function keptIn(files: Map<string, Uint8Array>): Disk {
  return {
    create(name) {
      const bytes = new Uint8Array(4096)
      files.set(name, bytes)
      return {
        write: (given, at) => (bytes.set(given, at), given.length),
        sync: () => undefined,
        close: () => undefined,
      }
    },
    syncFolder: () => undefined,
    list: () => [...files.keys()].sort(),
    read: (name) => files.get(name) as Uint8Array,
  }
}

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
    expect(() => writer.commit(1)).toThrowError(
      expect.objectContaining({ code: 'ONRUSH_SHOP_JOURNAL_FAILED', exitCode: 5 }),
    )
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
