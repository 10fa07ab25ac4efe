import { describe, expect, it } from 'vitest'
import { sizeProblems } from './sizes.ts'

describe('the ratchet', () => {
  const path = 'packages/low/src/low.ts'
  const files = new Map([[path, 'void 0\n'.repeat(310)]])

  it.each([
    ['accepts the recorded number', { [path]: 310 }, ''],
    ['refuses growth', { [path]: 305 }, 'grew from 305 to 310'],
    ['asks for the lower number', { [path]: 320 }, 'shrank to 310'],
    ['drops what is not needed', { [path]: 310, 'packages/low/src/gone.ts': 400 }, 'needs no exception any more'],
  ])('%s', (_phrase, recorded, sentence) => {
    const problems = sizeProblems(files, { files: recorded, functions: {} })
    expect(problems.join('\n')).toContain(sentence)
    expect(problems.length).toBe(sentence === '' ? 0 : 1)
  })
})
