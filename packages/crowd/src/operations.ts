/** What the people of a midnight do; the position is the operation's code in arrivals. */
export const midnightOperations: readonly ['view', 'buy', 'pay', 'confirm'] = ['view', 'buy', 'pay', 'confirm']

export const VIEW = 0
export const BUY = 1
export const PAY = 2
export const CONFIRM = 3
