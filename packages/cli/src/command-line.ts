import { readFileSync } from 'node:fs'
import { nearestName, OnrushError } from '@onrush/contracts'
import yargs, { type Arguments, type Argv, type Options } from 'yargs'
import { limitsOf, singleText, wholeNumber } from './option-values.ts'

export interface RunCommand {
  readonly name: 'run'
  /** A path or the bare name of a file in `scenarios/`. */
  readonly scenario: string
  readonly options: { readonly seed?: number; readonly shoppers?: number }
  readonly isVirtual: boolean
  readonly reportsFolder: string
  readonly keepsJournal: boolean
  readonly isQuiet: boolean
}

export interface GateCommand {
  readonly name: 'gate'
  /** A run directory. */
  readonly folder: string
  /** Limit by objective name, in the objective's own unit. */
  readonly limits: Readonly<Record<string, number>>
  readonly isQuiet: boolean
}

/** Help or the version: text to print, and nothing else to do. */
export interface HelpCommand {
  readonly name: 'help'
  readonly text: string
}

export type Command = RunCommand | GateCommand | HelpCommand

const runOptions = {
  seed: {
    type: 'string',
    requiresArg: true,
    group: 'Crowd:',
    describe: 'Another night with other dice; a whole number',
  },
  shoppers: {
    type: 'string',
    requiresArg: true,
    group: 'Crowd:',
    describe: 'People awake at T0; stock and milestones scale along',
  },
  'virtual-clock': {
    type: 'boolean',
    group: 'Clock:',
    describe: 'Simulate: as fast as it can, the same report every time',
  },
  reports: {
    type: 'string',
    requiresArg: true,
    default: 'reports',
    group: 'Report:',
    describe: 'Where run directories go',
  },
  'keep-journal': { type: 'boolean', group: 'Report:', describe: 'Keep the journal of a run that passed' },
  quiet: { type: 'boolean', group: 'Output:', describe: 'Only errors and the closing line' },
  debug: { type: 'boolean', group: 'Output:', describe: 'Show the stack of an error' },
} as const satisfies Record<string, Options>

const gateOptions = {
  limit: {
    type: 'string',
    array: true,
    requiresArg: true,
    group: 'Limits:',
    describe: "A stricter limit: 'objective name=number'",
  },
  quiet: runOptions.quiet,
  debug: runOptions.debug,
} as const satisfies Record<string, Options>

const positionals = { run: 'scenario', gate: 'folder' } as const
const optionsOf = { run: runOptions, gate: gateOptions } as const

/**
 * Reads the words after `onrush`.
 * @throws OnrushError ONRUSH_CLI_USAGE for anything that cannot be understood, with the nearest name that can.
 */
export async function parseCommandLine(words: readonly string[]): Promise<Command> {
  const { argv, text } = await read(words)
  if (text !== '') return { name: 'help', text }
  const name = commandOf(argv)
  refuseUnknown(argv, name)
  return name === 'run' ? runCommandOf(argv) : gateCommandOf(argv)
}

/** The words as yargs understands them, and what it would print (help or the version). */
async function read(words: readonly string[]): Promise<{ argv: Arguments; text: string }> {
  let text = ''
  try {
    const argv = await grammar().parseAsync([...words], {}, (_error, _argv, output) => {
      text = output
    })
    return { argv, text }
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error), words[0] ?? '')
  }
}

/** What yargs itself refuses: a missing argument, or an option without its value. */
function unreadable(message: string, first: string): OnrushError {
  if (first !== 'run' && first !== 'gate') return usageError(message, 'See `onrush --help`.')
  const isMissing = message.startsWith('Not enough non-option arguments')
  const text = isMissing ? `${first} needs a ${positionals[first]}` : message
  return usageError(text, `See \`onrush ${first} --help\`.`)
}

