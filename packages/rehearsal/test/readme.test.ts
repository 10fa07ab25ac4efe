import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runRehearsal } from '@onrush/rehearsal'
import { afterAll, expect, it } from 'vitest'
import { reportsFolder } from './rehearse.ts'

const folder = reportsFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('the scenario of the README runs, and passes as it says', async () => {
  const root = join(import.meta.dirname, '../../..')
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  const path = join(folder, 'first.scenario.ts')
  writeFileSync(path, /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const { report } = await runRehearsal({
    scenario: pathToFileURL(path),
    options: {},
    clock: 'virtual',
    reportsFolder: join(folder, 'reports'),
    command: 'onrush run first.scenario.ts --virtual-clock',
    keepJournal: false,
    sinks: [],
    renderers: () => [],
    signal: new AbortController().signal,
  })
  expect(readme).toContain(`ONRUSH verdict=${report.verdict} exit=${report.exitCode}`)
})
