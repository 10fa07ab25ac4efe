import { basename } from 'node:path'

/** What every scenario target has in common; the parts of Nx's target configuration that Onrush uses. */
export interface ScenarioTarget {
  readonly command: string
  readonly options: { readonly cwd: string }
  /** Never: a measurement taken from a cache is a lie, and a cached run would leave no run directory. */
  readonly cache: false
  /** Never beside another task: the neighbours would be measured too. */
  readonly parallelism: false
  readonly metadata: { readonly description: string }
}

/** One file's share of the project graph, as Nx asks for it: the file, and what it adds to which project. */
export type ScenarioNode = readonly [
  file: string,
  result: {
    readonly projects: Readonly<Record<string, { readonly targets: Readonly<Record<string, ScenarioTarget>> }>>
  },
]

const suffix = '.scenario.ts'
const projectRoot = 'packages/bench'

/**
 * The plugin Nx loads: one scenario file is two targets of the project `bench`.
 * `scenarios/midnight.scenario.ts` → `nx run bench:midnight` and, on the virtual clock, `nx run bench:midnight-sim`.
 * The type is spelled out here, so that Nx is needed to run this, not to install it.
 */
export const createNodes: readonly [pattern: string, create: (files: readonly string[]) => readonly ScenarioNode[]] = [
  `scenarios/*${suffix}`,
  (files) => files.map(nodeOf),
]

function nodeOf(file: string): ScenarioNode {
  const name = basename(file, suffix)
  const targets = {
    [name]: scenarioTarget(file, '', `Rehearse ${name}`),
    [`${name}-sim`]: scenarioTarget(file, ' --virtual-clock', `Rehearse ${name} on the virtual clock`),
  }
  return [file, { projects: { [projectRoot]: { targets } } }]
}

function scenarioTarget(file: string, flags: string, description: string): ScenarioTarget {
  return {
    command: `node --conditions=@onrush/source packages/cli/src/main.ts run ${file}${flags}`,
    options: { cwd: '{workspaceRoot}' },
    cache: false,
    parallelism: false,
    metadata: { description },
  }
}
