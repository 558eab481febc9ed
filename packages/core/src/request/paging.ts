import { BinanceTransportError } from '../errors/index.js';
import type {
  AggregateTrade,
  getAggregateTrades,
  getAllOrders,
  getKlines,
  getMyTrades,
  getServerTime,
  Kline,
  KlinesParams,
  MyTrade,
  Order,
} from '../operations/index.js';
import type { CallOptions, Methods } from '../operations/operation.js';

/** The most rows that the exchange gives at once, of everything that is paged here. */
const pageSize = 1000;

/** From a time or the first candle there is, to a time or the present. */
export type IterateKlinesParams = Omit<KlinesParams, 'limit'>;

/** From an id, a time or the first trade there is, to a time or the present. */
export type IterateTradesParams = {
  symbol: string;
  /** Begins with the trade of this id, or the first after it. */
  fromId?: number | undefined;
  /** Trades at or after this time. */
  startTime?: number | undefined;
  /** Trades at or before this time. */
  endTime?: number | undefined;
};

/** The account's trades on a symbol, or those of one order. */
export type IterateMyTradesParams = IterateTradesParams & {
  /** Trades of this order only. */
  orderId?: number | undefined;
};

/** From an id, a time or the first order there is, to a time or the present. */
export type IterateAllOrdersParams = {
  symbol: string;
  /** Begins with the order of this id, or the first after it. */
  orderId?: number | undefined;
  /** Orders placed at or after this time. */
  startTime?: number | undefined;
  /** Orders placed at or before this time. */
  endTime?: number | undefined;
};

/** How to send each page, without the candle that is still open. */
export type ClosedOnly = CallOptions & {
  /** Leaves out the candle that is open when the iteration begins. @default false */
  readonly closedOnly: boolean;
};

type KlinesClient = Methods<{ getKlines: typeof getKlines }>;
type TimeClient = Methods<{ getServerTime: typeof getServerTime }>;

/**
 * Candles, oldest first, in pages of 1000 that are asked for as they are needed. The last one may still be open; with
 * `closedOnly` it is left out.
 *
 * ```ts
 * const params = { symbol: 'BNBBTC', interval: '1h', startTime: Date.UTC(2026, 0, 1) } as const;
 * for await (const [openTime, , , , close] of iterateKlines(client, params)) console.log(openTime, close);
 * ```
 *
 * Weight 2 a page.
 *
 * @throws {BinanceTransportError} The signal ended it.
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
    const askedFrom = startTime;
    for (const kline of page) {
      const [openTime, , , , , , closeTime] = kline;
      if (openTime < inUnitOf(openTime, startTime)) continue;
      if (closeTime >= now) return;
      checkSignal(options, 'getKlines', '/api/v3/klines');
      yield kline;
      startTime = openTime + 1;
      if (startTime > inUnitOf(openTime, params.endTime ?? Number.POSITIVE_INFINITY)) return;
    }
    if (page.length < pageSize || startTime === askedFrom) return;
  }
}

/**
 * Aggregate trades by rising id, in pages of 1000 that are asked for as they are needed. Only the first page is asked for
 * by time; the others continue after the last id, so that trades of the same millisecond are neither lost nor given twice.
 *
 * Weight 4 a page.
 *
 * @throws {BinanceTransportError} The signal ended it.
 * @throws {BinanceApiError} As `getAggregateTrades`.
 */
export async function* iterateAggregateTrades(
  client: Methods<{ getAggregateTrades: typeof getAggregateTrades }>,
  { symbol, fromId, startTime, endTime }: IterateTradesParams,
  options: CallOptions = {},
): AsyncGenerator<AggregateTrade, void, undefined> {
  const rows: Rows<AggregateTrade> = {
    from: (id) => client.getAggregateTrades({ symbol, fromId: id, limit: pageSize }, options),
    idOf: ({ a }) => a,
    timeOf: ({ T }) => T,
    check: () => checkSignal(options, 'getAggregateTrades', '/api/v3/aggTrades'),
  };
  const first =
    fromId === undefined && startTime !== undefined
      ? await client.getAggregateTrades({ symbol, startTime, limit: pageSize }, options)
      : await rows.from(fromId ?? 0);
  yield* continueById(rows, first, { startTime, endTime });
}

/**
 * Trades of the account by rising id, in pages of 1000 that are asked for as they are needed. Pages are asked for by id:
 * trades of the same millisecond are neither lost nor given twice, and the exchange's limit of 24 hours does not apply.
 * The first trade after `startTime` is searched for, mostly with one or two requests.
 *
 * Weight 20 a page, 5 with `orderId`.
 *
 * @throws {BinanceTransportError} The signal ended it.
 * @throws {BinanceApiError} As `getMyTrades`.
 */
