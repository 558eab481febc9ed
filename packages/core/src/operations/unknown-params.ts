/**
 * Parameters that the types do not know yet, to be spread into those that they do. They go to the exchange unchanged,
 * and the known ones stay checked.
 *
 * ```ts
 * await client.getOrderBook({ symbol: 'BNBBTC', ...unknownParams({ depthType: 'NEW' }) });
 * ```
 */
export function unknownParams(params: Readonly<Record<string, unknown>>): {} {
  return params;
}
