import { hash32 } from '@onrush/clockwork'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mix32 } from '../src/mix.ts'

describe('mix32', () => {
  it('is hash32 of clockwork as a signed number', () => {
    const word = fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 })
    fc.assert(
      fc.property(word, word, word, word, (a, b, c, d) => {
        expect(mix32(a, b, c, d)).toBe(hash32(a, b, c, d) | 0)
      }),
    )
  })
})
