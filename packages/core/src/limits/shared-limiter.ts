import type { Clock } from '../platform/clock.js';
import { Limiter } from './limiter.js';

const limiters = new Map<string, Limiter>();

/**
 * Returns the limiter that all clients of one exchange in this process share. The exchange counts requests per IP
 * address of the client, whichever host name of the exchange the client uses.
 */
export function sharedLimiter(origin: string, clock: Clock): Limiter {
  const exchange = exchangeOf(origin);
  const limiter = limiters.get(exchange) ?? new Limiter(clock);
  limiters.set(exchange, limiter);
  return limiter;
}

/**
 * Returns the same origin for all host names of one exchange. Binance documents six host names for its live exchange.
 */
function exchangeOf(origin: string): string {
  return origin.replace(/^https:\/\/api(?:\d|-gcp)?\.binance\.com(?::443)?$/i, 'https://api.binance.com');
}
