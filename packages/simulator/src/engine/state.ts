import type { Amount } from './amount.js';
import type { BookSide } from './model/book.js';
import { compileRates } from './model/commission.js';
import { OrderCounts } from './model/counts.js';
import { AccountState } from './model/ledger.js';
import { LiveList, type Pair } from './model/live-list.js';
import { LiveOrder } from './model/live-order.js';
import { Market } from './model/market.js';
import { Seat } from './model/seat.js';
import type { World } from './model/world.js';
import { copyOrder } from './orders/copies.js';
import { pack, unpack } from './pack.js';
import type { AssetFilter, CommissionRates, NewOrder, NewOrderList, Order, SymbolInfo } from './types.js';

const FORMAT = 'engine-1';

/** What an order has beyond its public record. */
const INNER = [
  'phase',
  'remaining',
  'visible',
  'lockPrice',
  'locked',
  'withheld',
  'amendments',
  'isShort',
  'sequence',
  'extreme',
] as const;

/** Plain fields of a market; what is missing here is derived or has its own entry. */
const COUNTERS = [
  'lastPrice',
  'nextOrderId',
  'nextTradeId',
  'updateId',
  'nextExecutionId',
  'nextPreventedMatchId',
  'nextAllocationId',
] as const;

const ACCOUNT = [
  'tradeGroupId',
  'permissions',
  'canTrade',
  'canWithdraw',
  'canDeposit',
  'requireSelfTradePrevention',
  'preventSor',
  'updateTime',
] as const;

const HISTORY = ['fills', 'allocations', 'preventedMatches', 'amendments'] as const;

type PairState = { symbol: string; above: number; below: number; locked: Amount };
type ListState = {
  id: number;
  symbol: string;
  kind: NewOrderList['kind'];
  clientId: string;
  orders: number[];
  status: { listStatusType: LiveList['listStatusType']; listOrderStatus: LiveList['listOrderStatus'] };
  transactionTime: number;
};
type SeatState = { symbol: string; clientIds: [string, number][] } & Record<(typeof HISTORY)[number], never[]>;
type AccountRow = {
  id: number;
  house: boolean;
  fields: Partial<AccountState>;
  balances: { asset: string; free: Amount; locked: Amount; external: Amount }[];
  windows: { interval: number; count: number }[];
  commission: [string, CommissionRates][];
  assetFilters: AssetFilter[];
  seats: SeatState[];
};
type MarketState = {
  info: SymbolInfo;
  counters: Partial<Market>;
  averagePrice: Market['averagePrice']['entries'];
  reference: Pick<Market['reference'], 'isKnown' | 'external' | 'externalTime' | 'buckets'>;
  orders: { order: Order; inner: Partial<LiveOrder> }[];
  bids: number[];
  asks: number[];
  trailing: number[];
  trades: Market['trades'];
};
type State = {
  format: string;
  clientIds: { seed: number[]; drawn: number };
  nextListId: number;
  nextAccountId: number;
  nextSequence: number;
  exchangeFilters: World['exchangeFilters'];
  fees: [string, Amount][];
  markets: MarketState[];
  accounts: AccountRow[];
  lists: ListState[];
  pairs: PairState[];
};

/** The whole world as JSON values. */
export function exportState(world: World): unknown {
  const markets = [...world.markets.values()];
  const state: State = {
    format: FORMAT,
    clientIds: { seed: [...world.clientIds.seed], drawn: world.clientIds.drawn },
    nextListId: world.nextListId,
    nextAccountId: world.nextAccountId,
    nextSequence: world.nextSequence,
    exchangeFilters: world.exchangeFilters,
    fees: [...world.ledger.fees],
    markets: markets.map(marketState),
    accounts: [...world.ledger.accounts.values()].map(accountRow),
    lists: [...world.lists.values()].filter(isRemembered).map(listState),
    pairs: pairsOf([...world.lists.values()]),
  };
  return pack(state);
}

/** Makes the world what an exported state says. Options and listeners stay. @throws RangeError for what is no state */
export function importState(world: World, packed: unknown): void {
  const state = unpack(packed) as State;
  if (state?.format !== FORMAT) throw new RangeError(`not a state of the engine (${FORMAT})`);
  world.clientIds.seed = Uint32Array.from(state.clientIds.seed);
  world.clientIds.drawn = state.clientIds.drawn;
  world.nextListId = state.nextListId;
  world.nextAccountId = state.nextAccountId;
  world.nextSequence = state.nextSequence;
  world.exchangeFilters = state.exchangeFilters;
  replace(world.ledger.fees, state.fees);
  replace(
    world.markets,
    state.markets.map((row) => [row.info.symbol, new Market(row.info, world.choices)]),
  );
  replace(
    world.ledger.accounts,
    state.accounts.map((row) => [row.id, accountOf(world, row)]),
  );
  for (const row of state.markets) fillMarket(world, row);
  for (const row of state.accounts) fillSeats(world, row);
  replace(
    world.lists,
    state.lists.map((row) => [row.id, listOf(world, row)]),
  );
  for (const row of state.pairs) restorePair(world, row);
}

function marketState(market: Market): MarketState {
  const { isKnown, external, externalTime, buckets } = market.reference;
  return {
    info: market.info,
    counters: choose(market, COUNTERS),
    averagePrice: market.averagePrice.entries,
    reference: { isKnown, external, externalTime, buckets },
    orders: [...market.orders.values()].map((order) => ({ order: copyOrder(order), inner: choose(order, INNER) })),
    bids: queued(market.bids),
    asks: queued(market.asks),
    trailing: [...market.waiting.trailing].map(({ orderId }) => orderId),
    trades: market.trades,
  };
}

