import type { Window } from '@onrush/contracts'

/** 0.99 → p99, 0.999 → p99.9, 1 → max. */
export function quantileName(quantile: number): string {
  return quantile === 1 ? 'max' : `p${Number((quantile * 100).toPrecision(6))}`
}

/** A window as it stands in a name: `0s..30s`. Plain ASCII, because names are typed on command lines. */
export function windowName({ fromMs, toMs }: Window): string {
  return `${secondsOf(fromMs)}..${secondsOf(toMs)}`
}

/** A whole or decimal number with its thousands grouped: 2,712,345 or 12.3. */
export function amount(value: number): string {
  const digits = Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 3
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

/** Milliseconds for people; whole seconds and more in seconds. */
export function duration(valueMs: number): string {
  return Math.abs(valueMs) < 1000
    ? `${amount(valueMs)} ms`
    : `${(valueMs / 1000).toLocaleString('en-US', { maximumFractionDigits: 3 })} s`
}

/** Integer fen as yuan. */
export function yuan(valueFen: number): string {
  return `${(valueFen / 100).toLocaleString('en-US', { maximumFractionDigits: 2 })} yuan`
}

function secondsOf(offsetMs: number): string {
  return `${Number((offsetMs / 1000).toFixed(3))}s`
}
