import type { DecimalInput } from '../decimal/index.js';

/** An open order, as far as the rules look at it; an answer of `getOpenOrders` fits. */
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

/** What an order is judged by besides itself. All of it is optional: a rule that lacks its part is not judged. */
export type OrderContext = {
  /** The reference price; null or absent says that the symbol has none, and the average price counts. */
  readonly referencePrice?: DecimalInput | null | undefined;
  /** Average price over the filter's `avgPriceMins`, as `getAveragePrice` gives it. */
  readonly averagePrice?: DecimalInput | undefined;
  readonly lastPrice?: DecimalInput | undefined;
  /** All open orders of the account, on every symbol. */
  readonly openOrders?: readonly RuledOpenOrder[] | undefined;
  /** All open order lists of the account, on every symbol. */
  readonly openOrderLists?: readonly { readonly symbol: string }[] | undefined;
  /** Balances of the account, as `getAccount` gives them; an asset that is not listed is held at 0. */
  readonly balances?:
    | readonly { readonly asset: string; readonly free: DecimalInput; readonly locked: DecimalInput }[]
    | undefined;
  /** How often the order to be amended has been amended. */
  readonly amendments?: number | undefined;
};