function fillMarket(world: World, row: MarketState): void {
  const market = world.market(row.info.symbol);
  Object.assign(market, row.counters);
  Object.assign(market.reference, row.reference);
  market.averagePrice.entries = row.averagePrice;
  append(market.trades, row.trades);
  for (const { order: record, inner } of row.orders) {
    const seat = world.seat(record.accountId, record.symbol);
    // The constructor sets what the record then overwrites; the request's names for it do not matter here.
    const order = new LiveOrder(record as unknown as NewOrder, seat, record.clientOrderId, record.time);
    Object.assign(order, record, inner);
    market.orders.set(order.orderId, order);
    seat.orders.push(order);
    if (!order.isOpen) continue;
    seat.opened(order);
    if (order.phase === 'WAITING' && order.trailingDelta === undefined) market.waiting.add(order);
  }
  for (const id of row.trailing) market.waiting.add(market.orderById(id) as LiveOrder);
  for (const [book, ids] of [[market.bids, row.bids] as const, [market.asks, row.asks] as const]) {
    for (const id of ids) {
      const order = market.orderById(id) as LiveOrder;
      book.add(order, order.limit as Amount);
    }
  }
}

function accountRow(account: AccountState): AccountRow {
  return {
    id: account.id,
    house: account.house,
    fields: choose(account, ACCOUNT),
    balances: [...account.balances.values()].map(({ asset, free, locked, external }) => ({
      asset,
      free,
      locked,
      external,
    })),
    windows: account.counts.windows,
    commission: [...account.commission],
    assetFilters: [...account.assetFilters],
    seats: [...account.seats.values()].map((seat) => ({
      symbol: seat.market.info.symbol,
      clientIds: [...seat.byClientId].map(([name, { orderId }]) => [name, orderId]),
      ...(choose(seat, HISTORY) as Record<(typeof HISTORY)[number], never[]>),
    })),
  };
}

function accountOf(world: World, row: AccountRow): AccountState {
  const account = new AccountState(row.id, row.house, new OrderCounts(world.orderLimits), 0);
  Object.assign(account, row.fields);
  account.assetFilters = row.assetFilters;
  for (const { asset, ...amounts } of row.balances) Object.assign(account.balance(asset), amounts);
  for (const [index, window] of account.counts.windows.entries()) Object.assign(window, row.windows[index]);
  for (const [symbol, rates] of row.commission) account.commission.set(symbol, rates);
  for (const { symbol } of row.seats) {
    const market = world.market(symbol);
    const rates = compileRates(account.commission.get(symbol) ?? market.info.commission, world.choices);
    account.seats.set(market, new Seat(account, market, rates));
  }
  return account;
}

function fillSeats(world: World, row: AccountRow): void {
  for (const state of row.seats) {
    const seat = world.seat(row.id, state.symbol);
    for (const name of HISTORY) append<unknown>(seat[name], state[name]);
    for (const [name, orderId] of state.clientIds) {
      const order = seat.market.orderById(orderId);
      if (order) seat.byClientId.set(name, order);
    }
  }
}

/** Whether the orders of a list are still there: an account's history may have been let go of. */
function isRemembered({ orders }: LiveList): boolean {
  return orders.every((order) => order.seat.market.orderById(order.orderId) === order);
}

function listState(list: LiveList): ListState {
  const { listStatusType, listOrderStatus } = list;
  return {
    id: list.orderListId,
    symbol: list.symbol,
    kind: list.kind,
    clientId: list.listClientOrderId,
    orders: list.orders.map(({ orderId }) => orderId),
    status: { listStatusType, listOrderStatus },
    transactionTime: list.transactionTime,
  };
}

function listOf(world: World, row: ListState): LiveList {
  const market = world.market(row.symbol);
  const orders = row.orders.map((id) => market.orderById(id) as LiveOrder);
  const working = row.kind === 'OCO' ? undefined : orders[0];
  const list = new LiveList(row.id, row.kind, row.clientId, orders, working, row.transactionTime);
  Object.assign(list, row.status);
  for (const order of orders) order.list = list;
  if (list.isOpen) orders[0]?.seat.openLists.add(list);
  return list;
}

function pairsOf(lists: readonly LiveList[]): PairState[] {
  return lists.flatMap(({ symbol, orders }) => {
    const pair = orders.find((order) => order.pair)?.pair;
    if (!pair) return [];
    return [{ symbol, above: pair.above.orderId, below: pair.below.orderId, locked: pair.locked }];
  });
}

function restorePair(world: World, row: PairState): void {
  const market = world.market(row.symbol);
  const above = market.orderById(row.above) as LiveOrder;
  const below = market.orderById(row.below) as LiveOrder;
  const pair: Pair = { above, below, locked: row.locked };
  above.pair = pair;
  below.pair = pair;
}

/** Ids of the orders on one side of a book, level by level, each in its queue's order. */
function queued(book: BookSide): number[] {
  const ids: number[] = [];
  for (const level of book.levels()) {
    for (let order = level.head; order; order = order.next) ids.push(order.orderId);
  }
  return ids;
}

function choose<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}

function replace<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

function append<T>(rows: T[], more: readonly T[]): void {
  for (const row of more) rows.push(row);
}
