export { loadScenario } from './load-scenario.ts'
export * from './read-run.ts'
export * from './run-directory.ts'
export * from './run-rehearsal.ts'
export {
  type CompleteScenario,
  type CrowdPlan,
  completeScenario,
  defineScenario,
  type Scenario,
  type ScenarioModule,
  type ScenarioOptions,
  type TargetPlan,
} from './scenario.ts'
