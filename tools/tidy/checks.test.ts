import { describe, expect, it } from 'vitest'
import { bannedCalls } from './banned-calls.ts'
import { incompletePackages, referenceProblems } from './completeness.ts'
import { errorCodeProblems } from './error-codes.ts'
import { importCycles, layerProblems, strayRelativeImports, undeclaredImports } from './imports.ts'
import { brokenLinks } from './markdown.ts'
import { sizeProblems } from './sizes.ts'
import { emptyFileNames, lockFileProblems, unnumberedPromises, unreadableSources } from './wording.ts'
import type { Files } from './workspace.ts'

const manifest = (name: string, layer: number, dependencies: readonly string[] = []) =>
  JSON.stringify({
    name: `@onrush/${name}`,
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '1'])),
    nx: { tags: [`layer:${layer}`] },
  })

/** Two packages, low (0) and high (1); high depends on low. Nothing is wrong with them. */
const sound: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ devDependencies: { vitest: '1' } }),
  'tsconfig.json': JSON.stringify({ references: [{ path: 'packages/high' }, { path: 'packages/low' }] }),
  'packages/low/package.json': manifest('low', 0),
  'packages/low/tsconfig.json': '{}',
  'packages/low/README.md': '# low\n```ts\nlow()\n```\n',
  'packages/low/src/index.ts': "export * from './low.ts'",
  'packages/low/src/low.ts': "export const code = 'ONRUSH_LOW_WATER'",
  'packages/low/test/low.test.ts':
    "import { it } from 'vitest'\nimport { code } from '@onrush/low'\nit(code, () => {})",
  'packages/high/package.json': manifest('high', 1, ['@onrush/low', 'yargs']),
  'packages/high/tsconfig.json': JSON.stringify({ references: [{ path: '../low' }] }),
  'packages/high/README.md': '# high\n```ts\nhigh()\n```\n',
  'packages/high/src/index.ts':
    "import { code } from '@onrush/low'\nimport yargs from 'yargs/helpers'\nexport const both = [code, yargs]",
  'packages/high/test/high.test.ts': "import { it } from 'vitest'\nit('is high', () => {})",
  'docs/reference/errors.md': '# Errors\n\n| `ONRUSH_LOW_WATER` | 2 |\n',
}

const filesWith = (changes: Readonly<Record<string, string | undefined>>): Files =>
  new Map(
    Object.entries({ ...sound, ...changes }).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])),
  )
const noExceptions = { files: {}, functions: {} }
const sizes = (files: Files) => sizeProblems(files, noExceptions)
const lines = (count: number) => 'void 0\n'.repeat(count)

