/** The shop's own figures in shared memory: written by the shop thread, read by anybody; each one a float64. */
export const Gauge = {
  gmvFen: 0,
  orders: 1,
  paid: 2,
  cod: 3,
  released: 4,
  soldOutItems: 5,
  queueDepth: 6,
  pendingAnswers: 7,
  decisions: 8,
  shed: 9,
  journalBytes: 10,
  journalSyncs: 11,
  /** The longest single commit (write and sync) so far, microseconds. */
  longestSyncUs: 12,
  count: 16,
} as const
