import {
  type Accountable,
  type Auditable,
  type ClockKind,
  type Connectable,
  type Crowd,
  type CrowdReport,
  checkFields,
  OnrushError,
  rule,
  type Scratchable,
  type Simulatable,
  type Startable,
  type Target,
} from '@onrush/contracts'
import { type Objective, validateObjectives } from '@onrush/slo'

/** What the command line may set; a scenario may be a function of it. */
export interface ScenarioOptions {
  readonly seed?: number
  readonly shoppers?: number
}

/** A crowd as a scenario holds it: a plain value that makes the people when the run begins. */
export interface CrowdPlan {
  /** Operation names; their position is the operation's code. */
  readonly operations: readonly string[]
  /** Expected arrivals per scenario second at that scenario time; chooses the speed of the time-lapse. */
  plannedRps(scenarioMs: number): number
  create(context: { readonly seed: number; readonly startMs: number }): Crowd & { report(): CrowdReport }
}

/** What a scenario may fire at: a plain target, or one with the fast door and more. */
export type TargetPlan =
  | Target
  | (Connectable & Startable & Partial<Auditable & Accountable & Simulatable & Scratchable>)

/** Scenario times, ms from T0. `startMs` is negative: the countdown. */
export interface Timeline {
  readonly startMs: number
  /** Up to here scenario time runs with wall time; what waits is judged only here. */
  readonly realUntilMs: number
  readonly endMs: number
}

/** When the generator, not the target, was the bottleneck. */
export interface GeneratorLimits {
  readonly lagP99Ms: number
  /** The same in T0 … +2 s, where the first clicks come all at once. */
  readonly burstLagP99Ms: number
  readonly unsentShare: number
}

export interface Scenario {
  readonly name: string
  readonly seed: number
  readonly crowd: CrowdPlan
  readonly target: TargetPlan
  readonly timeline: Timeline
  readonly objectives: readonly Objective[]
  /** `time-lapse` unless said otherwise. */
  readonly clock?: ClockKind
  /** Clicks per wall second that the time-lapse aims at. */
  readonly offeredRps?: number
  /** Most scenario seconds per wall second. */
  readonly maxSpeed?: number
  /** A client gives up waiting for one answer after this, wall ms. */
  readonly timeoutMs?: number
  /** Most clicks between the oldest unanswered one and the newest; beyond it clicks wait and in the end count as unsent. */
  readonly inFlightMax?: number
  readonly generator?: Partial<GeneratorLimits>
  /** What the report of a virtual run says it started at; ISO 8601. */
  readonly startedAt?: string
  /** Wall milliseconds of warm-up before the countdown. */
  readonly warmUpMs?: number
}

/** What a scenario file exports by default. */
export type ScenarioModule = (options: ScenarioOptions) => Scenario

/** Defaults that every run needs, filled in. */
export type CompleteScenario = Omit<Required<Scenario>, 'generator'> & { readonly generator: GeneratorLimits }

const Defaults = {
  clock: 'time-lapse',
  offeredRps: 700_000,
  maxSpeed: 3600,
  timeoutMs: 10_000,
  inFlightMax: 4_194_304,
  startedAt: '2009-11-10T16:00:00.000Z',
  warmUpMs: 3000,
} as const

const DefaultLimits: GeneratorLimits = { lagP99Ms: 1, burstLagP99Ms: 50, unsentShare: 0.0001 }

/** Marks a scenario, given as a value or as a function of the command line's options, as the export of a scenario file. */
export function defineScenario(scenario: Scenario | ScenarioModule): ScenarioModule {
  return typeof scenario === 'function' ? scenario : (options) => ({ ...scenario, seed: options.seed ?? scenario.seed })
}

const Code = 'ONRUSH_REHEARSAL_SCENARIO'

/**
 * Checks a scenario and fills in its defaults.
 * @throws OnrushError ONRUSH_REHEARSAL_SCENARIO, and what objectives throw (ONRUSH_SLO_…)
 */
