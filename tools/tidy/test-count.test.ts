import { describe, expect, it } from 'vitest'
import { testCountOf } from '../test-count.ts'

describe('the count of tests', () => {
  const report = (failed: number, files: readonly object[]) =>
    JSON.stringify({ numPassedTests: 5, numFailedTests: failed, testResults: files })

  it.each([
    ['all is well', report(0, [{ status: 'passed', assertionResults: [{}] }]), 0, { passed: 5, failed: 0 }],
    ['one test failed', report(1, [{ status: 'failed', assertionResults: [{}] }]), 1, { passed: 5, failed: 1 }],
    [
      'a file could not be loaded',
      report(0, [{ status: 'failed', assertionResults: [] }]),
      1,
      { passed: 5, failed: 1 },
    ],
    ['something broke outside the tests', report(0, []), 1, { passed: 5, failed: 1 }],
    ['vitest was killed', report(0, []), null, { passed: 5, failed: 1 }],
    ['there is no report', '', 1, { passed: 0, failed: 1 }],
    ['there is no report though all was well', '', 0, { passed: 0, failed: 1 }],
  ])('%s', (_phrase, text, status, count) => {
    expect(testCountOf(() => text, status)).toEqual(count)
  })
})
