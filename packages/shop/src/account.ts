import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { OnrushError } from '@onrush/contracts'

/**
 * The clients' account of acknowledged answers, the other half of the proof that nothing was lost: one entry of five 32-bit
 * words, little-endian, for every `ok` that names an order. It is appended before the crowd sees the answers, so whatever a
 * shopper believes is in it.
 */
export const AccountEntry = { orderRef: 0, shopper: 1, intent: 2, op: 3, valueFen: 4, words: 5 } as const
export const AccountEntryBytes: number = AccountEntry.words * 4

/** Where an account goes. `write` returns how many bytes were taken; fewer than given is a failure. */
export interface AccountFile {
  write(bytes: Uint8Array): number
}

const FirstEntries = 16_384
/** Whole entries, about 4 MB. */
const ChunkBytes: number = AccountEntryBytes * 209_715

/** Collects the acknowledged answers of one batch and appends them with one write. Single owner. */
export class AccountWriter {
  readonly #file: AccountFile
  #words = new Int32Array(FirstEntries * AccountEntry.words)
  #at = 0
  /** Entries handed to the file so far. */
  entries = 0

  constructor(file: AccountFile) {
    this.#file = file
  }

  /** Notes one acknowledged answer; `op` is a `ShopOp`. Allocates only when a batch is larger than every one before it. */
  add(orderRef: number, shopper: number, intent: number, op: number, valueFen: number): void {
    if (this.#at === this.#words.length) this.#grow()
    const words = this.#words
    const at = this.#at
    words[at] = orderRef
    words[at + 1] = shopper
    words[at + 2] = intent
    words[at + 3] = op
    words[at + 4] = valueFen
    this.#at = at + AccountEntry.words
  }

  /**
   * Appends what was added since the last flush. Call it before anybody learns of these answers.
   * @throws OnrushError ONRUSH_SHOP_ACCOUNT_FAILED on a short or failed write; the batch is kept.
   */
  flush(): void {
    if (this.#at === 0) return
    const bytes = new Uint8Array(this.#words.buffer, 0, this.#at * 4)
    let taken: number
    try {
      taken = this.#file.write(bytes)
    } catch (cause) {
      throw accountFailed(cause instanceof Error ? cause.message : String(cause), cause)
    }
    if (taken !== bytes.length)
      throw accountFailed(`short write: ${taken} of ${bytes.length} bytes were taken`, undefined)
    this.entries += this.#at / AccountEntry.words
    this.#at = 0
  }

  #grow(): void {
    const grown = new Int32Array(this.#words.length * 2)
    grown.set(this.#words)
    this.#words = grown
  }
}

/** Opens an account file for appending. @throws OnrushError ONRUSH_SHOP_ACCOUNT_FAILED */
export function accountFile(path: string): AccountFile & { close(): void } {
  let file: number
  try {
    file = openSync(path, 'a')
  } catch (cause) {
    throw accountFailed(cause instanceof Error ? cause.message : String(cause), cause)
  }
  return { write: (bytes) => writeSync(file, bytes), close: () => closeSync(file) }
}

/**
 * Reads an account in chunks of whole entries, a few megabytes each. A chunk is only valid until the next one is asked for.
 * A last entry that a crash tore is left out: its answer had not been given yet.
 * @throws OnrushError ONRUSH_SHOP_ACCOUNT_UNREADABLE
 */
export function* readAccount(path: string): Generator<Uint8Array, void, undefined> {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (cause) {
    throw new OnrushError(
      'ONRUSH_SHOP_ACCOUNT_UNREADABLE',
      `the clients' account cannot be read: ${(cause as Error).message}`,
      {
        hint: 'Run the audit on a complete ledger folder; without an account it cannot say whether anything was lost.',
        exitCode: 5,
        cause,
      },
    )
  }
  try {
    const chunk = new Uint8Array(ChunkBytes)
    for (;;) {
      const filled = fill(file, chunk)
      const whole = filled - (filled % AccountEntryBytes)
      if (whole > 0) yield chunk.subarray(0, whole)
      if (filled < chunk.length) return
    }
  } finally {
    closeSync(file)
  }
}

/** Reads until the chunk is full or the file ends; says how many bytes there were. */
function fill(file: number, chunk: Uint8Array): number {
  let filled = 0
  while (filled < chunk.length) {
    const got = readSync(file, chunk, filled, chunk.length - filled, null)
    if (got === 0) break
    filled += got
  }
  return filled
}

function accountFailed(what: string, cause: unknown): OnrushError {
  return new OnrushError('ONRUSH_SHOP_ACCOUNT_FAILED', `the clients' account can no longer be written: ${what}`, {
    hint: 'Free disk space, or point --reports at a disk with room (the default midnight notes about 0.5 GB of answers).',
    exitCode: 5,
    cause,
  })
}
