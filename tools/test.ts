/**
 * `npm test`: the static checks, then vitest, then one line `N passed, N failed`. Each static check counts as one test.
 * Further arguments go to vitest: `npm test -- packages/shapes`.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestCount, testCountOf } from './test-count.ts'

const root = join(import.meta.dirname, '..')

const staticChecks = [
  ['types', 'tsc', '-p', 'tsconfig.check.json'],
  ['types as published', 'tsc', '-p', 'tsconfig.published.json'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings'],
  ['format', 'biome', 'check', '.'],
  ['unused and undeclared', 'knip', '--no-config-hints'],
] as const

const counts = [...staticChecks.map(([name, ...command]) => runCheck(name, command)), runVitest(process.argv.slice(2))]
const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failed = counts.reduce((sum, count) => sum + count.failed, 0)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function runCheck(name: string, command: readonly string[]): TestCount {
  const [program = '', ...args] = command
  const { status, output, error } = spawnSync(installed(program), args, { cwd: root, encoding: 'utf8' })
  const isFine = status === 0
  console.log(`${isFine ? '✓' : '✗'} ${name} (${command.join(' ')})`)
  if (!isFine) console.log(`${(output ?? []).filter(Boolean).join('\n')}${error ? `\n${error.message}` : ''}`)
  return { passed: isFine ? 1 : 0, failed: isFine ? 0 : 1 }
}

function runVitest(args: readonly string[]): TestCount {
  const folder = mkdtempSync(join(tmpdir(), 'onrush-test-'))
  try {
    const file = join(folder, 'vitest.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const { status } = spawnSync(installed('vitest'), ['run', ...reporters, ...args], { cwd: root, stdio: 'inherit' })
    return testCountOf(() => readFileSync(file, 'utf8'), status)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The workspace's own copy of a tool, so that this file works without `npm run` as well. */
function installed(program: string): string {
  return join(root, 'node_modules', '.bin', program)
}
