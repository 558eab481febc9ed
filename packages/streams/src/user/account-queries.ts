import type { ClientContext, Operations, Transport } from '@pkg/core';
import { BinanceApiError } from '@pkg/core/errors';
import { defaultLimitOptions, Pipeline } from '@pkg/core/internal';
import {
  type Account,
  getAccount,
  getMyTrades,
  getOpenOrders,
  getOrder,
  type MyTrade,
  type MyTradesParams,
  type Order,
} from '@pkg/core/operations';
import type { ApiConnection } from '../api/api-connection.js';

const PAGE = 1_000;
const ORDER_UNKNOWN = -2013;
const SYMBOL_UNKNOWN = -1121;
const operations = { getAccount, getMyTrades, getOpenOrders, getOrder } satisfies Operations;

/** Queries of an account's state, over the connection that carries its events. */
export class AccountQueries {
  readonly #pipeline: Pipeline;
  readonly #signal: AbortSignal;

  constructor(connection: ApiConnection, context: ClientContext, signal: AbortSignal) {
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
  }

  account(): Promise<Account> {
    return this.#query('getAccount', {}) as Promise<Account>;
  }

  openOrders(): Promise<Order[]> {
    return this.#query('getOpenOrders', {}) as Promise<Order[]>;
  }

  /** An order; undefined if the exchange does not know the id. */
  async order(symbol: string, orderId: number): Promise<Order | undefined> {
    try {
      return (await this.#query('getOrder', { symbol, orderId })) as Order;
    } catch (error) {
      if (isCode(error, ORDER_UNKNOWN, SYMBOL_UNKNOWN)) return undefined;
      throw error;
    }
  }

  /** The newest trade of a symbol. */
  async lastTrade(symbol: string): Promise<MyTrade | undefined> {
    return (await this.#trades({ symbol, limit: 1 }))[0];
  }

  /** All trades of a symbol from an id or a time on; none if the exchange no longer lists the symbol. */
  async tradesFrom(symbol: string, from: { fromId: number } | { startTime: number }): Promise<MyTrade[]> {
    const trades: MyTrade[] = [];
    let page = await this.#trades({ symbol, limit: PAGE, ...from }).catch((error: unknown) => {
      if (isCode(error, SYMBOL_UNKNOWN)) return [];
      throw error;
    });
    trades.push(...page);
    while (page.length === PAGE) {
      page = await this.#trades({ symbol, limit: PAGE, fromId: (page.at(-1)?.id ?? 0) + 1 });
      trades.push(...page);
    }
    return trades;
  }

  #trades(params: MyTradesParams): Promise<MyTrade[]> {
    return this.#query('getMyTrades', params) as Promise<MyTrade[]>;
  }

  #query(name: keyof typeof operations, params: object): Promise<unknown> {
    return this.#pipeline.invoke(name, operations[name], params, { signal: this.#signal });
  }
}

function isCode(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof BinanceApiError && codes.includes(error.code ?? 0);
}
