import type { Call, Reply } from '../operations/call.js';

/** How much a call uses of the rate limits of each type, such as `REQUEST_WEIGHT`. */
export type Cost = { readonly [type: string]: number };

export function costOf({ operation, params }: Call): Cost {
  return { REQUEST_WEIGHT: weigh(operation.weight, params), ORDERS: operation.orders ?? 0, RAW_REQUESTS: 1 };
}

/**
 * Returns the weight of a call that the exchange accepted: the `weightOnSuccess` of its operation. If the operation has
 * none, this is `reserved`, the weight that was reserved before the call was sent.
 */
export function weightOfAnswer({ operation }: Call, { data }: Reply, reserved: number): number {
  return weigh(operation.weightOnSuccess ?? reserved, data);
}

function weigh<T>(weight: number | ((of: T) => number), of: T): number {
  return typeof weight === 'number' ? weight : weight(of);
}
