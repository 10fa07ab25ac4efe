#!/usr/bin/env node
/** The process `onrush`: streams, signals and the exit code. Everything else is `runCommandLine`. */
import { type ExitCode, ExitCodes } from '@onrush/contracts'
import { closingLine, endingWithout } from './closing-line.ts'
import { failureOf } from './failure.ts'
import { interruption } from './interruption.ts'
import { runCommandLine } from './run-command-line.ts'

const { stdout, stderr } = process

// A reader that went away (`onrush run … | head`) must not end the run: the report is still wanted.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

function endWith(exitCode: ExitCode, text: string): never {
  stderr.write(text)
  stdout.write(closingLine(endingWithout(exitCode)))
  process.exit(exitCode)
}

process.on('uncaughtException', (error) => {
  endWith(ExitCodes.broken, failureOf(error, process.argv.includes('--debug')).text)
})

// Node ends by itself, with this code, when nothing is left that could still fulfil the promise awaited below.
const unsettledExitCode = 13
process.on('exit', (code) => {
  if (code !== unsettledExitCode) return
  endWith(ExitCodes.broken, failureOf(new Error('the run waits for something that can no longer come'), false).text)
})

const { signal } = interruption(() => endWith(ExitCodes.interrupted, 'stopped at once: the report is not written\n'))
const exitCode = await runCommandLine(process.argv.slice(2), { stdout, stderr, folder: process.cwd(), signal })
process.exit(exitCode)
