import type { Shape } from '@onrush/contracts'
import { constant, empty, gammaPulse, hours, scale, spike, step, sum, wave } from '@onrush/shapes'
import { describe, expect, it } from 'vitest'

describe('mistakes', () => {
  it.each([
    [
      'a negative rate',
      () => constant({ rps: -3, durationMs: 1 }),
      'constant(): rps must be a number of at least 0, got -3',
    ],
    [
      'a negative rate within steps',
      () =>
        step({
          steps: [
            { rps: 1, durationMs: 1 },
            { rps: -2, durationMs: 1 },
          ],
        }),
      'step().steps[1]: rps must be a number of at least 0, got -2',
    ],
    ['no steps', () => step({ steps: [] }), 'step(): steps is empty'],
    [
      'a rise before the start',
      () => spike({ baseRps: 0, peakRps: 1, atMs: 5, riseMs: 9, fallMs: 1, durationMs: 50 }),
      'spike(): riseMs must be at most atMs (5), got 9',
    ],
    [
      'a fall after the end',
      () => spike({ baseRps: 0, peakRps: 1, atMs: 5, riseMs: 2, fallMs: 9, durationMs: 10 }),
      'spike(): durationMs must be at least atMs + fallMs (14), got 10',
    ],
    [
      'a wave below 0',
      () => wave({ meanRps: 1, amplitudeRps: 2, periodMs: 5, durationMs: 5 }),
      'wave(): amplitudeRps must be at most meanRps (1), got 2',
    ],
    [
      'a pulse that starts at infinity',
      () => gammaPulse({ count: 1, shape: 0.5, scaleMs: 1, durationMs: 1 }),
      'gammaPulse(): shape must be a number of at least 1, got 0.5',
    ],
    [
      'a negative weight',
      () => hours({ count: 1, weights: [1, -4], durationMs: 1 }),
      'hours(): weights[1] must be a number of at least 0, got -4',
    ],
    ['no weight at all', () => hours({ count: 1, weights: [0, 0], durationMs: 1 }), 'hours(): all weights are 0'],
    [
      'a misspelt field',
      () => constant({ rsp: 1, durationMs: 1 } as unknown as { rps: number; durationMs: number }),
      'constant(): unknown field "rsp"',
    ],
    [
      'something else than a shape',
      () => sum(empty({ durationMs: 1 }), 5 as unknown as Shape),
      'sum(): argument 2 must be a shape',
    ],
    [
      'a time factor of 0',
      () => scale(empty({ durationMs: 1 }), { timeFactor: 0 }),
      'scale(): timeFactor must be a number above 0, got 0',
    ],
  ])('%s is named with its value', (_, make, message) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'ONRUSH_SHAPES_OPTIONS', message, hint: expect.stringMatching(/.{10}/) }),
    )
  })
})
