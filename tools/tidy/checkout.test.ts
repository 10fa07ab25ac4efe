import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bannedCalls } from './banned-calls.ts'
import { incompletePackages, referenceProblems } from './completeness.ts'
import { errorCodeProblems } from './error-codes.ts'
import { importCycles, layerProblems, strayRelativeImports, undeclaredImports } from './imports.ts'
import { brokenLinks } from './markdown.ts'
import type { Ratchet } from './sizes.ts'
import { sizeProblems } from './sizes.ts'
import { emptyFileNames, lockFileProblems, unnumberedPromises, unreadableSources } from './wording.ts'
import { readFiles } from './workspace.ts'

describe('this checkout', () => {
  const files = readFiles(join(import.meta.dirname, '../..'))
  const ratchet = JSON.parse(files.get('tools/tidy/ratchet.json') ?? '{}') as Ratchet

  it.each([
    ['can be parsed', unreadableSources],
    ['imports only downwards', layerProblems],
    ['declares what it imports', undeclaredImports],
    ['crosses packages only by name, and never from src to test', strayRelativeImports],
    ['has no import cycle', importCycles],
    ['leaves time, timers and randomness to clockwork', bannedCalls],
    ['keeps files and functions short', (all: typeof files) => sizeProblems(all, ratchet)],
    ['documents every error code and no other', errorCodeProblems],
    ['has only links that lead somewhere', brokenLinks],
    ['has a README with an example and a test in every package', incompletePackages],
    ['references in tsconfig.json what package.json depends on', referenceProblems],
    ['has no file name that says nothing', emptyFileNames],
    ['puts nothing off without an issue number', unnumberedPromises],
    ['locks every platform and no registry', lockFileProblems],
  ])('%s', (_phrase, check) => {
    expect(files.size).toBeGreaterThan(50)
    expect(check(files)).toEqual([])
  })
})
