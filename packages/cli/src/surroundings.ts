/** What a command may touch of the process around it. */
export interface Surroundings {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Where the command was started; relative paths are meant from here. */
  readonly folder: string
  /** Aborted when the user wants the run to end early. */
  readonly signal: AbortSignal
}
