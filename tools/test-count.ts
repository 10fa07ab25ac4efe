export interface TestCount {
  readonly passed: number
  readonly failed: number
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

/**
 * Counts what vitest's JSON report says. A file that could not even be loaded has no test in it and counts as one failure;
 * so does a run that ended badly (`status` not 0) without a single failed test, or left no report at all.
 */
export function testCountOf(readReport: () => string, status: number | null): TestCount {
  let report: VitestReport
  try {
    report = JSON.parse(readReport()) as VitestReport
  } catch {
    return { passed: 0, failed: 1 }
  }
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  const failed = report.numFailedTests + unloaded.length
  return { passed: report.numPassedTests, failed: status === 0 || failed > 0 ? failed : 1 }
}
