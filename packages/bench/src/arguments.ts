/** Reads `--name=number` options of a bench; anything else is a mistake that is said. */
export function numberOptions<Name extends string>(
  words: readonly string[],
  defaults: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const values: Record<Name, number> = { ...defaults }
  for (const word of words) {
    const [, name, value] = /^--([a-z]+)=(\d+)$/.exec(word) ?? []
    if (name === undefined || !Object.hasOwn(defaults, name)) {
      process.stderr.write(
        `unknown option ${word}; known: ${Object.keys(defaults)
          .map((known) => `--${known}=<number>`)
          .join(' ')}\n`,
      )
      process.exit(2)
    }
    values[name as Name] = Number(value)
  }
  return values
}
