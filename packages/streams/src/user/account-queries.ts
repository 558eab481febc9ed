import type { ClientContext, Operations, Transport } from '@pkg/core';
import { BinanceApiError, BinanceRateLimitError } from '@pkg/core/errors';
import { defaultLimitOptions, exactId, idParam, Pipeline } from '@pkg/core/internal';
import {
  type Account,
  type Allocation,
  getAccount,
  getAllOrders,
  getAllocations,
  getAveragePrice,
  getMyTrades,
  getOpenOrders,
  getOrder,
  getOrderAmendments,
  getOrderList,
  getPreventedMatches,
  type MyTrade,
  type Order,
  type OrderAmendment,
  type OrderList,
  type PreventedMatch,
} from '@pkg/core/operations';
import type { ApiConnection } from '../api/api-connection.js';
import { type Shape, shape, wrongField } from '../events/field-kinds.js';
import { isRefusal, SYMBOL_REFUSED, SYMBOL_UNKNOWN, userDataUnreadable } from './user-data-errors.js';

const PAGE = 1_000;
/** How many pages of orders or fills are read at most. If there are more pages, the read ends with an error. */
const MAX_PAGES = 100;
const ORDER_UNKNOWN = -2013;
/** The code for an order list that does not exist. Binance's documentation lacks it. */
const LIST_UNKNOWN = -2018;
const ORDER_ARCHIVED = -2026;

const operations = {
  ...{ getAccount, getAllOrders, getAllocations, getAveragePrice, getMyTrades, getOpenOrders, getOrder },
  ...{ getOrderAmendments, getOrderList, getPreventedMatches },
} satisfies Operations;

const account: Shape = shape({
  time: 'updateTime',
});
const balance: Shape = shape({
  text: 'asset',
  decimal: 'free locked',
});
const order: Shape = shape({
  text: 'symbol clientOrderId status timeInForce type side',
  'text?': 'selfTradePreventionMode workingFloor pegPriceType pegOffsetType expiryReason',
  decimal: 'price executedQty cummulativeQuoteQty',
  'decimal?': 'origQty stopPrice icebergQty origQuoteOrderQty preventedQuantity peggedPrice',
  id: 'orderId orderListId',
  'id?': 'preventedMatchId',
  time: 'time updateTime',
  'time?': 'workingTime trailingTime',
  'number?': 'strategyId strategyType trailingDelta pegOffsetValue',
  flag: 'isWorking',
  'flag?': 'usedSor',
});
const trade: Shape = shape({
  text: 'symbol',
  'text?': 'commissionAsset',
  decimal: 'price qty quoteQty',
  'decimal?': 'commission',
  id: 'orderId id',
  time: 'time',
  flag: 'isMaker',
});
const allocation: Shape = shape({
  text: 'symbol',
  'text?': 'commissionAsset',
  decimal: 'price qty quoteQty',
  'decimal?': 'commission',
  id: 'orderId allocationId',
  time: 'time',
  flag: 'isMaker',
});
const amendment: Shape = shape({
  text: 'origClientOrderId newClientOrderId',
  decimal: 'origQty newQty',
  id: 'executionId',
  time: 'time',
});
const orderList: Shape = shape({
  text: 'contingencyType listStatusType listOrderStatus listClientOrderId symbol',
  id: 'orderListId',
  time: 'transactionTime',
});
const listedOrder: Shape = shape({
  text: 'symbol clientOrderId',
  id: 'orderId',
});
const preventedMatch: Shape = shape({
  'text?': 'makerSymbol',
  decimal: 'price',
  'decimal?': 'makerPreventedQuantity takerPreventedQuantity',
  id: 'preventedMatchId takerOrderId makerOrderId tradeGroupId',
  time: 'transactTime',
});

/** Queries an account over the connection that carries its events. Checks the types of the fields in each answer. */
export class AccountQueries {
  readonly #pipeline: Pipeline;
  readonly #signal: AbortSignal;
  readonly #latest: () => number;

