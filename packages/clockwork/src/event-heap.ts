/** Something to run; `run` is undefined once it was undone or executed. */
interface TimedEvent {
  readonly sequence: number
  run: (() => void) | undefined
}

const FIRST_CAPACITY = 256
/** Children per node: four neighbouring times share a cache line, and the heap is half as deep as with two. */
const WIDTH = 4

/**
 * Events ordered by (time, order of insertion): a min-heap with four children per node, the times in an array of their own so that
 * comparing does not touch the events. Undone events stay until they come up or until they are the larger half, when the heap is rebuilt
 * without them; so undoing is cheap and memory follows the live events.
 */
export class EventHeap {
  #timesUs = new Float64Array(FIRST_CAPACITY)
  #events: TimedEvent[] = []
  #sequence = 0
  #undone = 0

  /** Time of the first live event, or Infinity. */
  nextUs(): number {
    for (;;) {
      const first = this.#events[0]
      if (first === undefined) return Number.POSITIVE_INFINITY
      if (first.run !== undefined) return this.#timesUs[0] as number
      this.#undone--
      this.#dropFirst()
    }
  }

  /** Adds an event; returns its undo, which does nothing after the event has run. */
  add(atUs: number, run: () => void): () => void {
    const event: TimedEvent = { sequence: this.#sequence++, run }
    const count = this.#events.length
    if (count === this.#timesUs.length) this.#grow()
    this.#events.push(event)
    this.#rise(count, atUs, event)
    return () => this.#undo(event)
  }

  /** Removes the first live event and returns what to run, or undefined when there is none. */
  takeFirst(): (() => void) | undefined {
    if (this.nextUs() === Number.POSITIVE_INFINITY) return undefined
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
    if (this.#undone > FIRST_CAPACITY && this.#undone * 2 > this.#events.length) this.#rebuild()
  }

  #rebuild(): void {
    const timesUs = this.#timesUs
    const events = this.#events
    this.#timesUs = new Float64Array(timesUs.length)
    this.#events = []
    this.#undone = 0
    events.forEach((event, index) => {
      if (event.run === undefined) return
      this.#events.push(event)
      this.#rise(this.#events.length - 1, timesUs[index] as number, event)
    })
  }

  #grow(): void {
    const timesUs = new Float64Array(this.#timesUs.length * 2)
    timesUs.set(this.#timesUs)
    this.#timesUs = timesUs
  }

  #dropFirst(): void {
    const count = this.#events.length - 1
    const last = this.#events.pop() as TimedEvent
    if (count > 0) this.#sink(this.#timesUs[count] as number, last)
  }

  /** Moves an event up from the free place `hole`. */
  #rise(hole: number, atUs: number, event: TimedEvent): void {
    const timesUs = this.#timesUs
    const events = this.#events
    let place = hole
    while (place > 0) {
      const above = (place - 1) >> 2
      if (!this.#isBefore(atUs, event, above)) break
      timesUs[place] = timesUs[above] as number
      events[place] = events[above] as TimedEvent
      place = above
    }
    timesUs[place] = atUs
    events[place] = event
  }

  /** Moves an event down from the top, which is free. */
  #sink(atUs: number, event: TimedEvent): void {
    const timesUs = this.#timesUs
    const events = this.#events
    const count = events.length
    let place = 0
    for (;;) {
      const firstChild = place * WIDTH + 1
      if (firstChild >= count) break
      const end = Math.min(firstChild + WIDTH, count)
      let least = firstChild
      for (let child = firstChild + 1; child < end; child++) {
        if (this.#isBefore(timesUs[child] as number, events[child] as TimedEvent, least)) least = child
      }
      if (this.#isBefore(atUs, event, least)) break
      timesUs[place] = timesUs[least] as number
      events[place] = events[least] as TimedEvent
      place = least
    }
    timesUs[place] = atUs
    events[place] = event
  }

  #isBefore(atUs: number, event: TimedEvent, place: number): boolean {
    const otherUs = this.#timesUs[place] as number
    return atUs < otherUs || (atUs === otherUs && event.sequence < (this.#events[place] as TimedEvent).sequence)
  }
}