export function completeScenario(given: Scenario): CompleteScenario {
  const { text, count, record, list, positive, number, oneOf } = rule
  checkFields(Code, 'the scenario', given, {
    required: { name: text, seed: count, crowd: record, target: record, timeline: record, objectives: list },
    optional: {
      clock: oneOf('time-lapse', 'virtual'),
      offeredRps: positive,
      maxSpeed: positive,
      timeoutMs: positive,
      inFlightMax: rule.positiveCount,
      generator: record,
      startedAt: text,
      warmUpMs: rule.notNegative,
    },
  })
  checkFields(Code, "the scenario's timeline", given.timeline, {
    required: { startMs: number, realUntilMs: number, endMs: number },
  })
  checkFields(Code, "the scenario's generator", given.generator ?? {}, {
    optional: { lagP99Ms: positive, burstLagP99Ms: positive, unsentShare: rule.share },
  })
  if (!/^[a-z0-9][a-z0-9-]*$/.test(given.name)) {
    throw new OnrushError(Code, `the scenario's name "${given.name}" cannot name a folder`, {
      hint: 'Use small letters, digits and hyphens.',
    })
  }
  checkTimeline(given.timeline)
  checkParts(given)
  const scenario: CompleteScenario = { ...Defaults, ...given, generator: { ...DefaultLimits, ...given.generator } }
  validateObjectives(scenario.objectives, { ...scenario.timeline, operations: scenario.crowd.operations })
  return scenario
}

function checkTimeline({ startMs, realUntilMs, endMs }: Timeline): void {
  if (startMs > 0 || endMs <= 0) {
    throw new OnrushError(Code, `T0 lies outside the timeline: it runs from ${startMs} to ${endMs} ms`, {
      hint: 'All times are offsets from T0 = 0: startMs must be 0 or below, endMs above 0.',
    })
  }
  if (realUntilMs < 0 || realUntilMs > endMs) {
    throw new OnrushError(Code, `realUntilMs must lie between T0 and the end (${endMs} ms), got ${realUntilMs}`, {
      hint: 'The sale must open at speed 1; set realUntilMs to 30000, say.',
    })
  }
}

const ObjectiveKinds = [
  'latency',
  'milestone',
  'invariant',
  'stall',
  'recovery',
  'offered',
  'errors',
] as const satisfies readonly Objective['kind'][]

/** Parts are values of other packages, or of the user: what each must be able to do is asked for before anything is fired. */
function checkParts({ crowd, target, objectives }: Scenario): void {
  const can = (part: object, name: string): boolean => typeof (part as Record<string, unknown>)[name] === 'function'
  if (
    !Array.isArray(crowd.operations) ||
    crowd.operations.length === 0 ||
    !can(crowd, 'plannedRps') ||
    !can(crowd, 'create')
  ) {
    throw new OnrushError(Code, "the scenario's crowd must have operations, plannedRps() and create()", {
      hint: 'Take a ready one, for example midnightCrowd({ shoppers: 30_000 }).',
    })
  }
  if (!can(target, 'send') && !(can(target, 'connect') && can(target, 'start'))) {
    throw new OnrushError(Code, "the scenario's target has no send()", {
      hint: 'Write target: { async send(arrival, signal) { … } }, or take a ready one, for example shopTarget(…).',
    })
  }
  for (const [index, objective] of objectives.entries() as Iterable<[number, Partial<Objective> | null | undefined]>) {
    if (typeof objective?.name === 'string' && ObjectiveKinds.some((kind) => kind === objective.kind)) continue
    throw new OnrushError(Code, `objective ${index + 1} is none: ${JSON.stringify(objective)}`, {
      hint: 'Objectives are made by latency(…), milestone(…), offered(…) and their kind, out of @onrush/slo.',
    })
  }
}

/** True for a target with the fast door. */
export function isConnectable(
  target: TargetPlan,
): target is Connectable & Startable & Partial<Auditable & Accountable & Simulatable & Scratchable> {
  return 'connect' in target && 'start' in target
}
