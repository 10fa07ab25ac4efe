import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { nearestName, OnrushError } from '@onrush/contracts'

const suffix = '.scenario.ts'

/**
 * The scenario module that `given` names: a path, or the bare name of a file in `scenarios/` below `folder`.
 * @throws OnrushError ONRUSH_CLI_SCENARIO_MISSING with the nearest scenario that exists
 */
export function scenarioFile(given: string, folder: string): URL {
  const file = resolve(folder, isBareName(given) ? join('scenarios', `${given}${suffix}`) : given)
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) return pathToFileURL(file)
  throw missing(relative(folder, file) || file, nearestScenario(file, folder))
}

function isBareName(given: string): boolean {
  return /^[\w-]+$/.test(given)
}

/** Looks beside the missing file first, then in `scenarios/`. */
function nearestScenario(file: string, folder: string): string {
  const wanted = basename(file).replace(/\.scenario\.ts$|\.[cm]?[jt]s$/, '')
  const places = [...new Set([dirname(file), resolve(folder, 'scenarios')])]
  const known = places.flatMap((place) => scenariosIn(place).map((name) => ({ name, place })))
  const nearest = nearestName(
    wanted,
    known.map(({ name }) => name),
  )
  const found = known.find(({ name }) => name === nearest)
  if (found) return `Did you mean ${relative(folder, join(found.place, `${found.name}${suffix}`))}?`
  return known.length > 0
    ? `There are: ${known.map(({ name }) => name).join(', ')}.`
    : `Start it in the folder that holds scenarios/, or give the path of a ${suffix} file.`
}

function scenariosIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .toSorted()
}

function missing(file: string, hint: string): OnrushError {
  return new OnrushError('ONRUSH_CLI_SCENARIO_MISSING', `There is no scenario ${file}`, { hint })
}
