import { times } from '../../types/amount.js';
import type { Amount, AssetFilter, Order, SymbolInfo } from '../../types/index.js';

/** An order that filters judge, with the facts about its account and market that they need. */
export type FilterSubject = {
  readonly order: FilteredOrder;
  /** The quantity of the order. For a market order by quote, the quantity that the quote amount buys or sells now. */
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
  /** The account's open orders in every market. */
  readonly everywhere: () => Iterable<OpenCounts>;
  /** The base asset that the account has, and that its other open orders would buy. */
  readonly position: () => Amount;
};

/** The fields of an order that filters read. */
export type FilteredOrder = Pick<
  Order,
  'side' | 'price' | 'stopPrice' | 'peggedPrice' | 'icebergQty' | 'quoteOrderQty' | 'trailingDelta'
> & { readonly isMarket: boolean; readonly triggersAbove: boolean };

/** The open orders of one account in one market, as filters count them. */
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

/** The limit prices that price filters judge: the price that was sent, and the price from the peg. */
export function limitPrices(order: FilteredOrder): Amount[] {
  const sent = order.price > 0n ? [order.price] : [];
  return order.peggedPrice === undefined ? sent : [...sent, order.peggedPrice];
}

/** The notional at each price of the order. A market order by quote has its quote amount as notional. */
export function notionals({ order, owner, quantity, time }: FilterSubject, minutes: number): Amount[] {
  if (!order.isMarket) return limitPrices(order).map((price) => times(price, quantity));
  if (order.quoteOrderQty > 0n) return [order.quoteOrderQty];
  const average = owner.market.priceOver(minutes, time);
  return average === undefined ? [] : [times(average, quantity)];
}
