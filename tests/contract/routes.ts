import type { AnyOperation } from '@pkg/core';
import * as operations from '@pkg/core/operations';
import type { Answers } from './answers.js';

export type OperationName = keyof Answers;

const byName = new Map(Object.entries<AnyOperation>(operations));

/** The declarations of all operations. */
export const records: AnyOperation[] = [...byName.values()];

/** Returns the declaration of an operation. */
export function recordOf(name: OperationName): AnyOperation {
  return byName.get(name) as AnyOperation; // `answers.test-d.ts` checks that the names are those of the records.
}

const byRoute = new Map<string, OperationName[]>();
for (const [name, { rest, ws }] of byName) {
  for (const route of rest ? [rest, ws] : [ws]) {
    byRoute.set(route, [...(byRoute.get(route) ?? []), name as OperationName]);
  }
}

/** Returns the operations of a REST route (`GET /api/v3/depth`) or a WebSocket API method (`depth`). */
export function operationsOf(route: string): OperationName[] {
  return byRoute.get(route) ?? [];
}

/**
 * Returns the operation to which an answer belongs. If two operations share the route, a list belongs to the operation
 * for several symbols.
 */
export function operationAnswering(route: string, payload: unknown): OperationName {
  const names = operationsOf(route);
  const name =
    names.length > 1 && Array.isArray(payload) ? names.find(asksForMany) : names.find((n) => !asksForMany(n));
  const found = names.length === 1 ? names[0] : name;
  if (!found) throw new Error(`no operation answers ${route}`);
  return found;
}

/** Returns whether an operation is for several symbols and shares its route with an operation for one symbol. */
export function asksForMany(name: OperationName): boolean {
  return /Tickers$/.test(name);
}
