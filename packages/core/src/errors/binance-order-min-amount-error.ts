import { BinanceOrderError } from './binance-order-error.js';

/** The quantity breaks `LOT_SIZE` or `MARKET_LOT_SIZE`. */
export class BinanceOrderMinAmountError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderMinAmountError';
}
