import { exactId, idParam } from '../encoding/exact-id.js';
import { assertConfig } from '../errors/assert-config.js';
import { assertObject } from '../errors/assert-option.js';
import { BinanceConfigError, BinanceTransportError } from '../errors/index.js';
import { requestOf } from '../operations/call.js';
import {
  type AggregateTrade,
  getAggregateTrades,
  getAllOrders,
  getKlines,
  getMyTrades,
  getServerTime,
  type Kline,
  type KlinesParams,
  type MyTrade,
  type Order,
} from '../operations/index.js';
import type { AnyOperation, CallOptions, Methods } from '../operations/operation.js';
import { findFirstPage, type Page, pageSize, type RowSource, readPage, rowsInSpan } from './pages-by-id.js';
import { inUnitOfRow } from './row-time-unit.js';

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

/** Selects the orders to iterate over. Without `orderId` and times, all orders of the symbol are selected. */
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

/** Options of {@link iterateKlines} that select all candles or only closed ones. */
export type ClosedOnly = CallOptions & {
  /** Whether to omit the candle that is still open when the iteration begins. @default false */
  readonly closedOnly: boolean;
};

type KlinesClient = Methods<{ getKlines: typeof getKlines }>;
type TimeClient = Methods<{ getServerTime: typeof getServerTime }>;

/**
 * Iterates over candles, oldest first. Requests a page of up to 1000 candles whenever the loop needs one, until a page
 * has no new candle. The last candle may still be open. `closedOnly` omits it.
 *
 * ```ts
 * const params = { symbol: 'BNBBTC', interval: '1h', startTime: Date.UTC(2026, 0, 1) } as const;
 * for await (const [openTime, , , , close] of iterateKlines(client, params)) {
 *   console.log(openTime, close);
 * }
 * ```
 *
 * Each page has weight 2.
 *
 * @throws {BinanceConfigError} if `client` lacks `getKlines`, or `getServerTime` with `closedOnly`, or if `params` is no
 * object.
 * @throws {BinanceTransportError} if the signal was aborted, or an answer was not as Binance documents it.
 * @throws {BinanceApiError} if the exchange refuses a request: the same errors as of `getKlines`.
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
  checkArguments(client, 'getKlines', params);
  let now = Infinity;
  if (closedOnly) {
    checkArguments(client, 'getServerTime', params);
    const time: unknown = await client.getServerTime?.({}, options);
    now = (Object(time) as { readonly serverTime: number }).serverTime;
    if (!Number.isFinite(now)) return refuseAnswer('getServerTime', getServerTime)('a time', time);
  }
  let startTime = params.startTime ?? 0;
  const refuse = refuseAnswer('getKlines', getKlines);
  for (;;) {
    const page: unknown = await client.getKlines({ ...params, startTime, limit: pageSize }, options);
    if (!Array.isArray(page)) return refuse('a list', page);
    let hasNew = false;
    for (const kline of page) {
      const [openTime, closeTime] = Array.isArray(kline) ? [kline[0], kline[6]] : [];
      if (!Number.isFinite(openTime) || !Number.isFinite(closeTime)) return refuse('a list of candles', kline);
      if (openTime < inUnitOfRow(openTime, startTime)) continue;
      if (closeTime >= now) return;
      throwIfAborted(options, 'getKlines', getKlines);
      yield kline as Kline;
      hasNew = true;
      startTime = openTime + 1;
      if (Math.max(startTime, closeTime + 1) > inUnitOfRow(openTime, params.endTime ?? Infinity, 999)) {
        return;
      }
    }
    // A page with fewer candles than requested is not always the last one: the exchange sometimes returns a short page
    // although candles follow.
    if (!hasNew) return;
  }
}

/**
 * Iterates over aggregate trades by rising id. Requests a page of up to 1000 trades whenever the loop needs one, until
 * a page has no new trade. Only the first page is requested by time. Each further page is requested by the last id of
 * the page before it, so that trades of the same millisecond are neither lost nor repeated. Two trades with the same id
 * are both yielded if their first or last trade ids differ.
 *
 * Each page has weight 4.
 *
 * @throws {BinanceConfigError} if `client` lacks the operation, or `params` is no object.
 * @throws {BinanceTransportError} if the signal was aborted, or an answer was not as Binance documents it.
 * @throws {BinanceApiError} if the exchange refuses a request: the same errors as of `getAggregateTrades`.
 */
