/** A few shared words by which the main thread and the shop's threads tell each other to stop, or that they broke. */
export const Control = { stop: 0, storageBroken: 1, shopStopped: 2, journalStopped: 3, warm: 4, words: 8 } as const
