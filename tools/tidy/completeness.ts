import { type Files, packagesOf } from './workspace.ts'

/** Every package has a README with an example and at least one test. */
export function incompletePackages(files: Files): string[] {
  return packagesOf(files).flatMap(({ folder }) => {
    const readme = files.get(`${folder}/README.md`)
    const hasTest = [...files.keys()].some((path) => path.startsWith(`${folder}/test/`) && path.endsWith('.test.ts'))
    return [
      ...(readme === undefined ? [`${folder}: no README.md`] : []),
      ...(readme !== undefined && !readme.includes('```') ? [`${folder}/README.md: no example`] : []),
      ...(hasTest ? [] : [`${folder}: no test`]),
    ]
  })
}

/** The references of a tsconfig.json are the package's dependencies among its neighbours; the root's are all packages. */
export function referenceProblems(files: Files): string[] {
  const packages = packagesOf(files)
  const problems = packages.flatMap(({ folder, dependencies, references }) => {
    const wanted = packages.filter(({ name }) => dependencies.includes(name)).map((found) => found.folder)
    return differences(`${folder}/tsconfig.json`, references, wanted)
  })
  const root = JSON.parse(files.get('tsconfig.json') ?? '{}') as { references?: { path: string }[] }
  const listed = (root.references ?? []).map(({ path }) => path)
  return [
    ...problems,
    ...differences(
      'tsconfig.json',
      listed,
      packages.map(({ folder }) => folder),
    ),
  ]
}

function differences(place: string, given: readonly string[], wanted: readonly string[]): string[] {
  return [
    ...wanted.filter((path) => !given.includes(path)).map((path) => `${place}: no reference to ${path}`),
    ...given.filter((path) => !wanted.includes(path)).map((path) => `${place}: needless reference to ${path}`),
  ]
}
