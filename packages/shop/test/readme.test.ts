import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

it('prints what the README says when its example is run', () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const example = /```ts\n([\s\S]*?)```/.exec(readFileSync(`${root}/README.md`, 'utf8'))?.[1] as string
  const run = spawnSync(
    process.execPath,
    ['--conditions=@onrush/source', '--input-type=module-typescript', '--eval', example],
    { cwd: root, encoding: 'utf8' },
  )
  expect(run.stderr).toBe('')
  const lines = run.stdout.trim().split('\n')
  expect(lines.at(-1)).toBe('3 orders, 0 laws broken')
  expect(lines.filter((line) => line.includes('orderRef: -1')).length).toBe(7)
})
