import type { AnyOperation } from '@pkg/core';
import * as operations from '@pkg/core/operations';
import type { Route } from './handlers/handler.js';
import * as routes from './handlers/index.js';

/** Every operation has a handler: an operation without one does not compile. */
export type Handlers<T> = { readonly [K in keyof T]: Route };
const handlers: Handlers<typeof operations> = routes;

/** An operation with its handler. */
export type Endpoint = {
  readonly name: string;
  readonly operation: AnyOperation;
  readonly route: Route;
};

const byRest = new Map<string, Endpoint[]>();
const byMethod = new Map<string, Endpoint[]>();

for (const [name, operation] of Object.entries<AnyOperation>(operations)) {
  const endpoint = { name, operation, route: handlers[name as keyof typeof operations] };
  if (operation.rest) byRest.set(operation.rest, [...(byRest.get(operation.rest) ?? []), endpoint]);
  byMethod.set(operation.ws, [...(byMethod.get(operation.ws) ?? []), endpoint]);
}

const paths = new Set([...byRest.keys()].map((rest) => rest.slice(rest.indexOf(' ') + 1)));

/** Finds a REST endpoint. `one` says whether a single symbol is asked for: some routes have a record for each shape. */
export function findRest(method: string, path: string, one: boolean): Endpoint | undefined {
  return choose(byRest.get(`${method} ${path}`), one);
}

/** Whether any verb is served on this path. */
export const isPath = (path: string): boolean => paths.has(path);

/** Finds a WebSocket API method, with or without its version prefix. */
export function findMethod(method: string, one: boolean): Endpoint | undefined {
  return choose(byMethod.get(method.replace(/^v3\//, '')), one);
}

/** Records of many (`getTickers`) end in s. */
function choose(endpoints: Endpoint[] | undefined, one: boolean): Endpoint | undefined {
  return endpoints?.find((endpoint) => endpoint.name.endsWith('s') !== one) ?? endpoints?.[0];
}
