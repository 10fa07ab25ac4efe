import { RecordWords } from './records.ts'

/** One journal record, taken apart. Reused from record to record: the audit reads tens of millions. */
export class AuditedRecord {
  type = 0
  shard = 0
  quantity = 0
  method = 0
  orderRef = 0
  stampUs = 0.5
  shopper = 0
  item = 0
  amountFen = 0
  keyLow = 0
  keyHigh = 0
  intent = 0

  /** Takes the record with that index of a frame. */
  read(words: Int32Array, floats: Float64Array, index: number): void {
    const at = index * RecordWords
    const kind = words[at] as number
    this.type = kind & 0xff
    this.shard = (kind >> 8) & 0xff
    this.quantity = (kind >> 16) & 0xff
    this.method = kind >>> 24
    this.orderRef = words[at + 1] as number
    this.stampUs = floats[(at >> 1) + 1] as number
    this.shopper = words[at + 4] as number
    this.item = words[at + 5] as number
    this.amountFen = words[at + 6] as number
    this.keyLow = words[at + 7] as number
    this.keyHigh = words[at + 8] as number
    this.intent = words[at + 9] as number
  }
}
