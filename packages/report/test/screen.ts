import { Writable } from 'node:stream'

/** As much of a terminal as a progress bar needs: it obeys the control codes, so that a test can look at what stands on it. */
export class Screen extends Writable {
  readonly isTTY = true
  readonly columns: number
  readonly #lines: string[] = ['']
  #row = 0
  #column = 0
  isCursorShown = true
  written = ''

  constructor(columns: number) {
    super({ decodeStrings: false })
    this.columns = columns
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.written += chunk
    const codes = new RegExp(`${String.fromCharCode(27)}\\[([?0-9;]*)([A-Za-z])|([\\s\\S])`, 'gu')
    for (const [, parameter = '', command, character] of chunk.matchAll(codes)) {
      if (command !== undefined) this.#obey(command, parameter)
      else if (character !== undefined) this.#put(character)
    }
    done()
  }

  /** What is to be seen, without trailing blanks. */
  text(): string {
    return this.#lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd()
  }

  #obey(command: string, parameter: string): void {
    const count = Number(parameter === '' ? (command === 'J' || command === 'K' ? 0 : 1) : parameter)
    if (command === 'A') this.#row = Math.max(0, this.#row - count)
    else if (command === 'B') this.#row += count
    else if (command === 'G') this.#column = count - 1
    else if (command === 'K') this.#lines[this.#row] = count === 0 ? this.#line().slice(0, this.#column) : ''
    else if (command === 'J') {
      this.#lines[this.#row] = this.#line().slice(0, this.#column)
      this.#lines.length = this.#row + 1
    } else if (parameter === '?25') this.isCursorShown = command === 'h'
    else if (command !== 'm' && parameter !== '?7') throw new Error(`unexpected control code ${parameter}${command}`)
  }

  #put(character: string): void {
    if (character === '\n') {
      this.#row++
      this.#column = 0
      this.#line()
      return
    }
    const line = this.#line().padEnd(this.#column)
    // Lines do not wrap: what stands beyond the edge replaces the last character, as terminals do it.
    const column = Math.min(this.#column, this.columns - 1)
    this.#lines[this.#row] = line.slice(0, column) + character + line.slice(column + 1)
    this.#column++
  }

  #line(): string {
    while (this.#lines.length <= this.#row) this.#lines.push('')
    return this.#lines[this.#row] ?? ''
  }
}

/** A file or a pipe: keeps what is written. */
export class Paper extends Writable {
  text = ''

  constructor() {
    super({ decodeStrings: false })
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk
    done()
  }

  lines(): readonly string[] {
    return this.text.split('\n').slice(0, -1)
  }
}
