import type { Histogram } from './histogram.ts'

/**
 * The percentile table that HdrHistogram's plotters read (.hgrm): values in milliseconds, 5 rows per halving of the rest.
 */
export function writeHgrm(histogram: Histogram): string {
  return histogram.toHdr().outputPercentileDistribution(5, 1000, false)
}
