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

/** The error class of each filter that has its own. */
const errorClasses: Readonly<Record<string, typeof BinanceOrderError>> = {
  LOT_SIZE: BinanceOrderMinAmountError,
  MARKET_LOT_SIZE: BinanceOrderMinAmountError,
  PRICE_FILTER: BinanceOrderMinPriceError,
  MIN_NOTIONAL: BinanceOrderTotalPriceError,
  NOTIONAL: BinanceOrderTotalPriceError,
  SYMBOL: BinanceOrderUnknownSymbolError,
  STATUS: BinanceOrderInactiveSymbolError,
};

/** The error for an order with these problems. The parameter of the first problem decides its class. */
export function orderError(problems: readonly OrderProblem[], request?: ErrorRequest): BinanceOrderError {
  const [first] = problems;
  // A price of 0 is not positive, and also below minPrice: of the problems of a parameter, one with an error class counts.
  const classified = problems.find(
    ({ param, filter }) => param === first?.param && Object.hasOwn(errorClasses, filter),
  );
  return new (errorClasses[classified?.filter ?? ''] ?? BinanceOrderFilterError)(problems, request);
}
