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

/**
 * An arbitrary operation. A function that begins a suspension expects an operation, even if all requests or all orders
 * are suspended. In these cases it gets this one.
 */
export const anyOperation: AnyOperation = operations.ping;
