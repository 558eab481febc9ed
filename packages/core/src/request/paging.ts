import { BinanceTransportError } from '../errors/index.js';
import { requestOf } from '../operations/call.js';
import {
  type AggregateTrade,
  getAggregateTrades,
  getAllOrders,
  getKlines,
  getMyTrades,
  type getServerTime,
  type Kline,
  type KlinesParams,
  type MyTrade,
  type Order,
} from '../operations/index.js';
import type { AnyOperation, CallOptions, Methods } from '../operations/operation.js';
import {
  findFirstPage,
  inUnitOfRow,
  pageSize,
  type RowSource,
  rowsInSpan,
  type SearchableRowSource,
} from './pages-by-id.js';

/** Parameters of {@link iterateKlines}. Without `startTime` the first candle is the symbol's oldest one. */
export type IterateKlinesParams = Omit<KlinesParams, 'limit'>;

/** Selects the trades to iterate over. Without `fromId` and `startTime` the first trade is the symbol's oldest one. */
export type IterateTradesParams = {
  /** The symbol. */
  symbol: string;
  /** Begins with the first trade that has this id or a higher one. */
  fromId?: number | undefined;
  /** Begins with the first trade at or after this time, in ms since the epoch. */
  startTime?: number | undefined;
  /** Ends with the last trade at or before this time, in ms since the epoch. */
  endTime?: number | undefined;
};

/** Selects the account's trades to iterate over. */
export type IterateMyTradesParams = IterateTradesParams & {
  /** Selects the trades of this order. */
  orderId?: number | undefined;
};

/** Selects the orders to iterate over. By default all orders of the symbol. */
export type IterateAllOrdersParams = {
  /** The symbol. */
  symbol: string;
  /** Begins with the first order that has this id or a higher one. */
  orderId?: number | undefined;
  /** Begins with the first order placed at or after this time, in ms since the epoch. */
  startTime?: number | undefined;
  /** Ends with the last order placed at or before this time, in ms since the epoch. */
  endTime?: number | undefined;
};

/** Options of {@link iterateKlines} that choose between all candles and closed candles only. */
export type ClosedOnly = CallOptions & {
  /** Whether to omit the candle that is open when the iteration begins. @default false */
  readonly closedOnly: boolean;
};

type KlinesClient = Methods<{ getKlines: typeof getKlines }>;
type TimeClient = Methods<{ getServerTime: typeof getServerTime }>;

/**
 * Iterates over candles, oldest first. Requests a page of up to 1000 candles whenever the loop needs one. The last
 * candle may still be open. `closedOnly` omits it.
 *
 * ```ts
 * const params = { symbol: 'BNBBTC', interval: '1h', startTime: Date.UTC(2026, 0, 1) } as const;
 * for await (const [openTime, , , , close] of iterateKlines(client, params)) console.log(openTime, close);
 * ```
 *
 * Each page has weight 2.
 *
 * @throws {BinanceTransportError} The signal was aborted.
 * @throws {BinanceApiError} As `getKlines`.
 */
export function iterateKlines(
  client: KlinesClient,
  params: IterateKlinesParams,
  options?: CallOptions,
): AsyncGenerator<Kline, void, undefined>;
export function iterateKlines(
  client: KlinesClient & TimeClient,
  params: IterateKlinesParams,
  options: ClosedOnly,
): AsyncGenerator<Kline, void, undefined>;
export async function* iterateKlines(
  client: KlinesClient & Partial<TimeClient>,
  params: IterateKlinesParams,
  { closedOnly, ...options }: CallOptions & Partial<ClosedOnly> = {},
): AsyncGenerator<Kline, void, undefined> {
  const clock = closedOnly ? await client.getServerTime?.({}, options) : undefined;
  const now = clock?.serverTime ?? Number.POSITIVE_INFINITY;
  let startTime = params.startTime ?? 0;
  for (;;) {
    const page = await client.getKlines({ ...params, startTime, limit: pageSize }, options);
    const startOfPage = startTime;
    for (const kline of page) {
      const [openTime, , , , , , closeTime] = kline;
      if (openTime < inUnitOfRow(openTime, startTime)) continue;
      if (closeTime >= now) return;
      throwIfAborted(options, 'getKlines', getKlines);
      yield kline;
      startTime = openTime + 1;
      if (startTime > inUnitOfRow(openTime, params.endTime ?? Number.POSITIVE_INFINITY)) return;
    }
    if (page.length < pageSize || startTime === startOfPage) return;
  }
}

