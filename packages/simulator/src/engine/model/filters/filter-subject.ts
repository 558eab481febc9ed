import { times } from '../../types/amount.js';
import type { Amount, AssetFilter, Order, SymbolInfo } from '../../types/index.js';

/** An order that filters check, with the data of its account and its market that the filters read. */
export type FilterSubject = {
  readonly order: FilteredOrder;
  /**
   * The quantity of the order. For a MARKET order with `quoteOrderQty`, the quantity that this amount would buy or sell
   * now.
   */
  readonly quantity: Amount;
  readonly time: number;
  readonly added: AddedOrders;
  readonly owner: OpenCounts & {
    readonly account: { readonly house: boolean; readonly assetFilters: readonly AssetFilter[] };
    readonly market: {
      readonly info: SymbolInfo;
      priceOver(minutes: number, time: number): Amount | undefined;
    };
  };
  /** How many orders and order lists the account has open, with one entry for each market. */
  readonly everywhere: () => Iterable<OpenCounts>;
  /** The account's whole balance of the base asset, plus the remaining quantities of its other open BUY orders. */
  readonly position: () => Amount;
};

/** The fields of an order that filters read. */
export type FilteredOrder = Pick<
  Order,
  'side' | 'price' | 'stopPrice' | 'peggedPrice' | 'icebergQty' | 'quoteOrderQty' | 'trailingDelta'
> & { readonly isMarket: boolean; readonly triggersAbove: boolean };

/** How many open orders and open order lists one account has in one market. */
export type OpenCounts = {
  readonly open: { readonly size: number };
  readonly openContingent: number;
  readonly openIcebergs: number;
  readonly openLists: { readonly size: number };
};

/** How many orders and order lists one command adds: the order itself, and the other orders if it is in a list. */
export type AddedOrders = {
  readonly orders: number;
  readonly contingent: number;
  readonly icebergs: number;
  readonly lists: number;
};

/** The prices that price filters check: the limit price of the request, and the price that was set from the peg. */
export function limitPrices(order: FilteredOrder): Amount[] {
  const sent = order.price > 0n ? [order.price] : [];
  return order.peggedPrice === undefined ? sent : [...sent, order.peggedPrice];
}

/**
 * The notional values of an order at its limit price and at its pegged price. A MARKET order has one value: its
 * `quoteOrderQty`, or else its value at the reference or average price.
 */
export function notionals({ order, owner, quantity, time }: FilterSubject, minutes: number): Amount[] {
  if (!order.isMarket) return limitPrices(order).map((price) => times(price, quantity));
  if (order.quoteOrderQty > 0n) return [order.quoteOrderQty];
  const average = owner.market.priceOver(minutes, time);
  return average === undefined ? [] : [times(average, quantity)];
}
