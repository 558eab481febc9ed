import type { Method, Operation } from '../operation.js';

/** Parameters of an operation that takes none. */
export type NoParams = Readonly<Record<string, never>>;

/** An empty object, the answer of an operation that returns no data. */
export type Empty = Readonly<Record<string, never>>;

/** Answer of `getServerTime`. */
export type ServerTimeAnswer = {
  /** The exchange's time, in ms since the epoch (µs with `timeUnit: 'microsecond'`). */
  serverTime: number;
};

/**
 * Tests the connection to the exchange. Resolves to an empty object.
 *
 * Weight 1. Needs no API key.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#test-connectivity
 */
export const ping: Operation<Method<NoParams, Empty>> = {
  rest: 'GET /api/v3/ping',
  ws: 'ping',
  security: 'NONE',
  weight: 1,
  effect: 'read',
  shape: {},
};

/**
 * Returns the exchange's time.
 *
 * Weight 1. Needs no API key.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#check-server-time
 */
export const getServerTime: Operation<Method<NoParams, ServerTimeAnswer>> = {
  rest: 'GET /api/v3/time',
  ws: 'time',
  security: 'NONE',
  weight: 1,
  effect: 'read',
  shape: { serverTime: 'number' },
  updates: ['serverTime'],
};