/**
 * Iterates over aggregate trades by rising id. Requests a page of up to 1000 trades whenever the loop needs one. Only
 * the first page is requested by time. The next pages continue after the last id. Trades of the same millisecond are
 * therefore neither lost nor repeated.
 *
 * Each page has weight 4.
 *
 * @throws {BinanceTransportError} The signal was aborted.
 * @throws {BinanceApiError} As `getAggregateTrades`.
 */
export async function* iterateAggregateTrades(
  client: Methods<{ getAggregateTrades: typeof getAggregateTrades }>,
  { symbol, fromId, startTime, endTime }: IterateTradesParams,
  options: CallOptions = {},
): AsyncGenerator<AggregateTrade, void, undefined> {
  const source: RowSource<AggregateTrade> = {
    pageFrom: (id) => client.getAggregateTrades({ symbol, fromId: id, limit: pageSize }, options),
    idOf: ({ a }) => a,
    timeOf: ({ T }) => T,
    throwIfAborted: () => throwIfAborted(options, 'getAggregateTrades', getAggregateTrades),
  };
  const first =
    fromId === undefined && startTime !== undefined
      ? await client.getAggregateTrades({ symbol, startTime, limit: pageSize }, options)
      : await source.pageFrom(fromId ?? 0);
  yield* rowsInSpan(source, first, { startTime, endTime });
}

/**
 * Iterates over the account's trades by rising id. Requests a page of up to 1000 trades whenever the loop needs one.
 * Pages are requested by id. Trades of the same millisecond are therefore neither lost nor repeated, and the exchange's
 * limit of 24 hours for spans does not apply. `startTime` is found by a search, mostly with one or two requests.
 *
 * Each page has weight 20, or 5 with `orderId`.
 *
 * @throws {BinanceTransportError} The signal was aborted.
 * @throws {BinanceApiError} As `getMyTrades`.
 */
export async function* iterateMyTrades(
  client: Methods<{ getMyTrades: typeof getMyTrades }>,
  { symbol, orderId, fromId = 0, startTime, endTime }: IterateMyTradesParams,
  options: CallOptions = {},
): AsyncGenerator<MyTrade, void, undefined> {
  const source: SearchableRowSource<MyTrade> = {
    pageFrom: (id) => client.getMyTrades({ symbol, orderId, fromId: id, limit: pageSize }, options),
    newestPage: () => client.getMyTrades({ symbol, orderId, limit: pageSize }, options),
    idOf: ({ id }) => id,
    timeOf: ({ time }) => time,
    throwIfAborted: () => throwIfAborted(options, 'getMyTrades', getMyTrades),
  };
  yield* rowsInSpan(source, await findFirstPage(source, fromId, startTime), { startTime, endTime });
}

/**
 * Iterates over the account's orders on a symbol by rising id, open and done. Requests a page of up to 1000 orders
 * whenever the loop needs one. `startTime` and `endTime` select orders by the time when they were placed. (In
 * `getAllOrders` they select orders by their last change.) `startTime` is found by a search, mostly with one or two
 * requests.
 *
 * Each page has weight 20.
 *
 * @throws {BinanceTransportError} The signal was aborted.
 * @throws {BinanceApiError} As `getAllOrders`.
 */
export async function* iterateAllOrders(
  client: Methods<{ getAllOrders: typeof getAllOrders }>,
  { symbol, orderId = 0, startTime, endTime }: IterateAllOrdersParams,
  options: CallOptions = {},
): AsyncGenerator<Order, void, undefined> {
  const source: SearchableRowSource<Order> = {
    pageFrom: (id) => client.getAllOrders({ symbol, orderId: id, limit: pageSize }, options),
    newestPage: () => client.getAllOrders({ symbol, limit: pageSize }, options),
    idOf: (order) => order.orderId,
    timeOf: ({ time }) => time,
    throwIfAborted: () => throwIfAborted(options, 'getAllOrders', getAllOrders),
  };
  yield* rowsInSpan(source, await findFirstPage(source, orderId, startTime), { startTime, endTime });
}

/** Throws if the caller aborted the iteration between two rows. */
function throwIfAborted({ signal }: CallOptions, name: string, operation: AnyOperation): void {
  if (!signal?.aborted) return;
  throw new BinanceTransportError('aborted by the caller', { request: requestOf({ name, operation }), sent: false });
}