export async function* iterateMyTrades(
  client: Methods<{ getMyTrades: typeof getMyTrades }>,
  { symbol, orderId, fromId = 0, startTime, endTime }: IterateMyTradesParams,
  options: CallOptions = {},
): AsyncGenerator<MyTrade, void, undefined> {
  const rows: SearchableRows<MyTrade> = {
    from: (id) => client.getMyTrades({ symbol, orderId, fromId: id, limit: pageSize }, options),
    newest: () => client.getMyTrades({ symbol, orderId, limit: pageSize }, options),
    idOf: ({ id }) => id,
    timeOf: ({ time }) => time,
    check: () => checkSignal(options, 'getMyTrades', '/api/v3/myTrades'),
  };
  yield* continueById(rows, await firstPage(rows, fromId, startTime), { startTime, endTime });
}

/**
 * Orders of the account on a symbol by rising id, open and done, in pages of 1000 that are asked for as they are needed.
 * `startTime` and `endTime` bound when an order was placed, where the exchange's own parameters go by its last change;
 * the first order after `startTime` is searched for, mostly with one or two requests.
 *
 * Weight 20 a page.
 *
 * @throws {BinanceTransportError} The signal ended it.
 * @throws {BinanceApiError} As `getAllOrders`.
 */
export async function* iterateAllOrders(
  client: Methods<{ getAllOrders: typeof getAllOrders }>,
  { symbol, orderId = 0, startTime, endTime }: IterateAllOrdersParams,
  options: CallOptions = {},
): AsyncGenerator<Order, void, undefined> {
  const rows: SearchableRows<Order> = {
    from: (id) => client.getAllOrders({ symbol, orderId: id, limit: pageSize }, options),
    newest: () => client.getAllOrders({ symbol, limit: pageSize }, options),
    idOf: (order) => order.orderId,
    timeOf: ({ time }) => time,
    check: () => checkSignal(options, 'getAllOrders', '/api/v3/allOrders'),
  };
  yield* continueById(rows, await firstPage(rows, orderId, startTime), { startTime, endTime });
}

/** Rows in order of an id, which rise with time. */
type Rows<T> = {
  /** A page that begins with the row of an id, or the first after it. */
  from(id: number): Promise<readonly T[]>;
  idOf(row: T): number;
  timeOf(row: T): number;
  /** Throws when the caller has ended the iteration. */
  check(): void;
};

type SearchableRows<T> = Rows<T> & {
  /** The newest rows, oldest first. */
  newest(): Promise<readonly T[]>;
};

/** Gives the rows of a page that lie in a span of time, and those of the pages after it. */
async function* continueById<T>(
  rows: Rows<T>,
  first: readonly T[],
  {
    startTime = 0,
    endTime = Number.POSITIVE_INFINITY,
  }: { startTime?: number | undefined; endTime?: number | undefined },
): AsyncGenerator<T, void, undefined> {
  let next = 0;
  for (let page = first; ; page = await rows.from(next)) {
    const askedFrom = next;
    for (const row of page) {
      const id = rows.idOf(row);
      const time = rows.timeOf(row);
      if (id < next) continue;
      if (time > inUnitOf(time, endTime, 999)) return;
      rows.check();
      if (time >= inUnitOf(time, startTime)) yield row;
      next = id + 1;
    }
    if (page.length < pageSize || next === askedFrom) return;
  }
}

/** The page in which the first row after a time lies, by bisection over the ids that neither end of the history settles. */
async function firstPage<T>(rows: SearchableRows<T>, fromId: number, startTime = 0): Promise<readonly T[]> {
  const isBefore = (row: T | undefined): boolean =>
    row !== undefined && rows.timeOf(row) < inUnitOf(rows.timeOf(row), startTime);
  let page = await rows.from(fromId);
  if (page.length < pageSize || !isBefore(page.at(-1))) return page;
  const newest = await rows.newest();
  const oldestOfNewest = newest[0];
  if (oldestOfNewest === undefined || isBefore(oldestOfNewest)) return newest;
  // Rows below `low` are before the time; the row of `high` is not.
  let low = rows.idOf(page.at(-1) as T) + 1;
  let high = rows.idOf(oldestOfNewest);
  while (low < high) {
    rows.check();
    const middle = low + Math.floor((high - low) / 2);
    page = await rows.from(middle);
    if (!isBefore(page[0])) high = middle;
    else if (isBefore(page.at(-1))) low = rows.idOf(page.at(-1) as T) + 1;
    else return page;
  }
  return rows.from(high);
}

/** A bound in the unit of a row's time, for callers who give ms to a client that answers in µs, or the other way round. */
function inUnitOf(time: number, bound: number, restOfMs = 0): number {
  const [isMicro, boundIsMicro] = [time >= 1e14, bound >= 1e14 && bound !== Number.POSITIVE_INFINITY];
  if (isMicro === boundIsMicro || bound === Number.POSITIVE_INFINITY) return bound;
  return isMicro ? bound * 1000 + restOfMs : Math.floor(bound / 1000);
}

function checkSignal({ signal }: CallOptions, operation: string, path: string): void {
  if (!signal?.aborted) return;
  throw new BinanceTransportError('aborted by the caller', {
    request: { operation, method: 'GET', path },
    sent: false,
  });
}
