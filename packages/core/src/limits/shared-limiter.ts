import type { Clock } from '../platform/clock.js';
import { Limiter } from './limiter.js';

const limiters = new Map<string, Limiter>();

/**
 * The limiter of all clients in this process that send to the same exchange: the exchange counts requests per IP address,
 * whatever address of its own they are sent to.
 */
export function sharedLimiter(origin: string, clock: Clock): Limiter {
  const exchange = exchangeOf(origin);
  const limiter = limiters.get(exchange) ?? new Limiter(clock);
  limiters.set(exchange, limiter);
  return limiter;
}

/** What all addresses of one exchange have in common. Binance documents six host names for its live exchange. */
function exchangeOf(origin: string): string {
  return origin.replace(/^https:\/\/api(?:\d|-gcp)?\.binance\.com(?::443)?$/i, 'https://api.binance.com');
}
