import { times } from '../../types/amount.js';
import type { Amount, AssetFilter, Order, SymbolInfo } from '../../types/index.js';

/** An order to check against filters, with the facts about its account and market that filters need. */
export type FilterSubject = {
  readonly order: FilteredOrder;
  /**
   * The quantity of the order. For a market order by `quoteOrderQty`, the quantity that this amount buys or sells now.
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
  /** The account's open orders, by market. */
  readonly everywhere: () => Iterable<OpenCounts>;
  /** The amount of the base asset that the account has, plus the amount that its other open orders would buy. */
  readonly position: () => Amount;
};

/** The fields of an order that filters read. */
export type FilteredOrder = Pick<
  Order,
  'side' | 'price' | 'stopPrice' | 'peggedPrice' | 'icebergQty' | 'quoteOrderQty' | 'trailingDelta'
> & { readonly isMarket: boolean; readonly triggersAbove: boolean };

/** The numbers of open orders and lists of one account in one market. Filters limit these numbers. */
export type OpenCounts = {
  readonly open: { readonly size: number };
  readonly openContingent: number;
  readonly openIcebergs: number;
  readonly openLists: { readonly size: number };
};

/** How many orders and lists one command adds: the order itself and the other orders of its list. */
export type AddedOrders = {
  readonly orders: number;
  readonly contingent: number;
  readonly icebergs: number;
  readonly lists: number;
};

/** The limit prices that price filters check: the price of the request, and the price that was set from the peg. */
export function limitPrices(order: FilteredOrder): Amount[] {
  const sent = order.price > 0n ? [order.price] : [];
  return order.peggedPrice === undefined ? sent : [...sent, order.peggedPrice];
}

/** The notional of an order at each of its prices. That of a market order by `quoteOrderQty` is this amount. */
export function notionals({ order, owner, quantity, time }: FilterSubject, minutes: number): Amount[] {
  if (!order.isMarket) return limitPrices(order).map((price) => times(price, quantity));
  if (order.quoteOrderQty > 0n) return [order.quoteOrderQty];
  const average = owner.market.priceOver(minutes, time);
  return average === undefined ? [] : [times(average, quantity)];
}
