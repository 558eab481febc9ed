import { BinanceOrderError } from './binance-order-error.js';

/** The exchange lists the symbol, but it cannot be traded now. */
export class BinanceOrderInactiveSymbolError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderInactiveSymbolError';
}
