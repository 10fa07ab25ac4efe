import { rule, type Shape } from '@onrush/contracts'
import { chain } from './chain.ts'
import { constant } from './constant.ts'
import { checkOptions, optionsError } from './options.ts'
import { ramp } from './ramp.ts'

/** What `spike` is made of: the peak is reached at `atMs`, after a rise of `riseMs` and before a fall of `fallMs`. */
export interface SpikeOptions {
  readonly baseRps: number
  readonly peakRps: number
  readonly atMs: number
  readonly riseMs: number
  readonly fallMs: number
  readonly durationMs: number
}

/**
 * A base rate with one peak, straight up and straight down.
 *
 *            peakRps ╱╲
 *                   ╱  ╲
 *   baseRps ───────╱    ╲──────────
 *           │      │rise│fall     │
 *           0          atMs       durationMs
 */
export function spike(options: SpikeOptions): Shape {
  checkOptions('spike()', options, {
    baseRps: rule.notNegative,
    peakRps: rule.notNegative,
    atMs: rule.notNegative,
    riseMs: rule.notNegative,
    fallMs: rule.notNegative,
    durationMs: rule.notNegative,
  })
  const { baseRps, peakRps, atMs, riseMs, fallMs, durationMs } = options
  if (riseMs > atMs) {
    throw optionsError(
      `spike(): riseMs must be at most atMs (${atMs}), got ${riseMs}`,
      'Let the peak come later or rise faster.',
    )
  }
  if (atMs + fallMs > durationMs) {
    throw optionsError(
      `spike(): durationMs must be at least atMs + fallMs (${atMs + fallMs}), got ${durationMs}`,
      'Make the shape longer or let it fall faster.',
    )
  }
  return chain(
    constant({ rps: baseRps, durationMs: atMs - riseMs }),
    ramp({ fromRps: baseRps, toRps: peakRps, durationMs: riseMs }),
    ramp({ fromRps: peakRps, toRps: baseRps, durationMs: fallMs }),
    constant({ rps: baseRps, durationMs: durationMs - atMs - fallMs }),
  )
}
