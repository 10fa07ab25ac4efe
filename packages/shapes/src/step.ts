import { rule, type Shape } from '@onrush/contracts'
import { chain } from './chain.ts'
import { constant } from './constant.ts'
import { checkOptions, optionsError } from './options.ts'

/** Constant rates one after the other. */
export function step(options: { steps: readonly { rps: number; durationMs: number }[] }): Shape {
  checkOptions('step()', options, { steps: rule.list })
  if (options.steps.length === 0) throw optionsError('step(): steps is empty', 'Give at least one { rps, durationMs }.')
  options.steps.forEach((each, index) => {
    checkOptions(`step().steps[${index}]`, each, { rps: rule.notNegative, durationMs: rule.notNegative })
  })
  return chain(...options.steps.map(constant))
}
