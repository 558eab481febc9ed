import type { DecimalInput } from '../decimal/index.js';

/** The fields of an open order that the rules read. Entries of `getOpenOrders` have them. */
export type RuledOpenOrder = {
  readonly symbol: string;
  readonly orderId?: number | undefined;
  readonly clientOrderId?: string | undefined;
  readonly side: string;
  readonly type: string;
  readonly price?: DecimalInput | undefined;
  readonly origQty: DecimalInput;
  readonly executedQty?: DecimalInput | undefined;
  readonly icebergQty?: DecimalInput | undefined;
};

/** The state of market and account that some rules depend on. A rule whose context is missing is not judged. */
export type OrderContext = {
  /** The reference price. If null or absent, the symbol has none, and the average price is used. */
  readonly referencePrice?: DecimalInput | null | undefined;
  /** The average price over the `avgPriceMins` of the filter, from `getAveragePrice`. */
  readonly averagePrice?: DecimalInput | undefined;
  readonly lastPrice?: DecimalInput | undefined;
  /** All open orders of the account, on every symbol. */
  readonly openOrders?: readonly RuledOpenOrder[] | undefined;
  /** All open order lists of the account, on every symbol. */
  readonly openOrderLists?: readonly { readonly symbol: string }[] | undefined;
  /** Balances of the account, from `getAccount`. An asset that is not in the list counts as 0. */
  readonly balances?:
    | readonly { readonly asset: string; readonly free: DecimalInput; readonly locked: DecimalInput }[]
    | undefined;
  /** How many times the order that is to be amended has been amended. */
  readonly amendments?: number | undefined;
};
