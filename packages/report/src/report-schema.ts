import type {
  GeneratorReport,
  IntentReport,
  InvariantReport,
  MachineReport,
  MilestoneResult,
  ObjectiveResult,
  OperationReport,
  Percentiles,
  RunReport,
  SeriesPoint,
  Window,
} from '@onrush/contracts'
import { ClockKinds, Outcomes, Verdicts } from '@onrush/contracts'

/** As much of JSON Schema 2020-12 as a report needs. */
export interface JsonSchema {
  readonly $schema?: string
  readonly $id?: string
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly pattern?: string
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly anyOf?: readonly JsonSchema[]
}

const number = (description?: string): JsonSchema => described({ type: 'number' }, description)
const count = (description?: string): JsonSchema => described({ type: 'integer', minimum: 0 }, description)
const text = (description?: string): JsonSchema => described({ type: 'string' }, description)
const flag = (description?: string): JsonSchema => described({ type: 'boolean' }, description)
const numberOrNull = (description?: string): JsonSchema => described({ type: ['number', 'null'] }, description)
const list = (items: JsonSchema, description?: string): JsonSchema => described({ type: 'array', items }, description)
const record = (values: JsonSchema, description?: string): JsonSchema =>
  described({ type: 'object', additionalProperties: values }, description)
const ref = (name: string, description?: string): JsonSchema => described({ $ref: `#/$defs/${name}` }, description)

function described(schema: JsonSchema, description: string | undefined): JsonSchema {
  return description === undefined ? schema : { ...schema, description }
}

