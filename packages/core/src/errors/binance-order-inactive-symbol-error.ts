import { BinanceOrderError } from './binance-order-error.js';

/** The symbol is listed but does not trade now. */
export class BinanceOrderInactiveSymbolError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderInactiveSymbolError';
}
