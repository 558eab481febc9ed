import { BinanceOrderError } from './binance-order-error.js';

/** The price breaks `PRICE_FILTER`. */
export class BinanceOrderMinPriceError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderMinPriceError';
}
