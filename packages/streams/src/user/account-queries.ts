import type { ClientContext, Operations, Transport } from '@pkg/core';
import { BinanceApiError } from '@pkg/core/errors';
import { defaultLimitOptions, Pipeline } from '@pkg/core/internal';
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
  getPreventedMatches,
  type MyTrade,
  type Order,
  type OrderAmendment,
  type PreventedMatch,
} from '@pkg/core/operations';
import type { ApiConnection } from '../api/api-connection.js';
import { type Shape, wrongField } from '../events/shape.js';
import { userDataUnreadable } from '../stream-errors.js';

const PAGE = 1_000;
/** Orders or fills of one read. A longer history ends the read with an error. */
const MAX_PAGES = 100;
const ORDER_UNKNOWN = -2013;
const ORDER_ARCHIVED = -2026;
const SYMBOL_UNKNOWN = -1121;

const operations = {
  ...{ getAccount, getAllOrders, getAllocations, getAveragePrice, getMyTrades, getOpenOrders, getOrder },
  ...{ getOrderAmendments, getPreventedMatches },
} satisfies Operations;

const account: Shape = { updateTime: 'time' };
const balance: Shape = { asset: 'text', free: 'decimal', locked: 'decimal' };
const order: Shape = {
  ...{ symbol: 'text', orderId: 'id', orderListId: 'id', clientOrderId: 'text', price: 'decimal', origQty: 'decimal' },
  ...{ executedQty: 'decimal', cummulativeQuoteQty: 'decimal', status: 'text', timeInForce: 'text', type: 'text' },
  ...{
    side: 'text',
    time: 'time',
    updateTime: 'time',
    isWorking: 'flag',
    stopPrice: 'decimal?',
    icebergQty: 'decimal?',
  },
  ...{ origQuoteOrderQty: 'decimal?', workingTime: 'time?', selfTradePreventionMode: 'text?', strategyId: 'number?' },
  ...{ strategyType: 'number?', trailingDelta: 'number?', trailingTime: 'time?', preventedMatchId: 'id?' },
  ...{ preventedQuantity: 'decimal?', usedSor: 'flag?', workingFloor: 'text?', pegPriceType: 'text?' },
  ...{ pegOffsetType: 'text?', pegOffsetValue: 'number?', peggedPrice: 'decimal?', expiryReason: 'text?' },
};
const fill: Shape = {
  ...{ symbol: 'text', orderId: 'id', price: 'decimal', qty: 'decimal', quoteQty: 'decimal', commission: 'decimal' },
  ...{ commissionAsset: 'text', time: 'time', isMaker: 'flag' },
};
const trade: Shape = { ...fill, id: 'id' };
const allocation: Shape = { ...fill, allocationId: 'id' };
const amendment: Shape = {
  ...{ executionId: 'id', origClientOrderId: 'text', newClientOrderId: 'text', origQty: 'decimal', newQty: 'decimal' },
  time: 'time',
};

const preventedMatch: Shape = {
  ...{ preventedMatchId: 'id', takerOrderId: 'id', makerOrderId: 'id', makerSymbol: 'text', tradeGroupId: 'id' },
  ...{ price: 'decimal', makerPreventedQuantity: 'decimal?', takerPreventedQuantity: 'decimal?', transactTime: 'time' },
};

/** Queries of an account's state, over the connection that carries its events. Each answer is checked. */
export class AccountQueries {
  readonly #pipeline: Pipeline;
  readonly #signal: AbortSignal;
  readonly #latest: () => number;

  /** @param latest returns the latest time that an answer can have. */
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
    return this.#list('getOpenOrders', {}, order);
  }

  /** An order; undefined if the exchange does not know it. */
  async order(symbol: string, orderId: number): Promise<Order | undefined> {
    try {
      const answer = await this.#query('getOrder', { symbol, orderId });
      this.#check('order', answer, order);
      return answer as Order;
    } catch (error) {
      if (isRefusal(error, ORDER_UNKNOWN, ORDER_ARCHIVED, SYMBOL_UNKNOWN)) return undefined;
      throw error;
    }
  }

  /** All orders of a symbol that were placed from a time on; none if the exchange does not list the symbol. */
  async ordersSince(symbol: string, startTime: number): Promise<Order[]> {
    try {
      return await this.#pages(
        (next: object) => this.#list<Order>('getAllOrders', { symbol, limit: PAGE, ...next }, order),
        { startTime },
        (last) => ({ orderId: last.orderId + 1 }),
      );
    } catch (error) {
      if (isRefusal(error, SYMBOL_UNKNOWN)) return [];
      throw error;
    }
  }

  /** The trades of an order, oldest first, from an id on. */
  tradesOf(symbol: string, orderId: number, fromId: number): Promise<MyTrade[]> {
    return this.#pages(
      (next: object) => this.#list<MyTrade>('getMyTrades', { symbol, orderId, limit: PAGE, ...next }, trade),
      { fromId },
      (last) => ({ fromId: last.id + 1 }),
    );
  }

  /** The fills of an order by smart order routing, oldest first. */
  allocationsOf(symbol: string, orderId: number): Promise<Allocation[]> {
    return this.#pages(
      (next: object) => this.#list<Allocation>('getAllocations', { symbol, orderId, limit: PAGE, ...next }, allocation),
      {},
      (last) => ({ fromAllocationId: last.allocationId + 1 }),
    );
  }

  /** The latest amendments of an order, oldest first. An order has at most ten. */
  amendmentsOf(symbol: string, orderId: number): Promise<OrderAmendment[]> {
    return this.#list('getOrderAmendments', { symbol, orderId, limit: PAGE }, amendment);
  }

  /** The matches of an order that self-trade prevention did not let trade, oldest first. */
  preventedMatchesOf(symbol: string, orderId: number): Promise<PreventedMatch[]> {
    return this.#list('getPreventedMatches', { symbol, orderId, limit: PAGE }, preventedMatch);
  }

  /**
   * Checks that the exchange lists a symbol.
   *
   * @throws {BinanceApiError} -1121 if it does not.
   */
  async checkSymbol(symbol: string): Promise<void> {
    await this.#query('getAveragePrice', { symbol }).catch((error: unknown) => {
      if (isRefusal(error, SYMBOL_UNKNOWN) || !(error instanceof BinanceApiError)) throw error;
    });
  }

  async #pages<T>(read: (next: object) => Promise<T[]>, first: object, following: (last: T) => object): Promise<T[]> {
    const rows: T[] = [];
    let page = await read(first);
    rows.push(...page);
    for (let count = 1; page.length >= PAGE; count++) {
      if (count === MAX_PAGES) throw userDataUnreadable('the history is too long');
      page = await read(following(page.at(-1) as T));
      rows.push(...page);
    }
    return rows;
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

  #query(name: keyof typeof operations, params: object): Promise<unknown> {
    return this.#pipeline.invoke(name, operations[name], params, { signal: this.#signal });
  }
}

function isRefusal(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof BinanceApiError && codes.includes(error.code ?? 0);
}
