import type { ShopSettings } from './options.ts'

/** What the shop thread is started with. */
export interface ShopThreadData {
  readonly settings: ShopSettings
  readonly lanes: readonly { readonly requests: SharedArrayBuffer; readonly answers: SharedArrayBuffer }[]
  readonly journal: SharedArrayBuffer
  readonly gauges: SharedArrayBuffer
  readonly control: SharedArrayBuffer
  readonly clock: SharedArrayBuffer
  readonly warmUpMs: number
}

/** What the journal thread is started with. */
export interface JournalThreadData {
  readonly ring: SharedArrayBuffer
  readonly gauges: SharedArrayBuffer
  readonly control: SharedArrayBuffer
  readonly folder: string
}
