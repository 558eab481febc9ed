import { BinanceError } from './binance-error.js';

/**
 * An option or argument is not legal. Thrown when a client or a manager is created, or by a call before it sends a
 * request.
 */
export class BinanceConfigError extends BinanceError {
  override readonly name: string = 'BinanceConfigError';
}
