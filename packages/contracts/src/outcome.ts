/** What became of an arrival. The position in this list is its code on the fast path. */
export const Outcomes = ['ok', 'refused', 'shed', 'pending', 'failed', 'timedOut', 'unsent'] as const
export type OutcomeName = (typeof Outcomes)[number]

/** The codes of the fast path: `OutcomeCode.shed === Outcomes.indexOf('shed')`. */
export const OutcomeCode = { ok: 0, refused: 1, shed: 2, pending: 3, failed: 4, timedOut: 5, unsent: 6 } as const

/** Why a target said no, or could not say yes. The position in this list is its code on the fast path; 0 is "no reason". */
export const Reasons = [
  'none',
  'soldOut',
  'notYet',
  'limitReached',
  'insufficientFunds',
  'released',
  'unknownOrder',
  'unknownItem',
  'overloaded',
  'storageFailed',
  'notSupported',
  'threw',
] as const
export type ReasonName = (typeof Reasons)[number]
export const ReasonCode = {
  none: 0,
  soldOut: 1,
  notYet: 2,
  limitReached: 3,
  insufficientFunds: 4,
  released: 5,
  unknownOrder: 6,
  unknownItem: 7,
  overloaded: 8,
  storageFailed: 9,
  notSupported: 10,
  threw: 11,
} as const

/** One answer, as a plain target gives it. */
export interface Outcome {
  readonly outcome: Exclude<OutcomeName, 'timedOut' | 'unsent'>
  readonly reason?: ReasonName
  /** With `shed`: when to come back, milliseconds. */
  readonly retryAfterMs?: number
  /** The target's reference of the order this answer names. */
  readonly orderRef?: number
  /** Money this answer moved, integer fen. */
  readonly valueFen?: number
}
