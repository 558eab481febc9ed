import type { AccountState } from '../model/account.js';
import type { BookSide } from '../model/book-side.js';
import { copyOrder } from '../model/copy-order.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveList, LiveMarket, LiveOrder } from '../model/live-order.js';
import { toJson } from './bigint-json.js';
import {
  ACCOUNT_FIELDS,
  type BookEntry,
  type ExportedAccount,
  type ExportedDrivenBook,
  type ExportedEngine,
  type ExportedList,
  type ExportedMarket,
  type ExportedPair,
  FORMAT,
  MARKET_FIELDS,
  ORDER_FIELDS,
  RECORDS,
} from './exported-engine.js';

/** Returns the whole state of an engine as a JSON value. */
export function exportState(state: EngineState): unknown {
  const lists = [...state.lists.values()];
  const exported: ExportedEngine = {
    format: FORMAT,
    clientOrderIds: { seed: [...state.clientOrderIds.seed], drawn: state.clientOrderIds.drawn },
    nextListId: state.nextListId,
    nextAccountId: state.nextAccountId,
    nextSequence: state.nextSequence,
    exchangeFilters: state.exchangeFilters,
    fees: [...state.ledger.fees],
    markets: [...state.markets.values()].map(exportMarket),
    accounts: [...state.ledger.accounts.values()].map((account) => exportAccount(state, account)),
    lists: lists.filter(hasAllOrders).map(exportList),
    pairs: lists.flatMap(exportPair),
  };
  return toJson(exported);
}

function exportMarket(market: LiveMarket): ExportedMarket {
  const { isKnown, external, externalTime, buckets } = market.reference;
  return {
    info: market.info,
    fields: pick(market, MARKET_FIELDS),
    averagePrice: market.averagePrice.entries,
    reference: { isKnown, external, externalTime, buckets },
    orders: [...market.orders.values()].map((order) => ({
      order: copyOrder(order),
      fields: pick(order, ORDER_FIELDS),
    })),
    driven: exportDriven(market),
    bids: entriesOf(market, market.bids),
    asks: entriesOf(market, market.asks),
    trailing: [...market.waiting.trailing].map(({ orderId }) => orderId),
    trades: market.trades,
  };
}

function entriesOf({ driven }: LiveMarket, book: BookSide<LiveOrder>): BookEntry[] {
  const entries: BookEntry[] = [];
  for (const level of book.levels()) {
    for (let order = level.head; order; order = order.next) {
      const { accountId, orderId, price, remaining } = order;
      entries.push(accountId === driven?.accountId ? { price, quantity: remaining } : orderId);
    }
  }
  return entries;
}

function exportDriven({ driven }: LiveMarket): ExportedDrivenBook | undefined {
  if (!driven) return undefined;
  const { accountId, impact, isHidden, nextTradeId, bids, asks, taken } = driven;
  const all = Number.POSITIVE_INFINITY;
  return {
    accountId,
    impact,
    isHidden,
    nextTradeId,
    bids: bids.snapshot(all),
    asks: asks.snapshot(all),
    taken: { BUY: [...taken.BUY], SELL: [...taken.SELL] },
  };
}

function exportAccount(state: EngineState, account: AccountState): ExportedAccount {
  return {
    id: account.id,
    house: account.house,
    fields: pick(account, ACCOUNT_FIELDS),
    balances: [...account.balances.values()].map(({ asset, free, locked, external }) => ({
      asset,
      free,
      locked,
      external,
    })),
    windows: account.counts.windows,
    commission: [...account.commission],
    assetFilters: [...account.assetFilters],
    markets: [...state.marketAccountsOf(account)].map((owner) => ({
      symbol: owner.market.info.symbol,
      clientOrderIds: [...owner.byClientId].map(([clientOrderId, { orderId }]) => [clientOrderId, orderId]),
      // TypeScript cannot keep the element types of the fills and other records here. A cast in the import restores
      // them.
      ...(pick(owner, RECORDS) as Record<(typeof RECORDS)[number], never[]>),
    })),
  };
}

/** Whether the history still contains all orders of the order list. */
function hasAllOrders({ orders }: LiveList): boolean {
  return orders.every((order) => order.owner.market.orderById(order.orderId) === order);
}

function exportList(list: LiveList): ExportedList {
  const { listStatusType, listOrderStatus } = list;
  return {
    id: list.orderListId,
    symbol: list.symbol,
    kind: list.kind,
    clientOrderId: list.listClientOrderId,
    orders: list.orders.map(({ orderId }) => orderId),
    status: { listStatusType, listOrderStatus },
    transactionTime: list.transactionTime,
  };
}

function exportPair({ symbol, orders }: LiveList): ExportedPair[] {
  const pair = orders.find((order) => order.pair)?.pair;
  if (!pair) return [];
  return [{ symbol, above: pair.above.orderId, below: pair.below.orderId, locked: pair.locked }];
}

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}
