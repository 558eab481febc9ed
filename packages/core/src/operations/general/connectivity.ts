import type { Method, Operation } from '../operation.js';

/** Parameters of an operation that takes none. */
export type NoParams = Readonly<Record<string, never>>;

/** An empty object. */
export type Empty = Readonly<Record<string, never>>;

/** The exchange's clock. */
export type ServerTimeAnswer = {
  /** Time of the answer, ms since the epoch. */
  serverTime: number;
};

/**
 * Whether the exchange answers; resolves to an empty object when it does.
 *
 * Weight 1. Needs no key.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#test-connectivity
 */
export const ping: Operation<Method<NoParams, Empty>> = {
  rest: 'GET /api/v3/ping',
  ws: 'ping',
  security: 'NONE',
  weight: 1,
};

/**
 * The exchange's clock, in ms (µs where the client asks for microseconds).
 *
 * Weight 1. Needs no key.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#check-server-time
 */
export const getServerTime: Operation<Method<NoParams, ServerTimeAnswer>> = {
  rest: 'GET /api/v3/time',
  ws: 'time',
  security: 'NONE',
  weight: 1,
};
