import { createHmac } from 'node:crypto';

/** The limits within which the server signs requests of the page. */
export type SignPolicy = {
  readonly symbols: readonly string[];
  readonly maxQuantity: number;
};

/**
 * The parameters that a request of the page may have. A signature is valid for every route of the exchange, so requests
 * with other parameters, such as `quoteOrderQty` or the address of a withdrawal, are not signed.
 */
const ALLOWED = new Set([
  ...['apiKey', 'recvWindow', 'timestamp'],
  ...[
    'symbol',
    'side',
    'type',
    'timeInForce',
    'quantity',
    'price',
    'newClientOrderId',
    'newOrderRespType',
  ],
  ...['orderId', 'origClientOrderId'],
]);

/**
 * Runs on the server. Signs a request of the page if the policy allows it, otherwise returns undefined. The payload is
 * the list of the parameters, sorted and written as `name=value`, joined by `&`.
 */
export function signRequest(
  payload: string,
  apiSecret: string,
  { symbols, maxQuantity }: SignPolicy,
): string | undefined {
  const params = new Map<string, string>();
  for (const parameter of payload.split('&')) {
    const [, name = '', value = ''] = /^(\w+)=([\w.-]+)$/.exec(parameter) ?? [];
    if (!ALLOWED.has(name) || params.has(name)) return undefined;
    params.set(name, value);
  }
  if (!symbols.includes(params.get('symbol') ?? '')) return undefined;
  const quantity = params.get('quantity');
  if (quantity !== undefined && !(Number(quantity) <= maxQuantity)) return undefined;
  return createHmac('sha256', apiSecret).update(payload).digest('hex');
}
