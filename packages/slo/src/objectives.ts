import type { FieldRule, OutcomeName, Window } from '@onrush/contracts'
import { checkFields, OnrushError, Outcomes, rule } from '@onrush/contracts'
import type {
  ErrorBudgetObjective,
  InvariantObjective,
  LatencyObjective,
  LatencyTime,
  MilestoneObjective,
  OfferedObjective,
  RecoveryObjective,
  StallObjective,
} from './objective.ts'
import { quantileName, windowName } from './wording.ts'

const Code = 'ONRUSH_SLO_OPTIONS'
/** A yes, and everything that kept somebody waiting for one. A fast no is left out: it must never flatter a slow yes. */
const WaitingOutcomes = ['ok', 'timedOut', 'unsent'] as const satisfies readonly OutcomeName[]
const MinSamples = 1000
/** Fewer answers than this beyond a quantile make it a matter of luck; at p99 it comes to the usual 1,000 samples. */
const SamplesBeyondQuantile = 10

export interface LatencyOptions {
  readonly name?: string
  readonly operation: string
  /** `ok`, `timedOut` and `unsent` unless said otherwise. */
  readonly outcomes?: readonly OutcomeName[]
  /** Above 0, at most 1. */
  readonly quantile: number
  readonly limitMs: number
  readonly window: Window
  /** 1,000 unless said otherwise; for quantiles above 0.99 as many as put ten answers beyond the quantile. */
  readonly minSamples?: number
  /** `response` unless said otherwise. */
  readonly time?: LatencyTime
}

/**
 * A quantile of an operation's latency stays at or below `limitMs` within the window.
 * @throws OnrushError ONRUSH_SLO_OPTIONS
 */
export function latency(options: LatencyOptions): LatencyObjective {
  checkFields(Code, 'latency()', options, {
    required: { operation: rule.text, quantile: quantileRule, limitMs: rule.notNegative, window: windowRule },
    optional: {
      name: rule.text,
      outcomes: outcomesRule,
      minSamples: rule.positiveCount,
      time: rule.oneOf('response', 'service'),
    },
  })
  const { operation, quantile, window } = options
  const time = options.time ?? 'response'
  const kind = time === 'service' ? ' service' : ''
  return {
    kind: 'latency',
    name: options.name ?? `${operation} ${quantileName(quantile)}${kind} ${windowName(window)}`,
    operation,
    outcomes: options.outcomes ?? WaitingOutcomes,
    quantile,
    limitMs: options.limitMs,
    window,
    minSamples: options.minSamples ?? samplesFor(quantile),
    time,
  }
}

/**
 * Nobody waits longer than `limitMs` for any answer, whatever it is: the maximum of response time over all operations and outcomes.
 * @throws OnrushError ONRUSH_SLO_OPTIONS
 */
export function longestWait(options: {
  readonly name?: string
  readonly limitMs: number
  readonly window: Window
}): LatencyObjective {
  checkFields(Code, 'longestWait()', options, {
    required: { limitMs: rule.notNegative, window: windowRule },
    optional: { name: rule.text },
  })
  const { limitMs, window } = options
  const name = options.name ?? `longest wait ${windowName(window)}`
  return {
    kind: 'latency',
    name,
    operation: null,
    outcomes: Outcomes,
    quantile: 1,
    limitMs,
    window,
    minSamples: 1,
    time: 'response',
  }
}

/** The amount is given once, in yuan or in fen. */
export type MilestoneOptions = { readonly name: string; readonly limitMs: number } & (
  | { readonly targetFen: number; readonly targetYuan?: never }
  | { readonly targetYuan: number; readonly targetFen?: never }
)

/**
 * Turnover reaches an amount no later than `limitMs` after T0.
 * @throws OnrushError ONRUSH_SLO_OPTIONS
 */
export function milestone(options: MilestoneOptions): MilestoneObjective {
  checkFields(Code, 'milestone()', options, {
    required: { name: rule.text, limitMs: rule.positive },
    optional: { targetFen: rule.positiveCount, targetYuan: rule.positive },
  })
  if ((options.targetFen === undefined) === (options.targetYuan === undefined)) {
    throw new OnrushError(Code, `milestone() "${options.name}" needs exactly one of targetFen and targetYuan`, {
      hint: 'Give the amount once: targetYuan: 10_000_000, or targetFen: 1_000_000_000.',
    })
  }
  const targetFen = options.targetFen ?? Math.round((options.targetYuan ?? 0) * 100)
  return { kind: 'milestone', name: options.name, targetFen, limitMs: options.limitMs }
}

/**
 * One law of the ledger, by the ledger's own name for it, holds and was checked at least once.
 * @throws OnrushError ONRUSH_SLO_OPTIONS
 */
export function invariant(options: { readonly name: string }): InvariantObjective {
  checkFields(Code, 'invariant()', options, { required: { name: rule.text } })
  return { kind: 'invariant', name: options.name, invariant: options.name }
}

/** Every law of the ledger holds and was checked at least once; there is at least one. */
export function allInvariants(): InvariantObjective {
  return { kind: 'invariant', name: 'all invariants', invariant: null }
}

export interface StallOptions {
  readonly name?: string
  readonly operation: string
  readonly limitMs: number
  readonly window: Window
}

