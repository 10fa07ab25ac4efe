import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AccountEntryBytes, AccountWriter, accountFile, readAccount } from '@onrush/shop'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'onrush-account-'))
afterAll(() => rmSync(folder, { recursive: true }))

const read = (path: string): number[] => {
  const words: number[] = []
  for (const chunk of readAccount(path)) for (const word of new Int32Array(chunk.slice().buffer)) words.push(word)
  return words
}

describe('the clients’ account', () => {
  it('gives back what was noted, batch after batch', () => {
    const path = join(folder, 'plain')
    const file = accountFile(path)
    const writer = new AccountWriter(file)
    writer.add(1, 2, 3, 1, 400)
    writer.add(-5, 6, 7, 2, 800)
    writer.flush()
    writer.flush()
    writer.add(9, 10, 11, 3, 1200)
    writer.flush()
    file.close()
    expect(read(path)).toEqual([1, 2, 3, 1, 400, -5, 6, 7, 2, 800, 9, 10, 11, 3, 1200])
    expect(writer.entries).toBe(3)
  })

  it('is written once per batch, however large the batch', () => {
    const writes: number[] = []
    const writer = new AccountWriter({ write: (bytes) => (writes.push(bytes.length), bytes.length) })
    for (let entry = 0; entry < 100_000; entry++) writer.add(entry, 0, 0, 0, 0)
    writer.flush()
    expect(writes).toEqual([100_000 * AccountEntryBytes])
  })

  it('comes in chunks of whole entries and leaves out a last one that was torn', () => {
    const path = join(folder, 'torn')
    const file = accountFile(path)
    const writer = new AccountWriter(file)
    const count = 450_000
    for (let entry = 0; entry < count; entry++) writer.add(entry, -entry, 0, 0, 0)
    writer.flush()
    file.close()
    truncateSync(path, count * AccountEntryBytes - 7)
    let next = 0
    let chunks = 0
    for (const chunk of readAccount(path)) {
      chunks++
      const words = new Int32Array(chunk.buffer, chunk.byteOffset, chunk.length / 4)
      for (let at = 0; at < words.length; at += 5, next++)
        if (words[at] !== next || words[at + 1] !== -next) throw new Error(`entry ${next} is wrong`)
    }
    expect(next).toBe(count - 1)
    expect(chunks).toBeGreaterThan(1)
  })

  it('goes on where it ended when it is opened again', () => {
    const path = join(folder, 'again')
    for (let run = 0; run < 2; run++) {
      const file = accountFile(path)
      const writer = new AccountWriter(file)
      writer.add(run, 0, 0, 0, 0)
      writer.flush()
      file.close()
    }
    expect(readFileSync(path).length).toBe(2 * AccountEntryBytes)
  })

  it.each([
    { what: 'is short', write: (bytes: Uint8Array) => bytes.length - 1, message: /short write: 19 of 20/ },
    {
      what: 'fails',
      write: (): number => {
        throw new Error('ENOSPC: no space left')
      },
      message: /ENOSPC/,
    },
  ])('says so when a write $what', ({ write, message }) => {
    const writer = new AccountWriter({ write })
    writer.add(1, 2, 3, 4, 5)
    expect(() => writer.flush()).toThrowError(
      expect.objectContaining({
        code: 'ONRUSH_SHOP_ACCOUNT_FAILED',
        exitCode: 5,
        message: expect.stringMatching(message),
      }),
    )
    expect(writer.entries).toBe(0)
  })

  it('says so when it cannot be opened or read', () => {
    expect(() => accountFile(join(folder, 'no', 'such'))).toThrowError(
      expect.objectContaining({ code: 'ONRUSH_SHOP_ACCOUNT_FAILED' }),
    )
    expect(() => read(join(folder, 'nothing'))).toThrowError(
      expect.objectContaining({ code: 'ONRUSH_SHOP_ACCOUNT_UNREADABLE', exitCode: 5 }),
    )
  })
})
