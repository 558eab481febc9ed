import type { Call, Reply } from '../operations/call.js';
import type { Weight } from '../operations/operation.js';

/** What a call uses of each type of rate limit. */
export type Cost = { readonly [type: string]: number };

export function costOf({ operation, params }: Call): Cost {
  return { REQUEST_WEIGHT: weightOf(operation.weight, params), ORDERS: operation.orders ?? 0, RAW_REQUESTS: 1 };
}

/** The weight of an accepted call. `reserved` is the weight that it has otherwise. */
export function weightOfAnswer({ operation }: Call, { data }: Reply, reserved: number): number {
  const { weightOnSuccess = reserved } = operation;
  return typeof weightOnSuccess === 'number' ? weightOnSuccess : weightOnSuccess(data);
}

function weightOf(weight: Weight, params: Call['params']): number {
  return typeof weight === 'number' ? weight : weight(params);
}
