// The names of what only orders and writes end with. The classes stand in a file of their own: bundlers that split by file
// would else load them with the page.
import * as order from './order-errors.js';

export type { ResolvedOutcome } from './order-errors.js';

/** Refused here against the trading rules; nothing was sent. */
export const BinanceOrderError: typeof order.BinanceOrderError = order.BinanceOrderError;
export type BinanceOrderError = order.BinanceOrderError;

/** A quantity rule is broken: LOT_SIZE, MARKET_LOT_SIZE. */
export const BinanceOrderMinAmountError: typeof order.BinanceOrderMinAmountError = order.BinanceOrderMinAmountError;
export type BinanceOrderMinAmountError = order.BinanceOrderMinAmountError;

/** A price rule is broken: PRICE_FILTER. */
export const BinanceOrderMinPriceError: typeof order.BinanceOrderMinPriceError = order.BinanceOrderMinPriceError;
export type BinanceOrderMinPriceError = order.BinanceOrderMinPriceError;

/** A rule on the total is broken: MIN_NOTIONAL, NOTIONAL. */
export const BinanceOrderTotalPriceError: typeof order.BinanceOrderTotalPriceError = order.BinanceOrderTotalPriceError;
export type BinanceOrderTotalPriceError = order.BinanceOrderTotalPriceError;

/** The exchange does not list the symbol. */
export const BinanceOrderUnknownSymbolError: typeof order.BinanceOrderUnknownSymbolError =
  order.BinanceOrderUnknownSymbolError;
export type BinanceOrderUnknownSymbolError = order.BinanceOrderUnknownSymbolError;

/** The symbol is listed and does not trade now. */
export const BinanceOrderInactiveSymbolError: typeof order.BinanceOrderInactiveSymbolError =
  order.BinanceOrderInactiveSymbolError;
export type BinanceOrderInactiveSymbolError = order.BinanceOrderInactiveSymbolError;

/** Any other rule is broken; {@link filter} names the first. */
export const BinanceOrderFilterError: typeof order.BinanceOrderFilterError = order.BinanceOrderFilterError;
export type BinanceOrderFilterError = order.BinanceOrderFilterError;

/** A write that may or may not have happened. It is never sent again on a guess; ask with {@link resolve}. */
export const BinanceUnknownOutcomeError: typeof order.BinanceUnknownOutcomeError = order.BinanceUnknownOutcomeError;
export type BinanceUnknownOutcomeError = order.BinanceUnknownOutcomeError;
