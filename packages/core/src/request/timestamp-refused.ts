import { BinanceApiError } from '../errors/index.js';

/**
 * Whether the exchange refused the timestamp of a call (-1021). The call was then certainly not executed, so even an
 * order is sent again, after the server time was measured again.
 */
export function isTimestampRefused(error: unknown): boolean {
  return error instanceof BinanceApiError && error.code === -1021;
}
