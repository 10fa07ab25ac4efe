import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RunReport } from '@onrush/contracts'
import { afterAll, describe, expect, it } from 'vitest'
import { folderWith } from './onrush.ts'
import { tinyScenario } from './tiny-scenario.ts'

const repository = join(import.meta.dirname, '../../..')

// A workspace of its own with the real command line, plugin and nx.json, and scenarios of its own.
const workspace = folderWith({
  'package.json': JSON.stringify({ name: 'try', private: true, type: 'module', workspaces: ['packages/*'] }),
  'packages/bench/package.json': JSON.stringify({ name: '@onrush/bench', version: '0.1.0', type: 'module' }),
  'scenarios/mistyped.scenario.ts': tinyScenario({ lastMs: 300, fields: 'objetives: [],' }),
  'scenarios/endless.scenario.ts': tinyScenario({ lastMs: 600_000 }),
})
for (const path of ['nx.json', 'node_modules', 'packages/nx/src', 'packages/nx/package.json', 'packages/cli/src']) {
  mkdirSync(join(workspace, dirname(path)), { recursive: true })
  symlinkSync(join(repository, path), join(workspace, path))
}
afterAll(() => rmSync(workspace, { recursive: true, force: true }))

/** `nx run …` in that workspace, with all that it prints. */
function nx(words: readonly string[], onOutput: (text: string, child: ChildProcess) => void = () => undefined) {
  const child = spawn(process.execPath, [join(repository, 'node_modules/nx/dist/bin/nx.js'), 'run', ...words], {
    cwd: workspace,
    env: { ...process.env, NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: workspace, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      onOutput(output, child)
    })
  }
  return new Promise<{ exitCode: number | null; output: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, output }))
  })
}

describe('through nx run', () => {
  it('bad input gives the same message, hint and closing line, and exit code 1 as every failure there', async () => {
    const ended = await nx(['bench:mistyped'])
    expect(ended.output).toContain('error ONRUSH_REHEARSAL_SCENARIO: the scenario: unknown field "objetives"')
    expect(ended.output).toContain('hint: Did you mean "objectives"?')
    expect(ended.output).toContain('ONRUSH verdict=none exit=2 report=none')
    expect(ended.output).not.toMatch(/\n\s+at .*packages\/(cli|rehearsal)/)
    expect(ended.exitCode).toBe(1)
  })

  it('one SIGINT still leaves a whole report', async () => {
    let isSent = false
    await nx(['bench:endless'], (text, child) => {
      if (!isSent && text.includes('countdown')) isSent = child.kill('SIGINT')
    })
    const report = JSON.parse(readFileSync(join(workspace, 'reports/latest/report.json'), 'utf8')) as RunReport
    expect(report).toMatchObject({ interrupted: true, exitCode: 130 })
    expect(readFileSync(join(workspace, 'reports/latest/manifest.json'), 'utf8')).toContain('report.json')
  })
})
