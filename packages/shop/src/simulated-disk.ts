import type { RandomStream } from '@onrush/clockwork'
import type { Disk, DiskFile } from './disk.ts'

interface StoredFile {
  bytes: Uint8Array
  synced: Uint8Array
  isNameDurable: boolean
  /** Writes since the last sync, in order; a power cut keeps an arbitrary part of them. */
  pending: { at: number; bytes: Uint8Array }[]
}

/**
 * A disk in memory that behaves as badly as a real one may: a power cut loses whatever was not synced, keeps some of it by
 * chance (pages are written back in any order), tears the last write at any byte, and forgets files whose folder was not synced.
 */
export class SimulatedDisk implements Disk {
  readonly #files = new Map<string, StoredFile>()
  readonly #capacityBytes: number
  readonly #failSyncAfter: number
  #syncs = 0

  /** `capacityBytes`: of all files together; a write beyond it is short. `failSyncAfter`: every sync after that many throws. */
  constructor(options: { capacityBytes?: number; failSyncAfter?: number } = {}) {
    this.#capacityBytes = options.capacityBytes ?? Number.POSITIVE_INFINITY
    this.#failSyncAfter = options.failSyncAfter ?? Number.POSITIVE_INFINITY
  }

  create(name: string): DiskFile {
    if (this.#files.has(name)) throw new Error(`EEXIST: ${name} is already there`)
    const file: StoredFile = { bytes: new Uint8Array(0), synced: new Uint8Array(0), isNameDurable: false, pending: [] }
    this.#files.set(name, file)
    return {
      write: (bytes, at) => this.#write(file, bytes, at),
      sync: () => {
        if (++this.#syncs > this.#failSyncAfter) throw new Error('EIO: the simulated disk failed to sync')
        file.synced = file.bytes.slice()
        file.pending = []
      },
      close: () => undefined,
    }
  }

  syncFolder(): void {
    for (const file of this.#files.values()) file.isNameDurable = true
  }

  list(): readonly string[] {
    return [...this.#files.keys()].sort()
  }

  read(name: string): Uint8Array {
    const file = this.#files.get(name)
    if (!file) throw new Error(`ENOENT: no ${name}`)
    return file.bytes
  }

  /** The disk as it is found after a power cut at this moment. */
  afterPowerCut(random: RandomStream): SimulatedDisk {
    const found = new SimulatedDisk()
    for (const [name, file] of this.#files) {
      if (!file.isNameDurable) continue
      const length = Math.max(file.synced.length, ...file.pending.map((write) => write.at + write.bytes.length))
      const bytes = new Uint8Array(length)
      bytes.set(file.synced)
      for (const write of file.pending) {
        const kept = random.below(3)
        if (kept === 0) continue
        const size = kept === 1 ? write.bytes.length : random.below(write.bytes.length + 1)
        bytes.set(write.bytes.subarray(0, size), write.at)
      }
      found.#files.set(name, { bytes, synced: bytes.slice(), isNameDurable: true, pending: [] })
    }
    return found
  }

  #write(file: StoredFile, bytes: Uint8Array, at: number): number {
    let othersBytes = -file.bytes.length
    for (const other of this.#files.values()) othersBytes += other.bytes.length
    const taken = Math.max(0, Math.min(bytes.length, this.#capacityBytes - othersBytes - at))
    if (at + taken > file.bytes.length) {
      const grown = new Uint8Array(Math.max(at + taken, file.bytes.length))
      grown.set(file.bytes)
      file.bytes = grown
    }
    const written = bytes.slice(0, taken)
    file.bytes.set(written, at)
    file.pending.push({ at, bytes: written })
    return taken
  }
}
