/**
 * `npm run lock`: puts the optional packages for other platforms into package-lock.json where npm left them out, which it does
 * when it cannot see them at that moment; `npm ci` then refuses the file. Prints what it added.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Lock, missingOptional, withOptional } from './lock-file.ts'

const path = join(import.meta.dirname, '../package-lock.json')
const lock = JSON.parse(readFileSync(path, 'utf8')) as Lock
const missing = missingOptional(lock)
writeFileSync(path, `${JSON.stringify(withOptional(lock, missing), null, 2)}\n`)
console.log(missing.map(({ name, version }) => `${name} ${version}`).join('\n') || 'nothing was missing')
