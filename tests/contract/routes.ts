import * as operations from '@pkg/core/operations';
import type { Answers } from './answers.js';

export type OperationName = keyof Answers;

const byRoute = new Map<string, OperationName[]>();
for (const [name, operation] of Object.entries(operations)) {
  if (typeof operation !== 'object') continue;
  for (const route of 'rest' in operation ? [operation.rest, operation.ws] : [operation.ws]) {
    byRoute.set(route as string, [...(byRoute.get(route as string) ?? []), name as OperationName]);
  }
}

/** The operations of a REST route (`GET /api/v3/depth`) or a WebSocket API method (`depth`). */
export function operationsOf(route: string): OperationName[] {
  return byRoute.get(route) ?? [];
}

/** The operation that a payload answers: of two that share a route, the second asks for many and gets a list. */
export function operationAnswering(route: string, payload: unknown): OperationName {
  const names = operationsOf(route);
  const name =
    names.length > 1 && Array.isArray(payload) ? names.find(asksForMany) : names.find((n) => !asksForMany(n));
  const found = names.length === 1 ? names[0] : name;
  if (!found) throw new Error(`no operation answers ${route}`);
  return found;
}

/** Whether an operation is the one for many symbols of a pair that shares a route. */
export function asksForMany(name: OperationName): boolean {
  return /Tickers$/.test(name);
}
