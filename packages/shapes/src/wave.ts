import { portableSine } from '@onrush/clockwork'
import { rule, type Shape } from '@onrush/contracts'
import { boundedShape } from './bounded-shape.ts'
import { checkOptions, optionsError } from './options.ts'

/** What `wave` is made of; `phaseMs` (default 0) is where in its period the wave starts, 0 at the mean and rising. */
export interface WaveOptions {
  readonly meanRps: number
  readonly amplitudeRps: number
  readonly periodMs: number
  readonly phaseMs?: number
  readonly durationMs: number
}

/**
 * A sine around a mean: rate(t) = M + A·sin(2π·(t + φ) ÷ P), so with cos x = sin(x + ¼ turn)
 *
 *   arrivals(t) = M·t + A·P ÷ 2π · (cos(2π·φ ÷ P) − cos(2π·(t + φ) ÷ P)).
 */
export function wave(options: WaveOptions): Shape {
  checkOptions(
    'wave()',
    options,
    {
      meanRps: rule.notNegative,
      amplitudeRps: rule.notNegative,
      periodMs: rule.positive,
      durationMs: rule.notNegative,
    },
    { phaseMs: rule.number },
  )
  const { meanRps, amplitudeRps, periodMs, phaseMs = 0, durationMs } = options
  if (amplitudeRps > meanRps) {
    throw optionsError(
      `wave(): amplitudeRps must be at most meanRps (${meanRps}), got ${amplitudeRps}`,
      'Raise the mean: a rate cannot fall below 0.',
    )
  }
  const turnsAt = (offsetMs: number): number => (offsetMs + phaseMs) / periodMs
  const swing = (amplitudeRps * periodMs) / 1000 / (2 * Math.PI)
  const startCosine = portableSine(turnsAt(0) + 0.25)
  return boundedShape(
    durationMs,
    (offsetMs) => meanRps + amplitudeRps * portableSine(turnsAt(offsetMs)),
    (offsetMs) => (meanRps * offsetMs) / 1000 + swing * (startCosine - portableSine(turnsAt(offsetMs) + 0.25)),
  )
}
