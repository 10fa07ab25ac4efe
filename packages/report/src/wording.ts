import type { ObjectiveResult, Verdict } from '@onrush/contracts'

/** What stands where nothing was seen. */
export const Nothing = '–'

const MsPerMinute = 60_000
const MsPerHour = 3_600_000

/** Integer fen for people: 2.08 bn yuan, 10 M yuan, 12,345 yuan. Three significant digits from a million on. */
export function moneyText(valueFen: number): string {
  return `${largeText(valueFen / 100)} yuan`
}

/** A count for people: 6.7 M, 12,345. */
export function largeText(value: number): string {
  const rounded = Math.abs(value) < 1e6 ? value : Number(value.toPrecision(3))
  if (Math.abs(rounded) >= 1e9) return `${plain(rounded / 1e9, 2)} bn`
  if (Math.abs(rounded) >= 1e6) return `${plain(rounded / 1e6, 2)} M`
  return plain(rounded, Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : 2)
}

/** A whole number with its thousands grouped. */
export function countText(value: number): string {
  return plain(value, 0)
}

/** A scenario time as an offset from T0: 1:11, 2:00:00, −0:42; with tenths of a second where `tenths` is set. */
export function offsetText(offsetMs: number, tenths: boolean = false): string {
  const unitMs = tenths ? 100 : 1000
  // Truncated, never rounded: a time that is shown must have been reached.
  const wholeMs = Math.floor(Math.abs(offsetMs) / unitMs) * unitMs
  const hours = Math.floor(wholeMs / MsPerHour)
  const minutes = Math.floor((wholeMs % MsPerHour) / MsPerMinute)
  const seconds = (wholeMs % MsPerMinute) / 1000
  const secondsText = seconds.toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, '0')
  const sign = offsetMs < 0 && wholeMs > 0 ? '−' : ''
  return hours > 0
    ? `${sign}${hours}:${String(minutes).padStart(2, '0')}:${secondsText}`
    : `${sign}${minutes}:${secondsText}`
}

/** The time a milestone was reached: tenths matter in the first ten minutes, not after. */
export function reachedText(atMs: number): string {
  return offsetText(atMs, atMs < 10 * MsPerMinute)
}

/** A scenario time as the time of a day that begins at T0: 00:01:11; 23:59:18 before it. */
export function clockText(offsetMs: number): string {
  const dayMs = 24 * MsPerHour
  const ofDayMs = (((Math.floor(offsetMs / 1000) * 1000) % dayMs) + dayMs) % dayMs
  const parts = [ofDayMs / MsPerHour, (ofDayMs % MsPerHour) / MsPerMinute, (ofDayMs % MsPerMinute) / 1000]
  return parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':')
}

/** A length of time: 0.412 ms, 12.3 ms, 412 ms, 1.24 s, 1:11. */
export function durationText(valueMs: number | null): string {
  if (valueMs === null || !Number.isFinite(valueMs)) return Nothing
  const size = Math.abs(valueMs)
  if (size >= MsPerMinute) return offsetText(valueMs)
  if (size >= 999.5) return `${plain(valueMs / 1000, size < 10_000 ? 2 : 1)} s`
  return `${plain(valueMs, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)} ms`
}

/** A share: 3.1 %, 0.05 %. */
export function shareText(share: number | null): string {
  return share === null ? Nothing : `${Number((share * 100).toPrecision(2))} %`
}

/** How early or late: 3 % early, 0.4 % late; never, when it was not reached. */
export function marginText(share: number | null): string {
  return share === null ? 'never' : `${shareText(Math.abs(share))} ${share >= 0 ? 'early' : 'late'}`
}

/** A value in the unit of its objective. */
export function valueText(value: number | null, unit: string): string {
  if (value === null) return Nothing
  if (unit === 'ms') return durationText(value)
  if (unit === 'share') return shareText(value)
  return `${largeText(value)} ${value === 1 ? unit.replace(/s$/, '') : unit}`
}

/** What was seen, and the limit with its direction; a milestone's are times. */
export function observedText({ kind, observed, unit }: ObjectiveResult): string {
  if (kind === 'milestone') return observed === null ? Nothing : reachedText(observed)
  return valueText(observed, unit)
}

export function limitText({ kind, limit, unit }: ObjectiveResult): string {
  if (kind === 'milestone') return `by ${offsetText(limit)}`
  if (kind === 'offered') return `≥ ${valueText(limit, unit)}`
  return limit === 0 ? 'none' : `≤ ${valueText(limit, unit)}`
}

/** A mark beside the word, so that colour is never the only sign. */
export function verdictMark(verdict: Verdict): string {
  return verdict === 'PASS' ? '✓' : verdict === 'FAIL' ? '✗' : '?'
}

export function verdictWord(verdict: Verdict): string {
  return verdict === 'NO_DATA' ? 'NO DATA' : verdict
}

function plain(value: number, digits: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}
