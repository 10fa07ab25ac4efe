import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { OnrushError } from '@onrush/contracts'
import { type CompleteScenario, completeScenario, type Scenario, type ScenarioOptions } from './scenario.ts'

/**
 * Loads a scenario file and completes it for these options.
 * @throws OnrushError ONRUSH_REHEARSAL_SCENARIO_MISSING, ONRUSH_REHEARSAL_SCENARIO_BROKEN, ONRUSH_REHEARSAL_SCENARIO, and what options and objectives throw
 */
export async function loadScenario(url: URL, options: ScenarioOptions): Promise<CompleteScenario> {
  const path = fileURLToPath(url)
  if (!existsSync(path)) {
    throw new OnrushError('ONRUSH_REHEARSAL_SCENARIO_MISSING', `there is no scenario file ${path}`, {
      hint: 'Check the path; scenarios are files named <name>.scenario.ts.',
    })
  }
  const make = await importDefault(url, path)
  let scenario: Scenario
  try {
    scenario = make(options) as Scenario
  } catch (error) {
    throw error instanceof OnrushError ? error : brokenModule(path, error)
  }
  return completeScenario(scenario)
}

async function importDefault(url: URL, path: string): Promise<(options: ScenarioOptions) => unknown> {
  let module: { default?: unknown }
  try {
    module = (await import(url.href)) as { default?: unknown }
  } catch (error) {
    throw error instanceof OnrushError ? error : brokenModule(path, error)
  }
  if (typeof module.default !== 'function') {
    throw new OnrushError('ONRUSH_REHEARSAL_SCENARIO_BROKEN', `${path} does not export a scenario`, {
      hint: 'End the file with: export default defineScenario({ … }).',
    })
  }
  return module.default as (options: ScenarioOptions) => unknown
}

function brokenModule(path: string, cause: unknown): OnrushError {
  const what = cause instanceof Error ? cause.message : String(cause)
  return new OnrushError('ONRUSH_REHEARSAL_SCENARIO_BROKEN', `${path} could not be loaded: ${what}`, {
    hint: 'Fix the scenario file; --debug shows where it threw.',
    cause,
  })
}
