import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** The files of a checkout by path (from the root, with forward slashes); what is not text is an empty string. */
export type Files = ReadonlyMap<string, string>

export interface Package {
  readonly name: string
  /** `packages/<folder>` */
  readonly folder: string
  /** From the tag `layer:N`; NaN when there is none. */
  readonly layer: number
  /** What its sources may import. */
  readonly dependencies: readonly string[]
  /** What its tests and benches may import as well. */
  readonly devDependencies: readonly string[]
  /** The folders its tsconfig.json references. */
  readonly references: readonly string[]
}

interface PackageJson {
  readonly name?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly nx?: { readonly tags?: readonly string[] }
}

const ignoredFolders = new Set(['node_modules', 'dist', '.git', '.nx', 'coverage'])
const textFile = /\.(ts|md|json)$/

/** Reads a checkout in the order of its names, without what git ignores. */
export function readFiles(root: string): Files {
  const files = new Map<string, string>()
  const visit = (folder: string) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = posix.join(folder, entry.name)
      if (entry.isDirectory() && !ignoredFolders.has(entry.name) && (folder !== 'reports' || entry.name === 'sample'))
        visit(path)
      if (entry.isFile()) files.set(path, textFile.test(path) ? readFileSync(join(root, path), 'utf8') : '')
    }
  }
  visit('.')
  return files
}

/** The workspace's packages. */
export function packagesOf(files: Files): readonly Package[] {
  const manifests = [...files].filter(([path]) => /^packages\/[^/]+\/package\.json$/.test(path))
  return manifests.map(([path, text]) => packageOf(posix.dirname(path), text, files))
}

function packageOf(folder: string, manifest: string, files: Files): Package {
  const json = JSON.parse(manifest) as PackageJson
  const tag = json.nx?.tags?.find((candidate) => candidate.startsWith('layer:'))
  const tsconfig = JSON.parse(files.get(`${folder}/tsconfig.json`) ?? '{}') as { references?: { path: string }[] }
  return {
    name: json.name ?? folder,
    folder,
    layer: tag === undefined ? Number.NaN : Number(tag.slice('layer:'.length)),
    dependencies: Object.keys(json.dependencies ?? {}),
    devDependencies: Object.keys(json.devDependencies ?? {}),
    references: (tsconfig.references ?? []).map(({ path }) => posix.join(folder, path)),
  }
}

/** The TypeScript sources: everything that type checking covers. */
export function sourcesOf(files: Files): readonly (readonly [path: string, text: string])[] {
  return [...files].filter(([path]) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
}

/** The package a path belongs to, if any. */
export function packageAt(path: string, packages: readonly Package[]): Package | undefined {
  return packages.find(({ folder }) => path.startsWith(`${folder}/`))
}
