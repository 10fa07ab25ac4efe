import type { InvariantResult } from '@onrush/contracts'

const SamplesMax = 5

/** One law under test: how often it was put to the test, how often it was broken, and the first few times in plain words. */
export class Law {
  readonly name: string
  readonly #samples: string[] = []
  checked = 0
  violations = 0

  constructor(name: string) {
    this.name = name
  }

  /** Counts a violation; `what` says it in one clause, with its numbers. */
  violate(what: string): void {
    this.violations++
    if (this.#samples.length < SamplesMax) this.#samples.push(what)
  }

  result(): InvariantResult {
    return { name: this.name, violations: this.violations, checked: this.checked, samples: this.#samples }
  }
}

/** A decision stamp as people read it. */
export function atTime(stampUs: number): string {
  const sign = stampUs < 0 ? '−' : '+'
  return `T0 ${sign} ${(Math.abs(stampUs) / 1e6).toFixed(6)} s`
}
