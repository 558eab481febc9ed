import type { Clock } from '../platform/clock.js';
import { Limiter } from './limiter.js';
import type { LimitStore } from './store.js';

/** The limiters of this process, by store and by the REST origin of the exchange. */
const limiters = new WeakMap<LimitStore, Map<string, Limiter>>();

/**
 * Returns the limiter for an exchange and a store. All clients in this process with this exchange and store share the
 * limiter. The exchange counts the requests of an IP address together, whichever host name of the exchange they are
 * sent to.
 */
export function sharedLimiter(origin: string, clock: Clock, store: LimitStore): Limiter {
  const exchange = exchangeOf(origin);
  const known = limiters.get(store) ?? new Map<string, Limiter>();
  const limiter = known.get(exchange) ?? new Limiter(clock, store, exchange);
  limiters.set(store, known.set(exchange, limiter));
  return limiter;
}

/** Returns the same origin for all host names of one exchange. Binance documents six for its live exchange. */
function exchangeOf(origin: string): string {
  return origin.replace(/^https:\/\/api(?:\d|-gcp)?\.binance\.com(?::443)?$/i, 'https://api.binance.com');
}
