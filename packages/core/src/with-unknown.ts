/**
 * Parameters with some that the types do not know yet; they go to the exchange unchanged. The known ones stay checked,
 * misspelt ones included.
 *
 * ```ts
 * await client.getOrderBook(withUnknown({ symbol: 'BNBBTC' }, { depthType: 'NEW' }));
 * ```
 */
export function withUnknown<P extends object>(params: NoInfer<P>, unknown: Readonly<Record<string, unknown>>): P {
  return { ...params, ...unknown };
}
