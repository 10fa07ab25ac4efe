import { codeLinesOf, functionsOf } from './syntax.ts'
import { type Files, sourcesOf } from './workspace.ts'

/** Code lines of what is over a limit today: files by path, functions by `path#name`. A number may only go down. */
export interface Ratchet {
  readonly files: Readonly<Record<string, number>>
  readonly functions: Readonly<Record<string, number>>
}

export const limits = { fileLines: 300, functionLines: 70 } as const

/** What is longer than it may be, and every exception that has become wrong. Test files may have long functions. */
export function sizeProblems(files: Files, ratchet: Ratchet): string[] {
  const sources = sourcesOf(files)
  const fileSizes = sources.map(([path, text]) => [path, codeLinesOf(text)] as const)
  const functionSizes = sources
    .filter(([path]) => !path.endsWith('.test.ts'))
    .flatMap(([path, text]) => functionsOf(text).map(({ name, codeLines }) => [`${path}#${name}`, codeLines] as const))
  return [
    ...compared('file', fileSizes, limits.fileLines, ratchet.files),
    ...compared('function', functionSizes, limits.functionLines, ratchet.functions),
  ]
}

function compared(
  kind: string,
  sizes: readonly (readonly [string, number])[],
  limit: number,
  exceptions: Readonly<Record<string, number>>,
): string[] {
  const tooLong = new Map<string, number>()
  for (const [name, size] of sizes) if (size > limit) tooLong.set(name, Math.max(size, tooLong.get(name) ?? 0))
  const unexpected = [...tooLong].flatMap(([name, size]) => {
    const allowed = exceptions[name]
    if (allowed === size) return []
    if (allowed === undefined) return [`${name}: a ${kind} of ${size} code lines, at most ${limit} are wanted`]
    return size > allowed
      ? [`${name}: grew from ${allowed} to ${size} code lines`]
      : [`${name}: shrank to ${size}, lower its number in ratchet.json from ${allowed}`]
  })
  const needless = Object.keys(exceptions).filter((name) => !tooLong.has(name))
  return [...unexpected, ...needless.map((name) => `${name}: needs no exception any more, delete it from ratchet.json`)]
}
