/** Five rows of block letters for the countdown. */
const Glyphs: Readonly<Record<string, readonly string[]>> = {
  '0': ['██████', '██  ██', '██  ██', '██  ██', '██████'],
  '1': ['  ██  ', '████  ', '  ██  ', '  ██  ', '██████'],
  '2': ['██████', '    ██', '██████', '██    ', '██████'],
  '3': ['██████', '    ██', ' █████', '    ██', '██████'],
  '4': ['██  ██', '██  ██', '██████', '    ██', '    ██'],
  '5': ['██████', '██    ', '██████', '    ██', '██████'],
  '6': ['██████', '██    ', '██████', '██  ██', '██████'],
  '7': ['██████', '    ██', '   ██ ', '  ██  ', '  ██  '],
  '8': ['██████', '██  ██', '██████', '██  ██', '██████'],
  '9': ['██████', '██  ██', '██████', '    ██', '██████'],
  ':': ['  ', '██', '  ', '██', '  '],
}

export const BigDigitRows = 5

/** Digits and colons as `BigDigitRows` rows of text; other characters are left out. */
export function bigDigits(text: string): readonly string[] {
  const glyphs = text.split('').flatMap((character) => (Glyphs[character] === undefined ? [] : [Glyphs[character]]))
  return Array.from({ length: BigDigitRows }, (_, row) => glyphs.map((glyph) => glyph[row] ?? '').join('  '))
}
