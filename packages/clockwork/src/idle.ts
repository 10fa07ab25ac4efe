// A constant, not state: nobody else can reach this cell, so nothing ever writes or notifies it. One for all calls because
// allocating shared memory costs more than the shortest wait.
const silentCell = new Int32Array(new SharedArrayBuffer(4))

/**
 * Blocks this thread for at most `ms` milliseconds (0 and less: not at all). For worker loops that have nothing to do;
 * never on a thread that serves an event loop.
 */
export function idle(ms: number): void {
  Atomics.wait(silentCell, 0, 0, ms)
}
