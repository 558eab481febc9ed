import type { AnyOperation } from '@pkg/core';
import * as operations from '@pkg/core/operations';

/** Returns the name of an operation in Redis. */
export function routeOf({ rest, ws }: AnyOperation): string {
  return rest ?? ws ?? '';
}

/** Returns the operations of a route. Several may share one. */
export function operationsOf(route: string): readonly AnyOperation[] {
  return Object.values<object>({ ...operations }).filter(
    (each): each is AnyOperation => 'effect' in each && routeOf(each as AnyOperation) === route,
  );
}

/** Stands for the call that caused a suspension of all requests or of all orders. */
export const anyOperation: AnyOperation = operations.ping;