export async function* iterateAggregateTrades(
  client: Methods<{ getAggregateTrades: typeof getAggregateTrades }>,
  params: IterateTradesParams,
  options: CallOptions = {},
): AsyncGenerator<AggregateTrade, void, undefined> {
  checkArguments(client, 'getAggregateTrades', params);
  const { symbol, fromId, startTime, endTime } = params;
  const source: RowSource<AggregateTrade> = {
    pageFrom: (id) => client.getAggregateTrades({ symbol, fromId: sentId(id), limit: pageSize }, options),
    newestPage: () => client.getAggregateTrades({ symbol, limit: pageSize }, options),
    idOf: ({ a }) => a,
    timeOf: ({ T }) => T,
    keyOf: ({ f, l }) => keyOf(f, l),
    throwIfAborted: () => throwIfAborted(options, 'getAggregateTrades', getAggregateTrades),
    refuse: refuseAnswer('getAggregateTrades', getAggregateTrades),
  };
  let first: Page<AggregateTrade>;
  if (fromId !== undefined || startTime === undefined) {
    first = await readPage(source, source.pageFrom(startId('fromId', fromId)));
  } else {
    first = await readPage(source, client.getAggregateTrades({ symbol, startTime, limit: pageSize }, options));
    if (first.length === 0) {
      // An empty page does not prove that there are no more trades: the exchange may search only a short window after
      // `startTime`. The newest trades show whether there are trades after `startTime`.
      const newest = await readPage(source, source.newestPage());
      if (!newest.some(({ time }) => time >= inUnitOfRow(time, startTime))) return;
      first = await findFirstPage(source, await readPage(source, source.pageFrom(0n)), startTime);
    }
  }
  yield* rowsInSpan(source, first, { startTime, endTime });
}

/**
 * Iterates over the account's trades by rising id. Requests a page of up to 1000 trades whenever the loop needs one,
 * until a page has no new trade. Pages are requested by id, so that trades of the same millisecond are neither lost nor
 * repeated. The span from `startTime` to `endTime` may be longer than the 24 hours that the exchange allows. The first
 * trade at or after `startTime` is found by a search, in most cases with one or two requests.
 *
 * Each page has weight 20, or 5 with `orderId`.
 *
 * @throws {BinanceConfigError} if `client` lacks the operation, or `params` is no object.
 * @throws {BinanceTransportError} if the signal was aborted, or an answer was not as Binance documents it.
 * @throws {BinanceApiError} if the exchange refuses a request: the same errors as of `getMyTrades`.
 */
export async function* iterateMyTrades(
  client: Methods<{ getMyTrades: typeof getMyTrades }>,
  params: IterateMyTradesParams,
  options: CallOptions = {},
): AsyncGenerator<MyTrade, void, undefined> {
  checkArguments(client, 'getMyTrades', params);
  const { symbol, orderId, fromId, startTime, endTime } = params;
  const source: RowSource<MyTrade> = {
    pageFrom: (id) => client.getMyTrades({ symbol, orderId, fromId: sentId(id), limit: pageSize }, options),
    newestPage: () => client.getMyTrades({ symbol, orderId, limit: pageSize }, options),
    idOf: ({ id }) => id,
    timeOf: ({ time }) => time,
    // If an account trades with itself, its list has two trades with the same id: one belongs to the buy order, the
    // other one to the sell order.
    keyOf: (trade) => keyOf(trade.orderId, trade.isBuyer),
    throwIfAborted: () => throwIfAborted(options, 'getMyTrades', getMyTrades),
    refuse: refuseAnswer('getMyTrades', getMyTrades),
  };
  const first = await readPage(source, source.pageFrom(startId('fromId', fromId)));
  yield* rowsInSpan(source, await findFirstPage(source, first, startTime), { startTime, endTime });
}

