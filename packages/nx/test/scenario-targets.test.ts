import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodes } from '../src/index.ts'

const root = join(import.meta.dirname, '../../..')
const nx = join(root, 'node_modules/nx/dist/bin/nx.js')

describe('createNodes', () => {
  const [pattern, create] = createNodes

  it('looks at scenario files only', () => {
    expect(pattern).toBe('scenarios/*.scenario.ts')
  })

  it('makes two targets of the project bench out of one file, neither cached nor beside another', () => {
    const [[file, result] = []] = create(['scenarios/black-friday.scenario.ts'])
    const targets = result?.projects['packages/bench']?.targets ?? {}
    expect(file).toBe('scenarios/black-friday.scenario.ts')
    expect(Object.keys(targets)).toEqual(['black-friday', 'black-friday-sim'])
    expect(targets['black-friday']?.command).toMatch(/main\.ts run scenarios\/black-friday\.scenario\.ts$/)
    expect(targets['black-friday-sim']?.command).toMatch(/black-friday\.scenario\.ts --virtual-clock$/)
    for (const target of Object.values(targets)) expect(target).toMatchObject({ cache: false, parallelism: false })
  })
})

describe('Nx itself', () => {
  let workspace = ''

  // A workspace of its own, with the real nx.json and plugin, and a command line that prints what it was given.
  beforeAll(() => {
    workspace = mkdtempSync(join(tmpdir(), 'onrush-nx-'))
    const put = (path: string, text: string) => {
      mkdirSync(join(workspace, path, '..'), { recursive: true })
      writeFileSync(join(workspace, path), text)
    }
    put('package.json', JSON.stringify({ name: 'try', private: true, type: 'module', workspaces: ['packages/*'] }))
    put('packages/bench/package.json', JSON.stringify({ name: '@onrush/bench', version: '0.1.0', type: 'module' }))
    put('packages/cli/src/main.ts', 'console.log(`given ${process.argv.slice(2).join(" ")}`)')
    put('scenarios/midnight.scenario.ts', '')
    mkdirSync(join(workspace, 'packages/nx'), { recursive: true })
    for (const path of ['nx.json', 'node_modules', 'packages/nx/src', 'packages/nx/package.json']) {
      symlinkSync(join(root, path), join(workspace, path))
    }
  })
  afterAll(() => rmSync(workspace, { recursive: true, force: true }))

  const run = (...words: string[]) =>
    execFileSync(process.execPath, [nx, ...words], {
      cwd: workspace,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: workspace, NO_COLOR: '1' },
    })

  it('runs a scenario by its name and passes the options on', () => {
    expect(run('run', 'bench:midnight', '--seed=7')).toContain('given run scenarios/midnight.scenario.ts --seed=7')
  })
})
