import { closeSync, fdatasyncSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A file of the journal. */
export interface DiskFile {
  /** Writes at a position; returns how many bytes were taken (fewer than given: a short write). Throws when the disk says no. */
  write(bytes: Uint8Array, at: number): number
  /** Returns when everything written so far survives a power cut. Throws when that cannot be promised. */
  sync(): void
  close(): void
}

/** What the journal needs of a disk; small, so that a simulated one can lose and tear what a real one may lose and tear. */
export interface Disk {
  create(name: string): DiskFile
  /** Makes the names of new files durable. */
  syncFolder(): void
  /** Names of all files, sorted. */
  list(): readonly string[]
  read(name: string): Uint8Array
}

/** A folder of the machine. */
export function folderDisk(folder: string): Disk {
  mkdirSync(folder, { recursive: true })
  return {
    create(name) {
      const file = openSync(join(folder, name), 'wx+')
      return {
        write: (bytes, at) => writeSync(file, bytes, 0, bytes.length, at),
        sync: () => fdatasyncSync(file),
        close: () => closeSync(file),
      }
    },
    syncFolder() {
      const file = openSync(folder, 'r')
      try {
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
    },
    list: () => readdirSync(folder).sort(),
    read: (name) => readFileSync(join(folder, name)),
  }
}