function grammar(): Argv {
  return yargs([])
    .scriptName('onrush')
    .locale('en')
    .parserConfiguration({ 'camel-case-expansion': false, 'strip-aliased': true, 'greedy-arrays': false })
    .exitProcess(false)
    .fail(false)
    .usage('Rehearse a flash-sale midnight: load, faults and the ledger in one verdict.\n\n$0 <command>')
    .command('run <scenario>', 'Run a scenario and judge it', (command) =>
      command
        .usage(
          '$0 run <scenario> [options]\n\nRuns a scenario, writes its run directory and ends with the verdict as exit code.',
        )
        .positional('scenario', { type: 'string', describe: 'A file, or the name of one in scenarios/' })
        .options(runOptions)
        .example('$0 run midnight --shoppers=30000 --seed=7', 'a small midnight'),
    )
    .command('gate <folder>', 'Judge a recorded run again', (command) =>
      command
        .usage(
          '$0 gate <folder> [options]\n\nJudges a recorded run again, more strictly if asked, and changes nothing in it.',
        )
        .positional('folder', { type: 'string', describe: 'A run directory, for example reports/latest' })
        .options(gateOptions)
        .example("$0 gate reports/latest --limit 'buy p99 0s..30s=200'", 'would it have passed with 200 ms?'),
    )
    .example('$0 run midnight', 'the whole midnight, here')
    .example('$0 gate reports/latest', 'the verdict of the last run again')
    .epilogue('Exit codes: 0 PASS, 1 FAIL, 2 usage, 3 INVALID, 4 NO_DATA or INCONCLUSIVE, 5 broken, 130 interrupted.')
    .alias('help', 'h')
    .version(packageVersion())
    .wrap(100)
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function commandOf(argv: Arguments): keyof typeof optionsOf {
  const [name, ...rest] = argv._.map(String)
  const known = Object.keys(optionsOf)
  if (name === undefined) throw usageError('No command given', `Commands: ${known.join(', ')}. See \`onrush --help\`.`)
  if (name !== 'run' && name !== 'gate') throw unknownWord('command', name, known)
  if (rest.length > 0)
    throw usageError(`${name} takes one argument, got "${rest.join(' ')}" as well`, `See \`onrush ${name} --help\`.`)
  return name
}

function refuseUnknown(argv: Arguments, name: keyof typeof optionsOf): void {
  const known = [...Object.keys(optionsOf[name]), 'help', 'version']
  for (const given of Object.keys(argv)) {
    if (given === '_' || given === '$0' || given === positionals[name]) continue
    if (known.includes(given)) continue
    throw unknownWord('option', given, known, given.length === 1 ? '-' : '--')
  }
}

function runCommandOf(argv: Arguments): RunCommand {
  const seed = wholeNumber('--seed', argv['seed'], { least: 0, most: 2 ** 32 - 1 })
  const shoppers = wholeNumber('--shoppers', argv['shoppers'], { least: 1, most: 100_000_000 })
  return {
    name: 'run',
    scenario: singleText('scenario', argv['scenario']),
    options: { ...(seed === undefined ? {} : { seed }), ...(shoppers === undefined ? {} : { shoppers }) },
    isVirtual: argv['virtual-clock'] === true,
    reportsFolder: singleText('--reports', argv['reports']),
    keepsJournal: argv['keep-journal'] === true,
    isQuiet: argv['quiet'] === true,
  }
}

function gateCommandOf(argv: Arguments): GateCommand {
  const limits = Array.isArray(argv['limit']) ? argv['limit'].map(String) : []
  return {
    name: 'gate',
    folder: singleText('folder', argv['folder']),
    limits: limitsOf(limits),
    isQuiet: argv['quiet'] === true,
  }
}

function unknownWord(kind: string, word: string, known: readonly string[], dashes = ''): OnrushError {
  const shown = (name: string) => (dashes === '' ? name : `--${name}`)
  const nearest = nearestName(word, known)
  const hint = nearest === undefined ? `Known: ${known.map(shown).join(', ')}.` : `Did you mean ${shown(nearest)}?`
  return usageError(`Unknown ${kind} ${dashes}${word}`, hint)
}

function usageError(message: string, hint: string): OnrushError {
  return new OnrushError('ONRUSH_CLI_USAGE', message, { hint })
}
