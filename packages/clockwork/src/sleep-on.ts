/**
 * A promise on a clock that is moved by its owner: resolves when `schedule` calls back, at once when `isPast`, and rejects with
 * the signal's reason (undoing the callback) when the signal aborts first.
 */
export function sleepOn(
  schedule: (run: () => void) => () => void,
  isPast: boolean,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    if (isPast) {
      resolve()
      return
    }
    const abort = (): void => {
      undo()
      reject(signal?.reason)
    }
    const undo = schedule(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    })
    signal?.addEventListener('abort', abort, { once: true })
  })
}
