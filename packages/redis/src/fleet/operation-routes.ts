import type { AnyOperation } from '@pkg/core';
import * as operations from '@pkg/core/operations';

/** Returns the route under which Redis keeps the suspension of an operation. */
export function routeOf({ rest, ws }: AnyOperation): string {
  return rest ?? ws ?? '';
}

/** Returns the operations that have a route. Several operations may have the same one. */
export function operationsOf(route: string): readonly AnyOperation[] {
  return Object.values<object>({ ...operations }).filter(
    (each): each is AnyOperation => 'effect' in each && routeOf(each as AnyOperation) === route,
  );
}

/** Passed in place of an operation when a suspension applies to all requests or all orders. */
export const anyOperation: AnyOperation = operations.ping;