/**
 * Iterates over the account's orders on a symbol, open and completed, by rising id. Requests a page of up to 1000
 * orders whenever the loop needs one, until a page has no new order. `startTime` and `endTime` select orders by the
 * time when they were placed. (In `getAllOrders` they select orders by their last change.) The first order at or after
 * `startTime` is found by a search, in most cases with one or two requests.
 *
 * Each page has weight 20.
 *
 * @throws {BinanceConfigError} if `client` lacks the operation, or `params` is no object.
 * @throws {BinanceTransportError} if the signal was aborted, or an answer was not as Binance documents it.
 * @throws {BinanceApiError} if the exchange refuses a request: the same errors as of `getAllOrders`.
 */
export async function* iterateAllOrders(
  client: Methods<{ getAllOrders: typeof getAllOrders }>,
  params: IterateAllOrdersParams,
  options: CallOptions = {},
): AsyncGenerator<Order, void, undefined> {
  checkArguments(client, 'getAllOrders', params);
  const { symbol, orderId, startTime, endTime } = params;
  const source: RowSource<Order> = {
    pageFrom: (id) => client.getAllOrders({ symbol, orderId: sentId(id), limit: pageSize }, options),
    newestPage: () => client.getAllOrders({ symbol, limit: pageSize }, options),
    idOf: (order) => order.orderId,
    timeOf: ({ time }) => time,
    keyOf: () => '',
    throwIfAborted: () => throwIfAborted(options, 'getAllOrders', getAllOrders),
    refuse: refuseAnswer('getAllOrders', getAllOrders),
  };
  const first = await readPage(source, source.pageFrom(startId('orderId', orderId)));
  yield* rowsInSpan(source, await findFirstPage(source, first, startTime), { startTime, endTime });
}

/** @throws {BinanceConfigError} if the client lacks the method `name`, or `params` is no object. */
function checkArguments(client: object | undefined, name: string, params: unknown): void {
  const method = (Object(client) as Record<string, unknown>)[name];
  assertConfig(typeof method === 'function', 'client', `a client with ${name}`, client);
  assertObject('params', params);
}

/** Joins fields of a row to one text. A field may be of any type, even an object without `toString`. */
function keyOf(...fields: readonly unknown[]): string {
  return fields.map((field) => (typeof field === 'object' ? 'object' : String(field))).join(' ');
}

/**
 * Converts the id from which an iteration starts to a bigint. Answers have ids beyond 2^53 as text, and the caller may
 * pass such a text as a parameter.
 */
function startId(name: string, given: unknown = 0): bigint {
  const id = exactId(given);
  if (id === undefined) throw new BinanceConfigError(`${name}: expected an id, got ${typeof given}`);
  return id;
}

/**
 * Converts an id to a parameter. Ids beyond 2^53 are sent as text, although the types of the operations say `number`.
 */
function sentId(id: bigint): number {
  return idParam(id) as number;
}

/**
 * Throws if the caller's signal has aborted. An abort also ends a request, but while the rows of one page are yielded,
 * no request is in flight. So the loop over the rows checks the signal itself.
 */
function throwIfAborted({ signal }: CallOptions, name: string, operation: AnyOperation): void {
  if (!signal?.aborted) return;
  const details = { request: requestOf({ name, operation }), sent: false };
  throw new BinanceTransportError('aborted by the caller', details, { cause: signal.reason });
}

/** Returns a function that throws the error for an answer that is not as Binance documents it. */
function refuseAnswer(name: string, operation: AnyOperation): (expected: string, got: unknown) => never {
  return (expected, got) => {
    const kind = got === null ? 'null' : Array.isArray(got) ? 'a list' : typeof got;
    const request = requestOf({ name, operation });
    throw new BinanceTransportError(`answer: expected ${expected}, got ${kind}`, { request, sent: true });
  };
}
