import {
  type BinanceOrderError,
  BinanceOrderFilterError,
  BinanceOrderInactiveSymbolError,
  BinanceOrderMinAmountError,
  BinanceOrderMinPriceError,
  BinanceOrderTotalPriceError,
  BinanceOrderUnknownSymbolError,
  type ErrorRequest,
  type OrderProblem,
} from '../errors/index.js';

/** The error class for each filter. The class for filters that are not listed is `BinanceOrderFilterError`. */
const errorClasses: Readonly<Record<string, typeof BinanceOrderError>> = {
  LOT_SIZE: BinanceOrderMinAmountError,
  MARKET_LOT_SIZE: BinanceOrderMinAmountError,
  PRICE_FILTER: BinanceOrderMinPriceError,
  MIN_NOTIONAL: BinanceOrderTotalPriceError,
  NOTIONAL: BinanceOrderTotalPriceError,
  SYMBOL: BinanceOrderUnknownSymbolError,
  STATUS: BinanceOrderInactiveSymbolError,
};

/** Creates the error for an order that breaks rules. The first illegal parameter decides the class of the error. */
export function orderError(problems: readonly OrderProblem[], request?: ErrorRequest): BinanceOrderError {
  const [first] = problems;
  // One parameter may break several rules: a price of 0 is not positive, and it is also below `minPrice`. The first of
  // these rules that has its own error class decides the class.
  const classified = problems.find(
    ({ param, filter }) => param === first?.param && Object.hasOwn(errorClasses, filter),
  );
  return new (errorClasses[classified?.filter ?? ''] ?? BinanceOrderFilterError)(problems, request);
}
