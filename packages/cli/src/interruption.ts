import { type WallTimer, wallTimer } from '@onrush/clockwork'

/** Nx and a terminal both hand one press of Ctrl-C to the process; what comes within this time is the same press. */
const samePressUs = 500_000

/**
 * Turns SIGINT and SIGTERM into an abort. The first one aborts the signal, so that the run ends early and writes its report;
 * a second one calls `onImpatient`. Undone by `stop`.
 */
export function interruption(onImpatient: () => void): { readonly signal: AbortSignal; stop(): void } {
  const wallUs: WallTimer = wallTimer()
  const controller = new AbortController()
  let firstUs: number | undefined
  const onSignal = (name: string) => {
    if (firstUs === undefined) {
      firstUs = wallUs()
      controller.abort(new Error(`interrupted by ${name}`))
    } else if (wallUs() - firstUs > samePressUs) {
      onImpatient()
    }
  }
  const names = ['SIGINT', 'SIGTERM'] as const
  for (const name of names) process.on(name, onSignal)
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of names) process.off(name, onSignal)
    },
  }
}
