import { createHmac } from 'node:crypto';

/** The limits within which the server signs orders for the page. */
export type SignPolicy = { readonly symbols: readonly string[]; readonly maxQuantity: number };

/**
 * Runs on the server. Signs a request of the page if the policy allows it, otherwise returns undefined. The payload is
 * the list of the parameters, sorted and written as `name=value`, joined by `&`.
 */
export function signRequest(
  payload: string,
  apiSecret: string,
  { symbols, maxQuantity }: SignPolicy,
): string | undefined {
  const params = new URLSearchParams(payload);
  const symbol = params.get('symbol');
  const quantity = params.get('quantity');
  if (symbol !== null && !symbols.includes(symbol)) return undefined;
  if (quantity !== null && !(Number(quantity) <= maxQuantity)) return undefined;
  return createHmac('sha256', apiSecret).update(payload).digest('hex');
}
