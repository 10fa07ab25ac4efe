import { posix } from 'node:path'
import { type Lock, missingOptional } from '../lock-file.ts'
import { syntaxProblemOf } from './syntax.ts'
import { type Files, sourcesOf } from './workspace.ts'

const emptyNames = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'base', 'misc', 'stuff'])
const unfinished = /(?:\/\/|\*|<!--).*\b(?:TODO|FIXME|XXX)\b(?!.*#\d)/

/** Every source can be parsed; the other checks see nothing in one that cannot. */
export function unreadableSources(files: Files): string[] {
  return sourcesOf(files).flatMap(([path, text]) => {
    const problem = syntaxProblemOf(text)
    return problem === undefined ? [] : [`${path}: ${problem}`]
  })
}

/** No file name that says nothing. */
export function emptyFileNames(files: Files): string[] {
  return sourcesOf(files).flatMap(([path]) => {
    const empty = posix
      .basename(path)
      .split(/[.-]/)
      .find((word) => emptyNames.has(word))
    return empty === undefined ? [] : [`${path}: "${empty}" says nothing about what is in it`]
  })
}

/** What is put off has an issue number. Tidy itself is made of counter-examples. */
export function unnumberedPromises(files: Files): string[] {
  return [...files]
    .filter(([path]) => /\.(ts|md)$/.test(path) && !path.startsWith('tools/tidy/'))
    .flatMap(([path, text]) =>
      text
        .split('\n')
        .flatMap((line, index) => (unfinished.test(line) ? [`${path}:${index + 1}: no issue number`] : [])),
    )
}

/** The lock file works with any registry, so it names none, and on any platform, so it leaves none out. */
export function lockFileProblems(files: Files): string[] {
  const lock = files.get('package-lock.json') ?? '{"packages":{}}'
  const missing = missingOptional(JSON.parse(lock) as Lock)
  const addresses = [...lock.matchAll(/"resolved":\s*"(https?:[^"]*)"/g)].map(
    (match) => `package-lock.json: ${match[1]}`,
  )
  return [...addresses, ...missing.map(({ name }) => `package-lock.json: ${name} is missing, \`npm run lock\` adds it`)]
}
