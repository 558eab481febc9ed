/** All errors that the library throws, with one class in each file. @module */

export { type ApiErrorDetails, BinanceApiError } from './binance-api-error.js';
export { BinanceConfigError } from './binance-config-error.js';
export { BinanceError } from './binance-error.js';
export { BinanceOrderError } from './binance-order-error.js';
export { BinanceOrderFilterError } from './binance-order-filter-error.js';
export { BinanceOrderInactiveSymbolError } from './binance-order-inactive-symbol-error.js';
export { BinanceOrderMinAmountError } from './binance-order-min-amount-error.js';
export { BinanceOrderMinPriceError } from './binance-order-min-price-error.js';
export { BinanceOrderTotalPriceError } from './binance-order-total-price-error.js';
export { BinanceOrderUnknownSymbolError } from './binance-order-unknown-symbol-error.js';
export { BinanceRateLimitError } from './binance-rate-limit-error.js';
export { BinanceStreamError } from './binance-stream-error.js';
export { BinanceTransportError } from './binance-transport-error.js';
export { BinanceUnknownOutcomeError, type ResolvedOutcome } from './binance-unknown-outcome-error.js';
export { docsUrl } from './docs-url.js';
export { errorCodeName } from './error-codes.js';
export type { ErrorRequest } from './error-request.js';
export type { OrderProblem, ProblemFilter } from './order-problem.js';
export type { ResolvedOrder, ResolvedOrderList, ResolvedSubject } from './resolved-order.js';
export { unknownOutcomeCodes } from './unknown-outcome-codes.js';
