import { createHmac } from 'node:crypto';

/** What the server allows the page to sign. */
export type SignPolicy = { readonly symbols: readonly string[]; readonly maxQuantity: number };

/**
 * The server's part: signs a request of the page if the policy allows it, and returns undefined if not. The payload is the
 * sorted parameters, `name=value` joined by `&`.
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
