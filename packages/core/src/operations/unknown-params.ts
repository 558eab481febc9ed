/**
 * Allows parameters that the types of this version do not have. Spread the result into the parameters of a call. The
 * client sends the unknown parameters unchanged, and the compiler still checks the known ones.
 *
 * ```ts
 * await client.getOrderBook({ symbol: 'BNBBTC', ...unknownParams({ depthType: 'NEW' }) });
 * ```
 */
export function unknownParams(params: Readonly<Record<string, unknown>>): {} {
  return params;
}
