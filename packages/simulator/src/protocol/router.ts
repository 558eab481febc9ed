import type { AnyOperation } from '@pkg/core';
import * as operations from '@pkg/core/operations';
import type { Endpoint, Handler } from './handlers/handler.js';
import * as allHandlers from './handlers/index.js';
import { walletEndpoints } from './wallet/wallet.js';

/** One handler for each operation. If an operation has no handler, the code does not compile. */
export type Handlers<T> = { readonly [K in keyof T]: Handler };
const handlers: Handlers<typeof operations> = allHandlers;

const byRoute = new Map<string, Endpoint[]>();
const byMethod = new Map<string, Endpoint[]>();

for (const [name, operation] of Object.entries<AnyOperation>(operations)) {
  const endpoint = { operation, handler: handlers[name as keyof typeof operations] };
  if (operation.rest) byRoute.set(operation.rest, [...(byRoute.get(operation.rest) ?? []), endpoint]);
  byMethod.set(operation.ws, [...(byMethod.get(operation.ws) ?? []), endpoint]);
}

for (const endpoint of walletEndpoints) {
  if (endpoint.operation.rest) byRoute.set(endpoint.operation.rest, [endpoint]);
}

const paths = new Set([...byRoute.keys()].map((route) => route.slice(route.indexOf(' ') + 1)));

/**
 * Finds the endpoint of a REST route.
 *
 * @param hasSymbol whether the request has the parameter `symbol`. Some routes have two operations, one for a single
 * symbol and one for several.
 */
export function findByRoute(method: string, path: string, hasSymbol: boolean): Endpoint | undefined {
  return choose(byRoute.get(`${method} ${path}`), hasSymbol);
}

/** Whether the exchange serves the path with some HTTP method. */
export const isPath = (path: string): boolean => paths.has(path);

/**
 * Paths that the exchange no longer serves: listen keys, and the routes of `/api/v1`.
 *
 * @see https://github.com/binance/binance-spot-api-docs/blob/master/CHANGELOG.md
 */
const retired: ReadonlySet<string> = new Set([
  '/api/v3/userDataStream',
  '/api/v1/userDataStream',
  '/api/v1/ping',
  '/api/v1/time',
  '/api/v1/exchangeInfo',
  '/api/v1/depth',
  '/api/v1/trades',
  '/api/v1/historicalTrades',
  '/api/v1/aggTrades',
  '/api/v1/klines',
  '/api/v1/ticker/24hr',
  '/api/v1/ticker/price',
  '/api/v1/ticker/bookTicker',
]);

/** Whether the exchange no longer serves this path, but did in the past. */
export const isRetired = (path: string): boolean => retired.has(path);

/** Finds the endpoint of a WebSocket API method, with or without its version prefix. */
export function findByWsMethod(method: string, hasSymbol: boolean): Endpoint | undefined {
  return choose(byMethod.get(method.replace(/^v3\//, '')), hasSymbol);
}

/**
 * Selects one of the operations that share a route. The field `answers` of an operation is `one` if it answers with one
 * object, and `many` if it answers with a list.
 */
function choose(endpoints: Endpoint[] | undefined, hasSymbol: boolean): Endpoint | undefined {
  const answers = hasSymbol ? 'one' : 'many';
  return endpoints?.find(({ operation }) => operation.answers === answers) ?? endpoints?.[0];
}