/** Every key of the type must be named: the compiler keeps the schema and the type together. */
function shape<Type>(properties: Readonly<Record<keyof Type & string, JsonSchema>>, description?: string): JsonSchema {
  return described(
    { type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
    description,
  )
}

const scalars: JsonSchema = { type: ['string', 'number', 'boolean'] }
const figures: JsonSchema = { type: ['string', 'number'] }
const perOutcome: JsonSchema = shape<Record<(typeof Outcomes)[number], number>>(
  Object.fromEntries(Outcomes.map((outcome) => [outcome, count()])) as Record<(typeof Outcomes)[number], JsonSchema>,
  'Answers by outcome.',
)
const latencyByTime: JsonSchema = shape<{ responseMs: Percentiles; serviceMs: Percentiles }>({
  responseMs: ref('percentiles', 'From the intended start to the answer.'),
  serviceMs: ref('percentiles', 'From the instant it was sent to the answer.'),
})
const byOutcome: JsonSchema = {
  type: 'object',
  properties: Object.fromEntries(Outcomes.map((outcome) => [outcome, latencyByTime])),
  additionalProperties: false,
}

const definitions: Readonly<Record<string, JsonSchema>> = {
  verdict: { enum: Verdicts },
  window: shape<Window>(
    { fromMs: number(), toMs: number() },
    'A stretch of scenario time, ms from T0: [fromMs, toMs).',
  ),
  percentiles: shape<Percentiles>(
    {
      p50: numberOrNull(),
      p90: numberOrNull(),
      p99: numberOrNull(),
      p999: numberOrNull(),
      max: numberOrNull(),
      count: count(),
    },
    'Milliseconds; null where nothing was recorded.',
  ),
  objective: shape<ObjectiveResult>({
    name: text(),
    kind: { enum: ['latency', 'milestone', 'invariant', 'stall', 'recovery', 'offered', 'errors'] },
    verdict: ref('verdict'),
    observed: numberOrNull('In `unit`; null when there was nothing to see.'),
    limit: number(),
    unit: text(),
    window: { anyOf: [ref('window'), { type: 'null' }] },
    explanation: text('One sentence for people.'),
  }),
  milestone: shape<MilestoneResult>({
    name: text(),
    target: number('Turnover to reach, integer fen.'),
    atMs: numberOrNull('Scenario time at which it was reached, ms from T0; null if never.'),
    limitMs: number(),
    verdict: ref('verdict'),
    marginShare: numberOrNull('(limit − reached) ÷ limit; negative is late.'),
  }),
  invariant: shape<InvariantReport>({
    name: text(),
    verdict: ref('verdict'),
    violations: count(),
    checked: count('Facts checked; 0 means the law was never put to the test.'),
    samples: list(text(), 'The first few violations.'),
  }),
  operation: shape<OperationReport>({
    counts: perOutcome,
    outcomes: byOutcome,
    lagMs: ref('percentiles', 'Intended start to sent.'),
  }),
  intent: shape<IntentReport>({
    counts: shape<IntentReport['counts']>({
      won: count(),
      lost: count(),
      shed: count(),
      gaveUp: count(),
      open: count(),
    }),
    timeMs: shape<IntentReport['timeMs']>(
      { p50: number(), p90: number(), p99: number(), p999: number(), max: number() },
      'First intended click to final answer.',
    ),
  }),
  generator: shape<GeneratorReport>({
    offered: count(),
    sent: count(),
    unsent: count(),
    peakOfferedPerSec: number(),
    offeredFirstSecond: count(),
    longestWaitMs: number(),
    lagMs: shape<GeneratorReport['lagMs']>({ p99: numberOrNull(), max: numberOrNull(), burstP99: numberOrNull() }),
    limits: shape<GeneratorReport['limits']>({ lagP99Ms: number(), burstLagP99Ms: number(), unsentShare: number() }),
    heldMs: number('Wall milliseconds during which scenario time was held because work was behind.'),
    verdict: ref('verdict'),
    reasons: list(text()),
  }),
  fault: shape<RunReport['faults'][number]>({
    name: text(),
    fromMs: number(),
    toMs: number(),
    touched: count(),
    healed: flag(),
  }),
  point: shape<SeriesPoint>({
    fromMs: number(),
    toMs: number(),
    speed: number('Scenario seconds per wall second.'),
    offered: count(),
    answered: perOutcome,
    response: record(
      shape<{ p50: number; p99: number; max: number; count: number }>({
        p50: number(),
        p99: number(),
        max: number(),
        count: count(),
      }),
      'By operation, ms.',
    ),
    lagP99Ms: numberOrNull(),
    inFlight: count(),
    queueDepth: numberOrNull(),
  }),
  machine: shape<MachineReport>({
    cpu: text(),
    cores: count(),
    memoryBytes: count(),
    platform: text(),
    node: text(),
    wallMs: number(),
    peakRssBytes: count(),
  }),
}

const root: JsonSchema = shape<RunReport>({
  schemaVersion: { const: 1 },
  tool: shape<RunReport['tool']>({ name: { const: 'onrush' }, version: text() }),
  scenario: text(),
  seed: { type: 'integer' },
  clock: { enum: ClockKinds },
  startedAt: text('ISO 8601; on the virtual clock the scenario’s own.'),
  durationMs: number('Length of the scenario that was played, ms of scenario time.'),
  verdict: ref('verdict'),
  exitCode: { type: 'integer' },
  interrupted: flag('True when the run was stopped before its end.'),
  options: record(scalars),
  objectives: list(ref('objective')),
  milestones: list(ref('milestone')),
  invariants: list(ref('invariant')),
  operations: record(ref('operation')),
  intents: record(ref('intent'), 'By cohort.'),
  amplification: number('Attempts ÷ intents.'),
  generator: ref('generator'),
  faults: list(ref('fault')),
  money: shape<RunReport['money']>({
    gmvFen: number(),
    orders: count(),
    paid: count(),
    cod: count(),
    released: count(),
  }),
  turnover: shape<RunReport['turnover']>(
    { atMs: list(number()), valueFen: list(number()) },
    'Cumulative turnover, ascending in both.',
  ),
  series: list(ref('point')),
  figures: record(figures),
  digest: {
    anyOf: [{ type: 'string', pattern: '^[0-9a-f]{64}$' }, { type: 'null' }],
    description: 'SHA-256 of the target’s event log.',
  },
  machine: ref('machine', 'Everything that differs from one machine or moment to the next.'),
})

/** JSON Schema 2020-12 of `report.json`; also published as `schema/report.schema.json`. */
export const reportSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:onrush:report:1',
  title: 'Onrush report',
  description: 'What one rehearsal came to. Scenario times are milliseconds from T0, money is integer fen.',
  ...root,
  $defs: definitions,
}
