import { ReasonCode } from '@onrush/contracts'
import { catalogue, PayMethod, type ShopSettings } from '@onrush/shop'

interface NaiveOrder {
  readonly shopper: number
  readonly item: number
  readonly quantity: number
  readonly method: number
  readonly amountFen: number
  readonly madeUs: number
  state: 'reserved' | 'paid' | 'confirmed' | 'released'
}

export interface NaiveAnswer {
  readonly reason: number
  readonly valueFen: number
  /** The number of the order in the order of making over the whole shop, or −1. */
  readonly order: number
}

/** The shop as one would write it on a napkin: maps, lists and filters, no shards, no arrays, no chains. The oracle of the tests. */
export class NaiveShop {
  readonly orders: NaiveOrder[] = []
  readonly #settings: ShopSettings
  readonly #stock = new Map<number, number>()
  readonly #prices: { promo: number; list: number }[]
  readonly #orderOfKey = new Map<string, number>()
  readonly #spentFen = new Map<number, number>()
  releasedCount = 0

  constructor(settings: ShopSettings) {
    this.#settings = settings
    const goods = catalogue(settings)
    this.#prices = Array.from(goods.promoFen, (promo, item) => ({ promo, list: goods.listFen[item] as number }))
    for (let item = 0; item < settings.dealItems; item++) this.#stock.set(item, goods.stock[item] as number)
  }

  balanceFen(shopper: number): number {
    return this.#settings.walletFen - (this.#spentFen.get(shopper) ?? 0)
  }

  available(item: number): number | undefined {
    const taken = this.orders
      .filter((order) => order.item === item && order.state !== 'released')
      .reduce((sum, order) => sum + order.quantity, 0)
    const initial = this.#stock.get(item)
    return initial === undefined ? undefined : initial - taken
  }

  get gmvFen(): number {
    return this.orders
      .filter((order) => order.state === 'paid' || order.state === 'confirmed')
      .reduce((sum, order) => sum + order.amountFen, 0)
  }

  buy(
    nowUs: number,
    shopper: number,
    item: number,
    options: { intent: number; method: number; quantity: number },
  ): NaiveAnswer {
    const price = this.#prices[item]
    if (!price || options.quantity < 1) return no(ReasonCode.unknownItem)
    const key = `${shopper}/${options.intent}`
    const known = this.#orderOfKey.get(key)
    if (known !== undefined) {
      return {
        reason: this.orders[known]?.state === 'released' ? ReasonCode.released : ReasonCode.none,
        valueFen: 0,
        order: known,
      }
    }
    const isDeal = item < this.#settings.dealItems
    if (isDeal && nowUs < 0) return no(ReasonCode.notYet)
    if (isDeal && (this.available(item) as number) < options.quantity) return no(ReasonCode.soldOut)
    const held = this.orders.filter(
      (order) => order.shopper === shopper && order.item === item && order.state !== 'released',
    ).length
    if (isDeal && held >= this.#settings.limitPerShopper) return no(ReasonCode.limitReached)
    const isPromotion = isDeal && nowUs < this.#settings.promotionMs * 1000
    const amountFen = (isPromotion ? price.promo : price.list) * options.quantity
    this.orders.push({
      shopper,
      item,
      quantity: options.quantity,
      method: options.method,
      amountFen,
      madeUs: nowUs,
      state: 'reserved',
    })
    this.#orderOfKey.set(key, this.orders.length - 1)
    return { reason: ReasonCode.none, valueFen: amountFen, order: this.orders.length - 1 }
  }

  pay(shopper: number, number: number): NaiveAnswer {
    const order = this.orders[number]
    if (!order || order.shopper !== shopper) return no(ReasonCode.unknownOrder)
    if (order.method !== PayMethod.wallet) return { reason: ReasonCode.unknownOrder, valueFen: 0, order: number }
    if (order.state === 'released') return { reason: ReasonCode.released, valueFen: 0, order: number }
    if (order.state === 'reserved') {
      if (this.balanceFen(shopper) < order.amountFen) return no(ReasonCode.insufficientFunds)
      this.#spentFen.set(shopper, (this.#spentFen.get(shopper) ?? 0) + order.amountFen)
      order.state = 'paid'
    }
    return { reason: ReasonCode.none, valueFen: order.amountFen, order: number }
  }

  confirm(shopper: number, number: number): NaiveAnswer {
    const order = this.orders[number]
    if (!order || order.shopper !== shopper || order.method !== PayMethod.cod) return no(ReasonCode.unknownOrder)
    if (order.state === 'released') return { reason: ReasonCode.released, valueFen: 0, order: number }
    order.state = 'confirmed'
    return { reason: ReasonCode.none, valueFen: order.amountFen, order: number }
  }

  expire(nowUs: number): void {
    for (const order of this.orders) {
      if (order.state !== 'reserved' || order.madeUs + this.#settings.reservationMs * 1000 > nowUs) continue
      order.state = 'released'
      this.releasedCount++
    }
  }
}

function no(reason: number): NaiveAnswer {
  return { reason, valueFen: 0, order: -1 }
}
