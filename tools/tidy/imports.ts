import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { importsOf } from './syntax.ts'
import { type Files, type Package, packageAt, packagesOf, sourcesOf } from './workspace.ts'

interface Import {
  readonly path: string
  readonly specifier: string
  /** `path:line`, for people. */
  readonly place: string
  readonly from: Package | undefined
  /** True below `src/`: what is published, not a test or a bench. */
  readonly isPublished: boolean
}

/** A package imports only packages of a smaller layer, and every package has a layer. */
export function layerProblems(files: Files): string[] {
  const packages = packagesOf(files)
  const untagged = packages.filter(({ layer }) => !Number.isInteger(layer))
  const upward = allImports(files).flatMap(({ place, specifier, from, isPublished }) => {
    const to = packages.find(({ name }) => name === packageNameOf(specifier))
    if (!from || !to || to === from || !isPublished || to.layer < from.layer) return []
    return [`${place}: ${from.name} (layer ${from.layer}) imports ${to.name} (layer ${to.layer})`]
  })
  return [...untagged.map(({ folder }) => `${folder}/package.json: no tag layer:N`), ...upward]
}

/** What a package imports stands in its package.json; its tests may also use what stands in the root's devDependencies. */
export function undeclaredImports(files: Files): string[] {
  const root = JSON.parse(files.get('package.json') ?? '{}') as { devDependencies?: Record<string, string> }
  const shared = Object.keys(root.devDependencies ?? {})
  return allImports(files).flatMap(({ place, specifier, from, isPublished }) => {
    const name = packageNameOf(specifier)
    if (!from || specifier.startsWith('.') || specifier.startsWith('node:')) return []
    if (isBuiltin(specifier)) return [`${place}: write node:${specifier}`]
    const known = isPublished
      ? from.dependencies
      : [...from.dependencies, ...from.devDependencies, ...shared, from.name]
    return known.includes(name) ? [] : [`${place}: ${name} is not declared in ${from.folder}/package.json`]
  })
}

/** Between packages only by name; inside, sources know nothing of tests. */
export function strayRelativeImports(files: Files): string[] {
  return allImports(files).flatMap(({ path, place, specifier, from, isPublished }) => {
    if (!specifier.startsWith('.')) return []
    const target = posix.join(posix.dirname(path), specifier)
    if (!files.has(target)) return [`${place}: ${specifier} does not exist`]
    // A variant of a scenario may build on the one at the root; scenarios are no package.
    if (!isPublished && target.startsWith('scenarios/')) return []
    if (from && !target.startsWith(`${from.folder}/`)) return [`${place}: ${specifier} leaves ${from.folder}`]
    const isInside = from !== undefined && target.startsWith(`${from.folder}/src/`)
    return isPublished && !isInside ? [`${place}: src imports ${specifier}, which is not in src`] : []
  })
}

/** No file leads back to itself, type imports included. One sentence per cycle. */
export function importCycles(files: Files): string[] {
  const edges = new Map<string, string[]>()
  for (const { path, specifier } of allImports(files)) {
    if (specifier.startsWith('.'))
      edges.set(path, [...(edges.get(path) ?? []), posix.join(posix.dirname(path), specifier)])
  }
  const problems: string[] = []
  const finished = new Set<string>()
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path)
    if (start >= 0) problems.push([...trail.slice(start), path].join(' → '))
    if (start >= 0 || finished.has(path)) return
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path])
    finished.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return problems
}

function allImports(files: Files): readonly Import[] {
  const packages = packagesOf(files)
  return sourcesOf(files).flatMap(([path, text]) => {
    const from = packageAt(path, packages)
    const isPublished = from !== undefined && path.startsWith(`${from.folder}/src/`)
    return importsOf(text).map(({ specifier, line }) => ({
      path,
      specifier,
      place: `${path}:${line}`,
      from,
      isPublished,
    }))
  })
}

/** `@scope/name/part` → `@scope/name`, `name/part` → `name`. */
function packageNameOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
