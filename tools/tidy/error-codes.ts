import { walk } from './syntax.ts'
import { type Files, packageAt, packagesOf, sourcesOf } from './workspace.ts'

const documentation = 'docs/reference/errors.md'
const code = /^ONRUSH_[A-Z0-9_]+$/

/**
 * Every code in the sources is documented, every documented one exists, and each begins with the name of its
 * package, or of one that it depends on.
 */
export function errorCodeProblems(files: Files): string[] {
  const packages = packagesOf(files)
  const used = new Map<string, string>()
  const foreign: string[] = []
  for (const [path, text] of sourcesOf(files)) {
    const owner = packageAt(path, packages)
    if (!owner || !path.startsWith(`${owner.folder}/src/`)) continue
    const owners = [owner, ...packages.filter(({ name }) => owner.dependencies.includes(name))]
    for (const found of codesIn(text)) {
      used.set(found, path)
      if (!owners.some(({ folder }) => found.startsWith(prefixOf(folder)))) {
        foreign.push(`${path}: ${found} should begin with ${prefixOf(owner.folder)}`)
      }
    }
  }
  const documented = new Set(files.get(documentation)?.match(/\bONRUSH_[A-Z0-9_]+\b/g))
  return [
    ...[...used]
      .filter(([found]) => !documented.has(found))
      .map(([found, path]) => `${path}: ${found} is not in ${documentation}`),
    ...[...documented].filter((found) => !used.has(found)).map((found) => `${documentation}: no source has ${found}`),
    ...foreign,
  ]
}

function prefixOf(folder: string): string {
  return `ONRUSH_${folder.slice('packages/'.length).toUpperCase().replaceAll('-', '_')}_`
}

/** String literals only: a comment may speak of a code without making it one. */
function codesIn(text: string): string[] {
  const found: string[] = []
  walk(text, (node) => {
    const value = node.type === 'Literal' ? node['value'] : undefined
    if (typeof value === 'string' && code.test(value)) found.push(value)
  })
  return found
}
