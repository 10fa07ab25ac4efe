import { AccountEntry } from './account.ts'
import { type OrderBooks, Standing } from './audit-books.ts'
import { Law } from './audit-law.ts'
import { ShopOp } from './wire.ts'

/** The law that nothing was lost: whatever a client was told, the journal has. Call it after the last record. */
export function auditAcknowledged(orders: OrderBooks, account: Iterable<Uint8Array>): Law {
  const law = new Law('acknowledged')
  for (const chunk of account) {
    const words = wordsOf(chunk)
    for (let at = 0; at + AccountEntry.words <= words.length; at += AccountEntry.words)
      checkEntry(law, orders, words, at)
  }
  return law
}

function checkEntry(law: Law, orders: OrderBooks, words: Int32Array, at: number): void {
  const orderRef = words[at + AccountEntry.orderRef] as number
  const shopper = words[at + AccountEntry.shopper] as number
  const intent = words[at + AccountEntry.intent] as number
  const op = words[at + AccountEntry.op] as number
  const valueFen = words[at + AccountEntry.valueFen] as number
  law.checked++
  if (!orders.find(orderRef)) {
    law.violate(`shopper ${shopper} was told of order ${orderRef}, which is not in the journal`)
  } else if (orders.shopper !== shopper) {
    law.violate(`shopper ${shopper} was told of order ${orderRef}, which is shopper ${orders.shopper}'s in the journal`)
  } else if (op === ShopOp.buy) {
    // A retry that is given the answer of its order again carries no value.
    if (orders.intent === intent && (valueFen === 0 || valueFen === orders.amountFen)) return
    law.violate(
      `shopper ${shopper} was told of order ${orderRef} for intent ${intent} over ${valueFen} fen; the journal has intent ${orders.intent} and ${orders.amountFen} fen`,
    )
  } else if (op === ShopOp.pay || op === ShopOp.confirm) {
    const expected = op === ShopOp.pay ? Standing.paid : Standing.confirmed
    if (orders.standing === expected && orders.amountFen === valueFen) return
    const what = op === ShopOp.pay ? 'paid' : 'confirmed'
    law.violate(
      `shopper ${shopper} was told that order ${orderRef} is ${what} with ${valueFen} fen; in the journal it is not`,
    )
  }
}

/** A chunk as words; copied when it does not begin on a word. */
function wordsOf(chunk: Uint8Array): Int32Array {
  const bytes = chunk.byteOffset % 4 === 0 ? chunk : chunk.slice()
  return new Int32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4))
}
