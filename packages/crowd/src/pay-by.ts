/**
 * How an order will be paid. A crowd says it with the `buy`: the arrival's `orderRef` carries one of these, because there is no
 * order yet that it could name.
 */
export const PayBy = { wallet: -1, cod: -2 } as const
