/** package-lock.json, as far as optional packages go. */
export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

export interface LockedPackage {
  readonly version?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

export interface OptionalPackage {
  readonly name: string
  readonly version: string
}

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32']

/** The optional packages that a locked package names and the lock does not hold. Only exact versions can be completed. */
export function missingOptional(lock: Lock): readonly OptionalPackage[] {
  return Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(lock, path, name))
      .map(([name, version]) => ({ name, version })),
  )
}

/** The lock with those packages in it, by name. Where a package runs is read from its name, as these are always called. */
export function withOptional(lock: Lock, missing: readonly OptionalPackage[]): Lock {
  const added = missing.map(({ name, version }) => {
    const words = name.split(/[/-]/)
    const only = (field: string, known: readonly string[]) => {
      const found = known.find((word) => words.includes(word))
      return found === undefined ? {} : { [field]: [found] }
    }
    const libc = words.includes('musl') ? { libc: ['musl'] } : words.includes('gnu') ? { libc: ['glibc'] } : {}
    const entry = { version, ...only('cpu', processors), dev: true, ...libc, optional: true, ...only('os', systems) }
    return [`node_modules/${name}`, entry] as const
  })
  const packages = [...Object.entries(lock.packages), ...added].toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...lock, packages: Object.fromEntries(packages) }
}

/** Looks where Node would: below the package itself, then below each folder above it. */
function isLocked(lock: Lock, path: string, name: string): boolean {
  const own = path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`
  if (lock.packages[own] !== undefined) return true
  if (path === '') return false
  const above = path.lastIndexOf('node_modules/')
  return isLocked(lock, above <= 0 ? '' : path.slice(0, above - 1), name)
}
