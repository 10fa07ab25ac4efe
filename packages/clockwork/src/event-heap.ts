/** Something to run at a time; `run` is undefined once it was undone or executed. */
export interface TimedEvent {
  readonly atUs: number
  readonly sequence: number
  run: (() => void) | undefined
}

/**
 * Events ordered by (time, order of insertion): a binary min-heap. Undone events stay until they come up or until they are the
 * larger half, when the heap is rebuilt without them; so undoing is cheap and memory follows the live events.
 */
export class EventHeap {
  #events: TimedEvent[] = []
  #sequence = 0
  #undone = 0

  /** Time of the first live event, or Infinity. */
  nextUs(): number {
    let first = this.#events[0]
    while (first !== undefined && first.run === undefined) {
      this.#undone--
      this.#dropFirst()
      first = this.#events[0]
    }
    return first === undefined ? Number.POSITIVE_INFINITY : first.atUs
  }

  /** Adds an event; returns its undo, which does nothing after the event has run. */
  add(atUs: number, run: () => void): () => void {
    const event: TimedEvent = { atUs, sequence: this.#sequence++, run }
    this.#events.push(event)
    this.#rise(this.#events.length - 1)
    return () => this.#undo(event)
  }

  /** Removes the first live event and returns what to run, or undefined when there is none. */
  takeFirst(): (() => void) | undefined {
    if (this.nextUs() === Number.POSITIVE_INFINITY && this.#events.length === 0) return undefined
    const first = this.#events[0] as TimedEvent
    this.#dropFirst()
    const run = first.run
    first.run = undefined
    return run
  }

  #undo(event: TimedEvent): void {
    if (event.run === undefined) return
    event.run = undefined
    this.#undone++
    if (this.#undone > 64 && this.#undone * 2 > this.#events.length) this.#rebuild()
  }

  #rebuild(): void {
    // A sorted array is a heap.
    this.#events = this.#events.filter((event) => event.run !== undefined).sort(compare)
    this.#undone = 0
  }

  #dropFirst(): void {
    const last = this.#events.pop()
    if (last === undefined || this.#events.length === 0) return
    this.#sink(last)
  }

  #rise(from: number): void {
    const events = this.#events
    const event = events[from] as TimedEvent
    let hole = from
    while (hole > 0) {
      const above = (hole - 1) >> 1
      const parent = events[above] as TimedEvent
      if (compare(parent, event) <= 0) break
      events[hole] = parent
      hole = above
    }
    events[hole] = event
  }

  #sink(event: TimedEvent): void {
    const events = this.#events
    const count = events.length
    let hole = 0
    for (;;) {
      let below = 2 * hole + 1
      if (below >= count) break
      if (below + 1 < count && compare(events[below + 1] as TimedEvent, events[below] as TimedEvent) < 0) below++
      const child = events[below] as TimedEvent
      if (compare(event, child) <= 0) break
      events[hole] = child
      hole = below
    }
    events[hole] = event
  }
}

function compare(one: TimedEvent, other: TimedEvent): number {
  return one.atUs - other.atUs || one.sequence - other.sequence
}
