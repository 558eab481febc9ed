/**
 * Which parameters an order type has. `priced`: a limit price, `icebergQty` and peg parameters. `timed`: `timeInForce`.
 * `triggered`: a trigger price or a trailing delta.
 */
export type OrderTypeTraits = { readonly priced?: true; readonly timed?: true; readonly triggered?: true };

/**
 * The order types that Binance documents. If a symbol lists another type, the parameters of orders of that type are not
 * checked.
 */
const orderTypes: Readonly<Record<string, OrderTypeTraits>> = {
  LIMIT: { priced: true, timed: true },
  LIMIT_MAKER: { priced: true },
  MARKET: {},
  STOP_LOSS: { triggered: true },
  STOP_LOSS_LIMIT: { priced: true, timed: true, triggered: true },
  TAKE_PROFIT: { triggered: true },
  TAKE_PROFIT_LIMIT: { priced: true, timed: true, triggered: true },
};

/** Returns which parameters an order type has; undefined for a type that Binance does not document. */
export function traitsOf(type: string | undefined): OrderTypeTraits | undefined {
  return type !== undefined && Object.hasOwn(orderTypes, type) ? orderTypes[type] : undefined;
}

/**
 * Whether an order of this type executes at the market price: `MARKET`, and the types that become market orders when
 * they trigger.
 */
export function executesAtMarket(type: string | undefined): boolean {
  return type === 'MARKET' || type === 'STOP_LOSS' || type === 'TAKE_PROFIT';
}

/**
 * Whether an order of this type has a trigger price or a trailing delta. Binance's filters call such orders "algo"
 * orders.
 */
export function isAlgo(type: string | undefined): boolean {
  return traitsOf(type)?.triggered === true;
}

/** The order types that may stop the loss in an OCO pair. */
export const stopLosses: readonly string[] = ['STOP_LOSS', 'STOP_LOSS_LIMIT'];

/** The order types that may take the profit in an OCO pair. */
export const takeProfits: readonly string[] = ['TAKE_PROFIT', 'TAKE_PROFIT_LIMIT', 'LIMIT_MAKER'];

/** Whether an order of this type stops a loss. */
export function isStopLoss(type: string | undefined): boolean {
  return stopLosses.includes(type ?? '');
}

/** Whether a rising price triggers an order of this type. Otherwise a falling price does. */
export function triggersAbove(type: string | undefined, side: string | undefined): boolean {
  return isStopLoss(type) === (side === 'BUY');
}
