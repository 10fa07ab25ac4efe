/** HTML that is safe to put into a page. Made only by `markup` and `trusted`. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type MarkupValue = string | number | Markup | readonly MarkupValue[] | undefined

/** A template whose values are escaped, unless they are markup themselves: nothing from a scenario can become a tag. */
export function markup(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(parts.map((part, index) => part + (index < values.length ? textOf(values[index]) : '')).join(''))
}

/** Text of our own that is already HTML, CSS or JavaScript. */
export function trusted(text: string): Markup {
  return new Markup(text)
}

/** JSON inside a script element: without `<` no tag and no comment can begin, and it stays the same JSON. */
export function embeddedJson(value: unknown): Markup {
  const text = JSON.stringify(value)
  return new Markup(
    text.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}

function textOf(value: MarkupValue): string {
  if (value === undefined) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'object') return value.map(textOf).join('')
  return escapedHtml(String(value))
}

function escapedHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
}
