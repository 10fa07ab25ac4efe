export type { Command, GateCommand, HelpCommand, RunCommand } from './command-line.ts'
export { parseCommandLine } from './command-line.ts'
export { runCommandLine } from './run-command-line.ts'
export type { Surroundings } from './surroundings.ts'
