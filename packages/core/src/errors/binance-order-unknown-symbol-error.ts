import { BinanceOrderError } from './binance-order-error.js';

/** The exchange does not list the symbol. */
export class BinanceOrderUnknownSymbolError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderUnknownSymbolError';
}
