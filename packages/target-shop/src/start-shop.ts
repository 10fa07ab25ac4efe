import { Worker } from 'node:worker_threads'
import { delay } from '@onrush/clockwork'
import { type Gauges, OnrushError, type Running, type StartContext } from '@onrush/contracts'
import {
  Answer,
  Control,
  Gauge,
  JournalRingWords,
  type JournalThreadData,
  Request,
  ringBuffer,
  type ShopSettings,
  type ShopThreadData,
} from '@onrush/shop'
import type { ShopHandle } from './lane-client.ts'

const JournalRingSlots = 1 << 20

/** Starts the shop's two threads (shop and journal) and waits until both are warm and ready. */
export async function startShop(
  settings: ShopSettings,
  context: StartContext & { readonly warmUpMs?: number },
): Promise<Running> {
  const control = new SharedArrayBuffer(Control.words * 4)
  const gauges = new SharedArrayBuffer(Gauge.count * 8)
  const journal = ringBuffer({ capacity: JournalRingSlots, words: JournalRingWords })
  const lane: ShopHandle = {
    requests: ringBuffer({ capacity: settings.laneSlots, words: Request.words }),
    answers: ringBuffer({ capacity: settings.laneSlots, words: Answer.words }),
  }
  const journalData: JournalThreadData = { ring: journal, gauges, control, folder: context.folder }
  const shopData: ShopThreadData = {
    settings,
    lanes: [lane],
    journal,
    gauges,
    control,
    clock: context.clock,
    warmUpMs: context.warmUpMs ?? 1000,
  }
  let isStopping = false
  const onBroken = (error: Error): void => {
    if (!isStopping) context.onBroken(error)
  }
  const journalThread = hostThread('journal-thread', journalData, onBroken)
  const shopThread = hostThread('shop-thread', shopData, onBroken)
  const flags = new Int32Array(control)
  // The journal ends when the shop has; a shop thread that died cannot say so itself.
  void shopThread.ended.then(() => Atomics.store(flags, Control.shopStopped, 1))

  const stop = async (): Promise<void> => {
    isStopping = true
    Atomics.store(flags, Control.stop, 1)
    await Promise.all([shopThread.ended, journalThread.ended])
  }
  try {
    await Promise.all([journalThread.ready, shopThread.ready])
  } catch (error) {
    Atomics.store(flags, Control.shopStopped, 1)
    Atomics.store(flags, Control.stop, 1)
    await Promise.race([Promise.all([shopThread.ended, journalThread.ended]), delay(2000)])
    throw error
  }
  return { handle: lane, stop, gauges: () => readGauges(new Float64Array(gauges)) }
}

interface HostThread {
  readonly ready: Promise<void>
  readonly ended: Promise<void>
}

function hostThread(name: string, workerData: unknown, onBroken: (error: Error) => void): HostThread {
  const worker = new Worker(new URL(import.meta.resolve(`@onrush/shop/${name}`)), { workerData, name })
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const ready = new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(error)
      onBroken(error)
    }
    worker.on('message', (message: unknown) => {
      if (message === 'ready') resolve()
      else fail(brokenStorage(message))
    })
    worker.once('error', (error) => fail(error as Error))
    worker.once('exit', () => reject(new Error(`${name} ended before it was ready`)))
  })
  // A failure after the start is told through onBroken; the promise itself has then long been settled.
  ready.catch(() => undefined)
  return { ready, ended }
}

/** An OnrushError does not survive the way between threads; it is made again from its parts. Others, the file system's say, get our code. */
function brokenStorage(message: unknown): Error {
  const { broken } = message as { broken: { code?: string; message: string; hint?: string } }
  if (broken.code?.startsWith('ONRUSH_') && broken.hint) {
    return new OnrushError(broken.code, broken.message, { hint: broken.hint, exitCode: 5 })
  }
  return new OnrushError('ONRUSH_SHOP_JOURNAL_FAILED', `the shop's journal cannot be written: ${broken.message}`, {
    hint: 'Point --reports at a folder that can be written.',
    exitCode: 5,
  })
}

function readGauges(values: Float64Array): Gauges {
  return Object.fromEntries(
    Object.entries(Gauge)
      .filter(([name]) => name !== 'count')
      .map(([name, index]) => [name, values[index] as number]),
  )
}
