/** What a type of order takes: a limit price (and with it an iceberg or a peg), a time in force, a trigger. */
export type OrderTraits = { readonly priced?: true; readonly timed?: true; readonly triggered?: true };

/** The documented order types. A symbol may list others; those are let through. */
const orderTypes: Readonly<Record<string, OrderTraits>> = {
  LIMIT: { priced: true, timed: true },
  LIMIT_MAKER: { priced: true },
  MARKET: {},
  STOP_LOSS: { triggered: true },
  STOP_LOSS_LIMIT: { priced: true, timed: true, triggered: true },
  TAKE_PROFIT: { triggered: true },
  TAKE_PROFIT_LIMIT: { priced: true, timed: true, triggered: true },
};

/** Undefined for types that are not documented. */
export function traitsOf(type: string | undefined): OrderTraits | undefined {
  return type !== undefined && Object.hasOwn(orderTypes, type) ? orderTypes[type] : undefined;
}

/** Whether an order of this type has no limit price: MARKET, and what sends a MARKET order when it triggers. */
export function executesAtMarket(type: string | undefined): boolean {
  return type === 'MARKET' || type === 'STOP_LOSS' || type === 'TAKE_PROFIT';
}

/** Whether an order has a trigger: an "algo" order, as the filters call it. */
export function isAlgo(type: string | undefined): boolean {
  return traitsOf(type)?.triggered === true;
}

export function isStopLoss(type: string | undefined): boolean {
  return type === 'STOP_LOSS' || type === 'STOP_LOSS_LIMIT';
}

/** Whether an order with a trigger waits for the price to rise. */
export function triggersAbove(type: string | undefined, side: string | undefined): boolean {
  return isStopLoss(type) === (side === 'BUY');
}
