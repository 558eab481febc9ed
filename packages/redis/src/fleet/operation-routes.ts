import type { AnyOperation } from '@pkg/core';
import * as operations from '@pkg/core/operations';

/** Returns the route of an operation. Redis stores a suspension of the operation under its route. */
export function routeOf({ rest, ws }: AnyOperation): string {
  return rest ?? ws ?? '';
}

/** Returns the operations with a route. Several operations may have the same route. */
export function operationsOf(route: string): readonly AnyOperation[] {
  return Object.values<object>({ ...operations }).filter(
    (each): each is AnyOperation => 'effect' in each && routeOf(each as AnyOperation) === route,
  );
}

/** Passed as the operation when a suspension applies to all requests or to all orders. */
export const anyOperation: AnyOperation = operations.ping;
