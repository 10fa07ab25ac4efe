/** What a table may use of the stream it is written to. Off a terminal: no colour (NO_COLOR counts too), 120 columns. */
export function terminalOf(stream: NodeJS.WriteStream): { readonly color: boolean; readonly width: number } {
  const isTerminal = stream.isTTY === true
  return { color: isTerminal && stream.hasColors(), width: isTerminal ? stream.columns || 80 : 120 }
}
