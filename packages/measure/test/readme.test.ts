import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('the example of the README runs and prints what its comment says', () => {
  const folder = fileURLToPath(new URL('..', import.meta.url))
  const example = /```ts\n([\s\S]*?)```/.exec(readFileSync(`${folder}/README.md`, 'utf8'))?.[1] ?? ''
  const options = ['--conditions=@onrush/source', '--input-type=module-typescript', '--eval', example]
  const printed = execFileSync(process.execPath, options, { cwd: folder, encoding: 'utf8' })
  const promised = /\/\/ (\{.*\}) ms/.exec(example)?.[1]
  expect(printed.replaceAll(/\s+/g, ' ')).toContain(promised)
  expect(printed).toContain('buy.ok.response 10000 366335')
})
