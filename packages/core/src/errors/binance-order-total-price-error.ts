import { BinanceOrderError } from './binance-order-error.js';

/** The total, price times quantity, breaks `MIN_NOTIONAL` or `NOTIONAL`. */
export class BinanceOrderTotalPriceError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderTotalPriceError';
}
