/** One price and the quantity offered at it, as the exchange printed them. */
export type Level = readonly [price: string, quantity: string];
