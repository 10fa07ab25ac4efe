import { wallTimer } from './wall-timer.ts'

/** The longest wait that `setTimeout` takes; anything longer it would turn into 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Resolves after `ms` milliseconds of wall time, never early; 0 and less mean the next turn of the event loop.
 * Rejects with the signal's reason as soon as the signal aborts.
 */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    const abort = (): void => {
      undo()
      reject(signal?.reason)
    }
    const undo = after(ms, () => {
      signal?.removeEventListener('abort', abort)
      resolve()
    })
    signal?.addEventListener('abort', abort, { once: true })
  })
}

/** Calls `run` once after `ms` milliseconds of wall time, never early. Returns its undo, safe to call twice. */
export function after(ms: number, run: () => void): () => void {
  const wallUs = wallTimer()
  const dueUs = wallUs() + ms * 1000
  // Timers of the platform round down and cap; so they are only a hint, and what is left is waited for again.
  const turn = (): void => {
    const leftMs = (dueUs - wallUs()) / 1000
    if (leftMs <= 0) run()
    else arm(leftMs)
  }
  let timer: NodeJS.Timeout
  const arm = (leftMs: number): void => {
    timer = setTimeout(turn, Math.min(Math.ceil(leftMs), LONGEST_TIMER_MS))
  }
  arm(Math.max(0, ms))
  return () => clearTimeout(timer)
}

/**
 * Calls `run` every `ms` milliseconds (at least 1) of wall time until undone. The beats are multiples of `ms` after the start, so
 * they do not drift; beats missed while the thread was busy are skipped, not made up for.
 */
export function every(ms: number, run: () => void): () => void {
  const wallUs = wallTimer()
  const periodUs = Math.max(1, ms) * 1000
  const startUs = wallUs()
  let isStopped = false
  let undo: () => void
  const arm = (): void => {
    const beatUs = startUs + (Math.floor((wallUs() - startUs) / periodUs) + 1) * periodUs
    undo = after((beatUs - wallUs()) / 1000, () => {
      run()
      if (!isStopped) arm()
    })
  }
  arm()
  return () => {
    isStopped = true
    undo()
  }
}