/**
 * The longest gap between two `ok` answers of an operation stays at or below `limitMs`.
 * @throws OnrushError ONRUSH_SLO_OPTIONS
 */
export function stall(options: StallOptions): StallObjective {
  checkFields(Code, 'stall()', options, {
    required: { operation: rule.text, limitMs: rule.positive, window: windowRule },
    optional: { name: rule.text },
  })
  const { operation, limitMs, window } = options
  return { kind: 'stall', name: options.name ?? `${operation} stall ${windowName(window)}`, operation, limitMs, window }
}

export interface RecoveryOptions {
  readonly name?: string
  readonly operation: string
  readonly outcomes?: readonly OutcomeName[]
  /** Above 0, at most 1. */
  readonly quantile: number
  readonly levelMs: number
  readonly limitMs: number
  /** Where recovery is counted from, ms from T0; inside the window. */
  readonly fromMs: number
  readonly window: Window
}

/**
 * From `fromMs` it takes at most `limitMs` until the quantile per interval is back at or below `levelMs` and stays there to
 * the window's end.
 * @throws OnrushError ONRUSH_SLO_OPTIONS
 */
export function recovery(options: RecoveryOptions): RecoveryObjective {
  checkFields(Code, 'recovery()', options, {
    required: {
      operation: rule.text,
      quantile: quantileRule,
      levelMs: rule.notNegative,
      limitMs: rule.notNegative,
      fromMs: rule.number,
      window: windowRule,
    },
    optional: { name: rule.text, outcomes: outcomesRule },
  })
  const { operation, quantile, levelMs, limitMs, fromMs, window } = options
  if (fromMs < window.fromMs || fromMs >= window.toMs) {
    throw new OnrushError(Code, `recovery(): fromMs (${fromMs}) lies outside its window ${windowName(window)}`, {
      hint: 'Count recovery from an instant inside the window, for example the end of the fault.',
    })
  }
  const name =
    options.name ?? `${operation} recovery ${quantileName(quantile)} ${windowName({ fromMs, toMs: window.toMs })}`
  return {
    kind: 'recovery',
    name,
    operation,
    outcomes: options.outcomes ?? WaitingOutcomes,
    quantile,
    levelMs,
    limitMs,
    fromMs,
    window,
  }
}

/**
 * At least so many clicks were offered in the window: the crowd was as large as promised.
 * @throws OnrushError ONRUSH_SLO_OPTIONS
 */
export function offered(options: {
  readonly name?: string
  readonly atLeast: number
  readonly window: Window
}): OfferedObjective {
  checkFields(Code, 'offered()', options, {
    required: { atLeast: rule.positive, window: windowRule },
    optional: { name: rule.text },
  })
  const { atLeast, window } = options
  return { kind: 'offered', name: options.name ?? `offered ${windowName(window)}`, atLeast, window }
}

export interface ErrorBudgetOptions {
  readonly name?: string
  /** All operations unless said otherwise. */
  readonly operation?: string
  readonly outcomes: readonly OutcomeName[]
  /** From 0 to 1. */
  readonly maxShare: number
  readonly window: Window
  /** 1,000 unless said otherwise. */
  readonly minSamples?: number
}

/**
 * The share of the named outcomes among all answers in the window stays at or below `maxShare`.
 * @throws OnrushError ONRUSH_SLO_OPTIONS
 */
export function errorBudget(options: ErrorBudgetOptions): ErrorBudgetObjective {
  checkFields(Code, 'errorBudget()', options, {
    required: { outcomes: outcomesRule, maxShare: rule.share, window: windowRule },
    optional: { name: rule.text, operation: rule.text, minSamples: rule.positiveCount },
  })
  const { outcomes, maxShare, window } = options
  const operation = options.operation ?? null
  const name = options.name ?? `${operation === null ? '' : `${operation} `}errors ${windowName(window)}`
  return { kind: 'errors', name, operation, outcomes, maxShare, window, minSamples: options.minSamples ?? MinSamples }
}

/** Rounded, because 10 ÷ (1 − 0.99) is a hair above 1,000 in floating point. The maximum needs no more than the rest. */
function samplesFor(quantile: number): number {
  return quantile === 1 ? MinSamples : Math.max(MinSamples, Math.round(SamplesBeyondQuantile / (1 - quantile)))
}

const quantileRule: FieldRule = (value) =>
  typeof value === 'number' && value > 0 && value <= 1 ? undefined : 'a quantile above 0 and at most 1 (0.99 is p99)'

const windowRule: FieldRule = (value) => {
  const expected = 'a window { fromMs, toMs } with fromMs before toMs'
  if (rule.record(value) !== undefined) return expected
  const { fromMs, toMs, ...unknown } = value as Record<string, unknown>
  if (Object.keys(unknown).length > 0 || rule.number(fromMs) !== undefined || rule.number(toMs) !== undefined)
    return expected
  return (fromMs as number) < (toMs as number) ? undefined : expected
}

const outcomesRule: FieldRule = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  new Set(value).size === value.length &&
  value.every((entry) => Outcomes.includes(entry))
    ? undefined
    : `a list of different outcomes out of ${Outcomes.join(', ')}`