  /** @param latest returns the latest time that an answer may contain. */
  constructor(connection: ApiConnection, context: ClientContext, signal: AbortSignal, latest: () => number) {
    const transport: Transport = {
      kind: 'wsApi',
      send: (call) => connection.send(call, context),
      close: () => undefined,
    };
    this.#pipeline = new Pipeline(context, transport, {
      limits: defaultLimitOptions,
      timeout: 30_000,
      guard: undefined,
    });
    this.#signal = signal;
    this.#latest = latest;
  }

  async account(): Promise<Account> {
    const answer = await this.#query('getAccount', {});
    this.#check('account', answer, account);
    this.#checkList('account', (answer as Account).balances, balance);
    return answer as Account;
  }

  async openOrders(): Promise<Order[]> {
    return this.#orders('getOpenOrders', {});
  }

  /** Returns an order; undefined if the exchange does not know it. */
  async order(symbol: string, orderId: number): Promise<Order | undefined> {
    const answer = await this.#find('getOrder', { symbol, orderId });
    if (answer === undefined) return undefined;
    this.#check('order', answer, order);
    return withQuantity(answer as Order);
  }

  /** Returns an order list; undefined if the exchange does not know it. */
  async orderList(orderListId: number): Promise<OrderList | undefined> {
    const answer = await this.#find('getOrderList', { orderListId });
    if (answer === undefined) return undefined;
    this.#check('orderList', answer, orderList);
    this.#checkList('orderList', (answer as OrderList).orders, listedOrder);
    return answer as OrderList;
  }

  /** Returns all orders of a symbol since a time. Returns none if the exchange does not list the symbol. */
  async ordersSince(symbol: string, startTime: number): Promise<Order[]> {
    try {
      return await this.#pages(
        (next: object) => this.#orders('getAllOrders', { symbol, limit: PAGE, ...next }),
        { startTime },
        (last) => ({ orderId: idAfter(last.orderId) }),
      );
    } catch (error) {
      if (isRefusal(error, SYMBOL_UNKNOWN)) return [];
      throw error;
    }
  }

  /**
   * Returns the trades of an order, oldest first, starting with the trade id `fromId`. The read ends at an empty page,
   * or at a page that is not full if `isAll` returns true for the trades read so far.
   */
  tradesOf(
    symbol: string,
    orderId: number,
    fromId: number,
    isAll: (trades: readonly MyTrade[]) => boolean,
  ): Promise<MyTrade[]> {
    return this.#pages(
      (next: object) => this.#list<MyTrade>('getMyTrades', { symbol, orderId, limit: PAGE, ...next }, trade),
      { fromId },
      (last) => ({ fromId: idAfter(last.id) }),
      isAll,
    );
  }

  /** Returns the allocations of an order, oldest first. Allocations are its fills by smart order routing. */
  allocationsOf(symbol: string, orderId: number): Promise<Allocation[]> {
    return this.#pages(
      (next: object) => this.#list<Allocation>('getAllocations', { symbol, orderId, limit: PAGE, ...next }, allocation),
      {},
      (last) => ({ fromAllocationId: idAfter(last.allocationId) }),
    );
  }

  /** Returns the amendments of an order, oldest first. The exchange allows at most ten amendments of an order. */
  amendmentsOf(symbol: string, orderId: number): Promise<OrderAmendment[]> {
    return this.#list('getOrderAmendments', { symbol, orderId, limit: PAGE }, amendment);
  }

  /** Returns the matches in which self-trade prevention kept an order from trading, oldest first. */
  preventedMatchesOf(symbol: string, orderId: number): Promise<PreventedMatch[]> {
    return this.#pages(
      (next: object) =>
        this.#list<PreventedMatch>('getPreventedMatches', { symbol, orderId, limit: PAGE, ...next }, preventedMatch),
      { fromPreventedMatchId: 0 },
      (last) => ({ fromPreventedMatchId: idAfter(last.preventedMatchId) }),
    );
  }

  /**
   * Checks that the exchange lists a symbol.
   *
   * @throws {BinanceApiError} -1121 if the exchange does not list the symbol, -1100 if the symbol has illegal characters.
   */
  async checkSymbol(symbol: string): Promise<void> {
    await this.#query('getAveragePrice', { symbol }).catch((error: unknown) => {
      // If the exchange refuses the query for another reason, it lists the symbol. A refusal because of a rate limit
      // does not show this.
      const isListed = error instanceof BinanceApiError && !(error instanceof BinanceRateLimitError);
      if (!isListed || isRefusal(error, ...SYMBOL_REFUSED)) throw error;
    });
  }

  /**
   * Reads page after page. The exchange sometimes leaves out rows of a page. So a page that is not full ends the read
   * only if it is empty, or if `isAll` returns true for the rows read so far.
   */
  async #pages<T>(
    read: (next: object) => Promise<T[]>,
    first: object,
    following: (last: T) => object,
    isAll: (rows: readonly T[]) => boolean = () => true,
  ): Promise<T[]> {
    const rows: T[] = [];
    let page = await read(first);
    rows.push(...page);
    for (let count = 1; page.length >= PAGE || (page.length > 0 && !isAll(rows)); count++) {
      if (count === MAX_PAGES) throw userDataUnreadable('the history is too long');
      page = await read(following(page.at(-1) as T));
      rows.push(...page);
    }
    return rows;
  }

  async #orders(name: keyof typeof operations, params: object): Promise<Order[]> {
    return (await this.#list<Order>(name, params, order)).map(withQuantity);
  }

  async #list<T>(name: keyof typeof operations, params: object, shape: Shape): Promise<T[]> {
    const answer = await this.#query(name, params);
    this.#checkList(name, answer, shape);
    return answer as T[];
  }

  #checkList(name: string, value: unknown, shape: Shape): void {
    if (!Array.isArray(value)) throw userDataUnreadable(`${name}: not a list`);
    for (const each of value) this.#check(name, each, shape);
  }

  #check(name: string, value: unknown, shape: Shape): void {
    const field = wrongField(value, shape, this.#latest());
    if (field !== undefined) throw userDataUnreadable(`${name}: ${field}`);
  }

  /** Returns the answer to a query; undefined if the exchange does not know the order, list or symbol. */
  #find(name: keyof typeof operations, params: object): Promise<unknown> {
    return this.#query(name, params).catch((error: unknown) => {
      if (!isRefusal(error, ORDER_UNKNOWN, LIST_UNKNOWN, ORDER_ARCHIVED, SYMBOL_UNKNOWN)) throw error;
    });
  }

  #query(name: keyof typeof operations, params: object): Promise<unknown> {
    return this.#pipeline.invoke(name, operations[name], params, { signal: this.#signal });
  }
}

/**
 * Returns the order, with the quantity 0 if the answer has none. A pending order of an OPO list has no quantity until
 * the working order of the list is filled.
 */
function withQuantity(each: Order): Order {
  return { ...each, origQty: each.origQty ?? '0.00000000' };
}

/** Returns the id plus 1. */
export function idAfter(id: number): number {
  // An id above 2^53 is a string in answers and requests. `exactId` converts it to a `bigint`, and `idParam` converts
  // it back.
  return idParam((exactId(id) as bigint) + 1n) as number;
}
