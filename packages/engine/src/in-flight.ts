/**
 * Arrivals that were sent and not yet answered, in the order of sending.
 *
 *        head: oldest still open            tail: next to send
 *          ▼                                  ▼
 *   ──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──      slot = id & mask; ids count up and wrap
 *     │· │o │· │· │o │· │o │o │· │o │o │o │o │  │
 *
 * Because ids are handed out in due order, the only arrivals that can time out next are at the head: no timer per click.
 */
export class InFlight {
  readonly capacity: number
  readonly mask: number
  readonly isOpen: Uint8Array
  readonly op: Uint8Array
  readonly person: Int32Array
  readonly shopper: Int32Array
  readonly intent: Int32Array
  /** When it was due: scenario microseconds, and the wall time of that instant. */
  readonly dueUs: Float64Array
  readonly dueWallUs: Float64Array
  readonly sentWallUs: Float64Array
  head = 0
  tail = 0
  open = 0

  /** `capacity`: most ids between the oldest open arrival and the newest; rounded up to a power of two. */
  constructor(capacity: number) {
    this.capacity = 2 ** Math.ceil(Math.log2(Math.max(2, capacity)))
    this.mask = this.capacity - 1
    this.isOpen = new Uint8Array(this.capacity)
    this.op = new Uint8Array(this.capacity)
    this.person = new Int32Array(this.capacity)
    this.shopper = new Int32Array(this.capacity)
    this.intent = new Int32Array(this.capacity)
    this.dueUs = new Float64Array(this.capacity)
    this.dueWallUs = new Float64Array(this.capacity)
    this.sentWallUs = new Float64Array(this.capacity)
    // Written once now, so that the burst does not wait for the system to find pages.
    for (const array of [
      this.isOpen,
      this.op,
      this.person,
      this.shopper,
      this.intent,
      this.dueUs,
      this.dueWallUs,
      this.sentWallUs,
    ])
      array.fill(0)
  }

  /** How many more arrivals can be sent now. */
  get room(): number {
    return this.capacity - ((this.tail - this.head) | 0)
  }

  /** Moves the head over everything that is answered. */
  skipAnswered(): void {
    while (this.head !== this.tail && this.isOpen[this.head & this.mask] === 0) this.head = (this.head + 1) | 0
  }

  /** The slot of an answer's id, or −1 when it is no longer waited for. */
  slotOf(id: number): number {
    const distance = (id - this.head) | 0
    if (distance < 0 || distance >= ((this.tail - this.head) | 0)) return -1
    const slot = id & this.mask
    return this.isOpen[slot] === 1 ? slot : -1
  }
}
