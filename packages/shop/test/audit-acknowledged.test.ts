import { PayMethod, RecordType, ShopOp } from '@onrush/shop'
import { describe, expect, it } from 'vitest'
import { forge } from './forgery.ts'

const { debit, capture, confirm } = RecordType

describe('the law of acknowledged answers', () => {
  const honest = forge()
    .order(0, 0)
    .move(debit, 1, 0)
    .move(capture, 1, 0)
    .order(2, 1)
    .order(3, 2, { method: PayMethod.cod })
    .move(confirm, 4, 2)

  // biome-ignore format: one tale a line
  const tales = [
    { told: 'the order', account: [[0, 0, 0, ShopOp.buy, 1000]], violations: 0 },
    { told: 'the order again, on a retry', account: [[0, 0, 0, ShopOp.buy, 1000], [0, 0, 0, ShopOp.buy, 0]], violations: 0 },
    { told: 'the payment and the confirmation', account: [[0, 0, 0, ShopOp.pay, 1000], [2, 2, 0, ShopOp.confirm, 1000]], violations: 0 },
    { told: 'an order that is not there', account: [[3, 0, 0, ShopOp.buy, 1000]], violations: 1 },
    { told: 'an order of a shard that is not there', account: [[-2, 0, 0, ShopOp.buy, 1000]], violations: 1 },
    { told: 'somebody else’s order', account: [[0, 1, 0, ShopOp.buy, 1000]], violations: 1 },
    { told: 'the order of another intent', account: [[0, 0, 1, ShopOp.buy, 1000]], violations: 1 },
    { told: 'another price', account: [[0, 0, 0, ShopOp.buy, 1001]], violations: 1 },
    { told: 'a payment that never came about', account: [[1, 1, 0, ShopOp.pay, 1000]], violations: 1 },
    { told: 'a payment of another amount', account: [[0, 0, 0, ShopOp.pay, 999]], violations: 1 },
    { told: 'a confirmation of what was paid by wallet', account: [[0, 0, 0, ShopOp.confirm, 1000]], violations: 1 },
  ]
  it.each(tales)('holds what the clients were told against the journal: $told', ({ account, violations }) => {
    const law = honest.audit({ account }).invariants.find((entry) => entry.name === 'acknowledged')
    expect(law).toMatchObject({ checked: account.length, violations })
  })

  it('leaves the law of acknowledged answers out when there is no account', () => {
    expect(honest.audit().invariants.map((law) => law.name)).not.toContain('acknowledged')
  })
})