describe('each check', () => {
  it.each([
    layerProblems,
    undeclaredImports,
    strayRelativeImports,
    importCycles,
    bannedCalls,
    sizes,
    errorCodeProblems,
    brokenLinks,
    incompletePackages,
    referenceProblems,
    emptyFileNames,
    unnumberedPromises,
    lockFileProblems,
    unreadableSources,
  ])('%o finds nothing in a sound workspace', (check) => {
    expect(check(filesWith({}))).toEqual([])
  })

  it.each<[string, (files: Files) => string[], Readonly<Record<string, string | undefined>>, string]>([
    [
      'an upward import',
      layerProblems,
      { 'packages/low/src/low.ts': "import '@onrush/high'" },
      'low (layer 0) imports @onrush/high (layer 1)',
    ],
    [
      'an upward type import',
      layerProblems,
      { 'packages/low/src/low.ts': "import type { A } from '@onrush/high'" },
      'imports @onrush/high',
    ],
    [
      'an upward import inside a type',
      layerProblems,
      { 'packages/low/src/low.ts': "type A = import('@onrush/high').A" },
      'imports @onrush/high',
    ],
    [
      'an upward re-export',
      layerProblems,
      { 'packages/low/src/low.ts': "export type { A } from '@onrush/high'" },
      'imports @onrush/high',
    ],
    [
      'a late upward import',
      layerProblems,
      { 'packages/low/src/low.ts': "void import('@onrush/high')" },
      'imports @onrush/high',
    ],
    [
      'a package without a layer',
      layerProblems,
      { 'packages/low/package.json': '{"name":"@onrush/low"}' },
      'no tag layer:N',
    ],
    [
      'an undeclared package',
      undeclaredImports,
      { 'packages/low/src/low.ts': "import 'ajv'" },
      'ajv is not declared in packages/low/package.json',
    ],
    [
      'a test tool in src',
      undeclaredImports,
      { 'packages/low/src/low.ts': "import 'vitest'" },
      'vitest is not declared',
    ],
    ['a builtin without its prefix', undeclaredImports, { 'packages/low/src/low.ts': "import 'fs'" }, 'write node:fs'],
    [
      'a way into another package',
      strayRelativeImports,
      { 'packages/high/src/index.ts': "import '../../low/src/low.ts'" },
      'leaves packages/high',
    ],
    [
      'a test used by src',
      strayRelativeImports,
      { 'packages/high/src/index.ts': "import '../test/high.test.ts'" },
      'is not in src',
    ],
    [
      'a file that is not there',
      strayRelativeImports,
      { 'packages/high/src/index.ts': "import './gone.ts'" },
      'does not exist',
    ],
    [
      'a cycle',
      importCycles,
      { 'packages/low/src/low.ts': "import './index.ts'" },
      'packages/low/src/index.ts → packages/low/src/low.ts → packages/low/src/index.ts',
    ],
    ['a cycle of types', importCycles, { 'packages/low/src/low.ts': "import type {} from './index.ts'" }, '→'],
    [
      'the wall clock',
      bannedCalls,
      { 'packages/low/src/low.ts': 'Date.now()' },
      'low.ts:1: Date.now belongs to clockwork',
    ],
    ['a date of now', bannedCalls, { 'packages/low/src/low.ts': 'new Date()' }, 'new Date() belongs'],
    ['a stopwatch', bannedCalls, { 'tools/watch.ts': 'performance.now()' }, 'performance.now belongs'],
    ['a finer stopwatch', bannedCalls, { 'tools/watch.ts': 'process.hrtime.bigint()' }, 'process.hrtime belongs'],
    ['dice', bannedCalls, { 'packages/low/test/low.test.ts': 'Math.random()' }, 'Math.random belongs'],
    [
      'a timer',
      bannedCalls,
      { 'packages/low/src/low.ts': '\nsetTimeout(() => {}, 1)' },
      'low.ts:2: setTimeout belongs',
    ],
    [
      'a timer handed on',
      bannedCalls,
      { 'packages/low/src/low.ts': 'const later = setImmediate' },
      'setImmediate belongs',
    ],
    [
      'a timer from its module',
      bannedCalls,
      { 'packages/low/src/low.ts': "import { setInterval as s } from 'node:timers'" },
      'node:timers belongs',
    ],
    ['a long file', sizes, { 'packages/low/src/low.ts': lines(301) }, 'low.ts: a file of 301 code lines, at most 300'],
    [
      'a long function',
      sizes,
      { 'packages/low/src/low.ts': `function slow() {\n${lines(69)}}` },
      'low.ts#slow: a function of 71 code lines',
    ],
    [
      'a long method',
      sizes,
      { 'packages/low/src/low.ts': `class A { go() {\n${lines(70)}} }` },
      'low.ts#go: a function of',
    ],
    [
      'a long arrow function',
      sizes,
      { 'packages/low/src/low.ts': `const go = () => {\n${lines(70)}}` },
      'low.ts#go: a function of',
    ],
    [
      'a code nobody documented',
      errorCodeProblems,
      { 'docs/reference/errors.md': '' },
      'ONRUSH_LOW_WATER is not in docs/reference/errors.md',
    ],
    ['a code nobody uses', errorCodeProblems, { 'packages/low/src/low.ts': '' }, 'no source has ONRUSH_LOW_WATER'],
    [
      'a code of a package above',
      errorCodeProblems,
      { 'packages/low/src/low.ts': "'ONRUSH_HIGH_WATER'" },
      'should begin with ONRUSH_LOW_',
    ],
    ['a link to nowhere', brokenLinks, { 'README.md': '[x](docs/gone.md)' }, 'README.md: docs/gone.md leads nowhere'],
    ['a reference to nowhere', brokenLinks, { 'README.md': '[x]\n\n[x]: gone.md' }, 'gone.md leads nowhere'],
    ['an anchor to nowhere', brokenLinks, { 'README.md': '[x](docs/reference/errors.md#nothing)' }, 'names no heading'],
    [
      'a package without README',
      incompletePackages,
      { 'packages/low/README.md': undefined },
      'packages/low: no README.md',
    ],
    ['a README without example', incompletePackages, { 'packages/low/README.md': '# low' }, 'no example'],
    [
      'a package without test',
      incompletePackages,
      { 'packages/low/test/low.test.ts': undefined },
      'packages/low: no test',
    ],
    ['a missing reference', referenceProblems, { 'packages/high/tsconfig.json': '{}' }, 'no reference to packages/low'],
    [
      'a package that the root forgets',
      referenceProblems,
      { 'tsconfig.json': '{}' },
      'tsconfig.json: no reference to packages/high',
    ],
    [
      'a needless reference',
      referenceProblems,
      { 'packages/low/tsconfig.json': '{"references":[{"path":"../high"}]}' },
      'needless reference to packages/high',
    ],
    ['a drawer for everything', emptyFileNames, { 'packages/low/src/date-utils.ts': '' }, '"utils" says nothing'],
    ['a promise', unnumberedPromises, { 'packages/low/src/low.ts': '// TODO later' }, 'low.ts:1: no issue number'],
    [
      'a lock that some platforms cannot use',
      lockFileProblems,
      { 'package-lock.json': '{"packages":{"":{"optionalDependencies":{"x-win32":"1.0.0"}}}}' },
      'x-win32 is missing',
    ],
    ['a broken source', unreadableSources, { 'packages/low/src/low.ts': 'const = 1' }, 'low.ts: Parse failed'],
    [
      'a registry',
      lockFileProblems,
      { 'package-lock.json': '{"packages": {"node_modules/x": {"resolved": "https://registry.example/x.tgz"}}}' },
      'https://registry.example',
    ],
  ])('finds %s', (_phrase, check, changes, sentence) => {
    expect(check(filesWith(changes)).join('\n')).toContain(sentence)
  })

  it.each<[string, (files: Files) => string[], Readonly<Record<string, string>>]>([
    [
      'a variant of a scenario',
      strayRelativeImports,
      {
        'scenarios/a.scenario.ts': '',
        'packages/high/scenarios/b.scenario.ts': "import '../../../scenarios/a.scenario.ts'",
      },
    ],
    ['a date that was given', bannedCalls, { 'packages/low/src/low.ts': 'new Date(0)' }],
    [
      'a name that only looks like a timer',
      bannedCalls,
      { 'packages/low/src/low.ts': 'clock.setTimeout({ setTimeout: 1 })' },
    ],
    ['clockwork itself', bannedCalls, { 'packages/clockwork/src/now.ts': 'Date.now()' }],
    [
      'a forbidden word in a string or comment',
      bannedCalls,
      { 'packages/low/src/low.ts': "// Date.now()\n'Math.random()'" },
    ],
    [
      '300 lines of code and as many comments',
      sizes,
      { 'packages/low/src/low.ts': `${lines(300)}${'// why\n\n'.repeat(300)}` },
    ],
    ['a long test suite', sizes, { 'packages/low/test/low.test.ts': `describe('x', () => {\n${lines(100)}})` }],
    ['a link in a code block', brokenLinks, { 'README.md': '```\n[x](gone.md)\n```\n`[y](gone.md)`' }],
    [
      'links to a file, a folder, a heading, the web',
      brokenLinks,
      { 'README.md': '# A b\n[1](docs/reference/errors.md#errors) [2](docs/) [3](#a-b) [4](https://example.org)' },
    ],
    ['a promise with a number', unnumberedPromises, { 'packages/low/src/low.ts': '// TODO(#12) later' }],
    ['a code in a comment', errorCodeProblems, { 'packages/high/src/index.ts': '// ONRUSH_LOW_WATER' }],
  ])('lets %s pass', (_phrase, check, changes) => {
    expect(check(filesWith(changes))).toEqual([])
  })
})
