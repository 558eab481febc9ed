import type { DecimalInput } from '../decimal/index.js';

/** The fields of an open order that the rules read. The orders that `getOpenOrders` returns have them. */
export type RuledOpenOrder = {
  /** The symbol. */
  readonly symbol: string;
  /** The exchange's id of the order. */
  readonly orderId?: number | undefined;
  /** The order's client order id. */
  readonly clientOrderId?: string | undefined;
  /** `BUY` or `SELL`. */
  readonly side: string;
  /** Type of the order, such as `LIMIT`. */
  readonly type: string;
  /** Limit price. */
  readonly price?: DecimalInput | undefined;
  /** Quantity, in the base asset. */
  readonly origQty: DecimalInput;
  /** Filled quantity, in the base asset. */
  readonly executedQty?: DecimalInput | undefined;
  /** Visible quantity of an iceberg order, in the base asset. */
  readonly icebergQty?: DecimalInput | undefined;
};

/**
 * Data of the market and of the account, which some rules need. A rule that needs a missing value is not checked, and
 * is listed in `unjudged`.
 */
export type OrderContext = {
  /** The reference price. Null or absent means that the symbol has none, and that the average price is used. */
  readonly referencePrice?: DecimalInput | null | undefined;
  /** The average price over the `avgPriceMins` of the filter, from `getAveragePrice`. */
  readonly averagePrice?: DecimalInput | undefined;
  /** The price of the last trade. Filters with `avgPriceMins` 0 use it. */
  readonly lastPrice?: DecimalInput | undefined;
  /** All open orders of the account, on every symbol. */
  readonly openOrders?: readonly RuledOpenOrder[] | undefined;
  /** All open order lists of the account, on every symbol. */
  readonly openOrderLists?:
    | readonly {
        /** Symbol of the list. */
        readonly symbol: string;
      }[]
    | undefined;
  /** The balances of the account, from `getAccount`. The balance of an asset that is not in the list counts as 0. */
  readonly balances?:
    | readonly {
        /** The asset, such as `BTC`. */
        readonly asset: string;
        /** Amount that orders can use. */
        readonly free: DecimalInput;
        /** Amount that open orders hold. */
        readonly locked: DecimalInput;
      }[]
    | undefined;
  /** How many times the open order has been amended before this amendment. */
  readonly amendments?: number | undefined;
};
