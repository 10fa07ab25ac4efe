import { checkFields, type FieldRule, OnrushError, rule } from '@onrush/contracts'
import { type MidnightOptions, type MidnightSettings, referenceMidnight } from './settings.ts'

const CODE = 'ONRUSH_CROWD_OPTIONS'

type Rules = Readonly<Record<string, FieldRule>>

const upTo =
  (least: number, most: number): FieldRule =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `a whole number from ${least} to ${most}`

const WHOLE: Rules = {
  // Below 2²⁵ records of 64 bytes a byte's index still is an int32.
  shoppers: upTo(1, 2 ** 24),
  dayShoppers: upTo(1, 2 ** 31 - 1),
  dealItems: upTo(1, 2 ** 24),
  catalogueItems: upTo(1, 2 ** 24),
  startMs: (value) =>
    Number.isSafeInteger(value) && (value as number) <= 0 ? undefined : 'a whole number of at most 0',
  endMs: rule.count,
  liveIntents: upTo(1, 2 ** 25 - 1),
}

const GROUPS: Readonly<Record<string, Rules>> = {
  refresh: { personRps: rule.notNegative },
  deals: {
    anticipators: rule.record,
    reactors: rule.record,
    late: rule.record,
    network: rule.record,
    theta: rule.notNegative,
    tries: upTo(1, 8),
    thinkMinMs: rule.notNegative,
    thinkMeanMs: rule.positive,
    notYetFromMs: rule.notNegative,
    notYetToMs: rule.notNegative,
    expectedOrders: rule.notNegative,
  },
  carts: {
    paidOrders: rule.count,
    // Below shape 1 the rate at T0 would be infinite.
    shape: (value) =>
      rule.number(value) === undefined && (value as number) >= 1 ? undefined : 'a number of at least 1',
    scaleMs: rule.positive,
  },
  day: { paidOrders: rule.count, hourWeights: rule.list },
  browsing: {
    viewsPerOrder: upTo(0, 255),
    realViewsPerOrder: rule.notNegative,
    thinkFromMs: rule.notNegative,
    thinkToMs: rule.notNegative,
    theta: rule.notNegative,
  },
  paying: {
    codShare: rule.share,
    unpaidShare: (value) => rule.share(value) ?? (value === 1 ? 'a share below 1' : undefined),
    shape: rule.positive,
    scaleMs: rule.positive,
  },
  retry: { baseMs: rule.notNegative, capMs: rule.notNegative, attempts: upTo(1, 255) },
}

const REACTIONS: Readonly<Record<string, Rules>> = {
  anticipators: { share: rule.share, meanMs: rule.number, sdMs: rule.notNegative },
  reactors: { share: rule.share, muMs: rule.number, sigmaMs: rule.notNegative, tauMs: rule.notNegative },
  late: { share: rule.share, medianMs: rule.positive, sigma: rule.notNegative },
  network: { medianMs: rule.positive, sigma: rule.notNegative },
}

/**
 * Completes a scenario's options with those of the reference midnight.
 * @throws OnrushError ONRUSH_CROWD_OPTIONS when a field is unknown, out of its range or contradicts another.
 */
export function checkedSettings(options: MidnightOptions): MidnightSettings {
  const groups = Object.fromEntries(Object.keys(GROUPS).map((name) => [name, rule.record]))
  checkFields(CODE, 'midnightCrowd()', options, { optional: { ...WHOLE, ...groups } })
  const reference = referenceMidnight(options.shoppers)
  const deals = completed('deals', options.deals, reference.deals, GROUPS)
  const settings: MidnightSettings = {
    ...reference,
    ...given(options),
    refresh: completed('refresh', options.refresh, reference.refresh, GROUPS),
    deals: {
      ...deals,
      anticipators: completed('anticipators', deals.anticipators, reference.deals.anticipators, REACTIONS),
      reactors: completed('reactors', deals.reactors, reference.deals.reactors, REACTIONS),
      late: completed('late', deals.late, reference.deals.late, REACTIONS),
      network: completed('network', deals.network, reference.deals.network, REACTIONS),
    },
    carts: completed('carts', options.carts, reference.carts, GROUPS),
    day: completed('day', options.day, reference.day, GROUPS),
    browsing: completed('browsing', options.browsing, reference.browsing, GROUPS),
    paying: completed('paying', options.paying, reference.paying, GROUPS),
    retry: completed('retry', options.retry, reference.retry, GROUPS),
  }
  checkTogether(settings)
  return settings
}

function completed<Group extends object>(
  name: string,
  options: Partial<Group> | undefined,
  reference: Group,
  rules: Readonly<Record<string, Rules>>,
): Group {
  if (options === undefined) return reference
  checkFields(CODE, `midnightCrowd().${rules === REACTIONS ? 'deals.' : ''}${name}`, options, {
    optional: rules[name] as Rules,
  })
  return { ...reference, ...given(options) }
}

/** Without the fields that are there but undefined, which would hide a default. */
function given<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options
}

function checkTogether(settings: MidnightSettings): void {
  const { deals, day, browsing, shoppers, dayShoppers } = settings
  const shares = deals.anticipators.share + deals.reactors.share + deals.late.share
  if (Math.abs(shares - 1) > 1e-9) {
    throw wrong(
      `the shares of deals.anticipators, deals.reactors and deals.late must add to 1, got ${shares}`,
      'Change one of the three shares; everybody reacts in one of these ways.',
    )
  }
  const isWeight = (value: unknown): boolean => rule.notNegative(value) === undefined
  if (
    day.hourWeights.length !== 24 ||
    !day.hourWeights.every(isWeight) ||
    day.hourWeights.every((weight) => weight === 0)
  ) {
    throw wrong(
      `day.hourWeights must be 24 numbers of at least 0, not all 0, got ${JSON.stringify(day.hourWeights)}`,
      'Give one weight for each hour from midnight on.',
    )
  }
  checkOrder('deals.notYetToMs', deals.notYetToMs, 'deals.notYetFromMs', deals.notYetFromMs)
  checkOrder('browsing.thinkToMs', browsing.thinkToMs, 'browsing.thinkFromMs', browsing.thinkFromMs)
  checkOrder('dayShoppers', dayShoppers, 'shoppers', shoppers)
  const carts = intentsFor(settings.carts.paidOrders, settings)
  if (carts > shoppers) {
    throw wrong(
      `carts.paidOrders asks for ${carts} intents (paid orders ÷ paid share), more than the ${shoppers} shoppers awake`,
      'Everybody clears one cart: lower carts.paidOrders or raise shoppers.',
    )
  }
}

/** How many intents it takes for that many paid orders. */
export function intentsFor(paidOrders: number, settings: MidnightSettings): number {
  return Math.round(paidOrders / (1 - settings.paying.unpaidShare))
}

function checkOrder(name: string, value: number, lowerName: string, lower: number): void {
  if (value >= lower) return
  throw wrong(`${name} must be at least ${lowerName} (${lower}), got ${value}`, `Raise ${name} or lower ${lowerName}.`)
}

function wrong(what: string, hint: string): OnrushError {
  return new OnrushError(CODE, `midnightCrowd(): ${what}`, { hint })
}
