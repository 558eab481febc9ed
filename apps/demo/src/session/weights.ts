import type { AnyOperation } from '@pkg/core';
import * as operations from '@pkg/core/operations';

let weights: Map<string, AnyOperation['weight']> | undefined;

/** Returns the request weight of a call, by its REST route or WebSocket API method; undefined if it is unknown. */
export function weightOf(what: string, params: Readonly<Record<string, unknown>>): number | undefined {
  weights ??= new Map(
    (Object.values(operations) as unknown[])
      .filter((value): value is AnyOperation => typeof value === 'object' && value !== null && 'effect' in value)
      .flatMap((operation) =>
        [operation.rest, operation.ws].filter((name) => name !== undefined).map((name) => [name, operation.weight]),
      ),
  );
  const weight = weights.get(what);
  if (typeof weight !== 'function') return weight;
  // Weights are calculated from numbers, but all parameters in a URL are text. So the numbers among them are converted.
  const typed = Object.entries(params).map(([name, value]) => [
    name,
    /^\d+$/.test(String(value)) ? Number(value) : value,
  ]);
  return weight(Object.fromEntries(typed));
}
