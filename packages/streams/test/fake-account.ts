import { createSpotClient, type SpotClient } from '@pkg/core';
import { expect } from 'vitest';
import { ManualClock } from '../../core/test/manual-clock.js';
import { BinanceSocketManager, type UserData, type UserDataEvent, wsApi } from '../src/index.js';
import { FakeExchange, type FakeSocket } from './fake-exchange.js';

type Fields = Readonly<Record<string, unknown>>;

/** An exchange with one test account, and functions that send events of the account. */
export type FakeAccount = {
  readonly clock: ManualClock;
  readonly exchange: FakeExchange;
  /** The state from which the exchange answers. */
  readonly account: {
    updateTime: number;
    free: string;
    openOrders: object[];
    orders: object[];
    trades: { readonly id: number }[];
    tradesPerPage: number;
    /** How many of the next queries of the account the exchange refuses. */
    refusals: number;
    /**
     * The replies to the next requests to subscribe, one for each request. When all replies are used, requests are
     * confirmed.
     */
    subscribeRefusals: object[];
  };
  readonly client: SpotClient;
  readonly manager: BinanceSocketManager;
  /** The methods whose requests get no response. */
  readonly ignored: Set<string>;
  /** The errors that the client has logged. */
  readonly warnings: string[];
  readonly send: (event: object) => void;
  /** Returns the parameters of all requests of a method. */
  readonly requests: (method: string) => object[];
  readonly position: (u: number, f: string) => void;
  readonly report: (T: number, X: string, z: string) => void;
  readonly fill: (t: number) => void;
  /** Delays the answers about the account until {@link release} is called. */
  readonly hold: () => void;
  readonly release: () => void;
};

/** The order of the test account, without the fields that change. */
export const order: Fields = {
  ...{ symbol: 'BNBBTC', orderId: 1, orderListId: -1, clientOrderId: 'one', side: 'BUY', type: 'LIMIT' },
  ...{ timeInForce: 'GTC', price: '0.01', stopPrice: '0', icebergQty: '0', origQuoteOrderQty: '0', isWorking: true },
  ...{ workingTime: 50, selfTradePreventionMode: 'NONE', origQty: '50', cummulativeQuoteQty: '0', time: 50 },
};

/** An execution report of {@link order}. */
export const report: Fields = {
  ...{ e: 'executionReport', E: 0, s: 'BNBBTC', c: 'one', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '50', p: '0.01', P: '0' },
  ...{
    F: '0',
    g: -1,
    C: '',
    x: 'NEW',
    X: 'NEW',
    r: 'NONE',
    i: 1,
    l: '0',
    z: '0',
    L: '0',
    n: '0',
    N: null,
    T: 0,
    t: -1,
  },
  ...{ I: 1, w: true, m: false, M: false, O: 50, Z: '0', Y: '0', Q: '0', W: 50, V: 'NONE' },
};

/** Returns a trade of {@link order} with a quantity of 1. */
export const tradeOf = (id: number): Fields & { readonly id: number } => ({
  id,
  ...{ symbol: 'BNBBTC', orderId: 1, price: '0.01', qty: '1', quoteQty: '0.01', time: id * 1_000 },
  ...{ commission: '0', commissionAsset: 'BNB', isBuyer: true, isMaker: true },
});

/**
 * Returns an exchange that answers the requests for user data with a test account. A test may delay the answers.
 *
 * @param keyType the type of the client's key. With an Ed25519 key, the client logs on to subscribe.
 */
export function setUpAccount(
  keyType: 'HMAC' | 'Ed25519' = 'HMAC',
  timeUnit: 'millisecond' | 'microsecond' = 'millisecond',
): FakeAccount {
  const unit = timeUnit === 'microsecond' ? 1_000 : 1;
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock);
  const account: FakeAccount['account'] = {
    ...{ updateTime: 200, free: '5', openOrders: [], orders: [], trades: [], tradesPerPage: 1_000 },
    ...{ refusals: 0, subscribeRefusals: [] },
  };
  const delayed: (() => void)[] = [];
  let holds = false;
  const ignored = new Set<string>();
  const warnings: string[] = [];
  exchange.onFrame = (socket, text) => {
    const { id, method, params } = JSON.parse(text) as { id: string; method: string; params?: { fromId?: number } };
    const answer = (result: unknown) => socket.reply({ id, status: 200, result, rateLimits: [] });
    if (ignored.has(method)) return;
    if (method === 'time') answer({ serverTime: clock.now() * unit });
    else if (method === 'session.logon') answer({ apiKey: 'key' });
    else if (method === 'session.subscriptions') answer([{ subscriptionId: 0 }]);
    else if (method === 'userDataStream.unsubscribe') answer({});
    else if (method.startsWith('userDataStream.subscribe')) {
      const refusal = account.subscribeRefusals.shift();
      if (refusal) socket.reply({ id, ...refusal });
      else answer({ subscriptionId: 0 });
    } else if (method === 'openOrders.status') answer(account.openOrders);
    else if (method === 'allOrders') answer(account.orders);
    else if (method === 'order.amendments') answer([]);
    else if (method === 'avgPrice') answer({ mins: 5, price: '1', closeTime: 1 });
    else if (method === 'order.status') answer({ ...order, status: 'NEW', executedQty: '0', updateTime: 200 });
    else if (method === 'myTrades') {
      const trades = account.trades.filter((trade) => trade.id >= (params?.fromId ?? 0));
      answer(trades.slice(0, account.tradesPerPage));
    } else if (method === 'account.status' && account.refusals > 0) {
      account.refusals -= 1;
      socket.reply({ id, status: 400, error: { code: -1000, msg: 'An unknown error occurred' } });
    } else if (method === 'account.status') {
      const { updateTime, free } = account;
      const reply = () => answer({ updateTime, balances: [{ asset: 'BTC', free, locked: '0' }] });
      if (holds) delayed.push(reply);
      else reply();
    }
  };
  const client = createSpotClient({
    ...{ apiKey: 'key', signer: { keyType, sign: () => 'signature' } },
    ...{ environment: exchange.environment, clock, timeUnit, validateOrders: false, transport: wsApi() },
    logger: { warn: (text) => warnings.push(text) },
  });
  const manager = new BinanceSocketManager(client);
  const send = (event: object): void => {
    for (const socket of exchange.open as Set<FakeSocket>) socket.reply({ subscriptionId: 0, event });
  };
  return {
    ...{ clock, exchange, account, client, manager, ignored, warnings },
    send,
    requests: (method) =>
      exchange.all.flatMap(({ requests }) =>
        (requests as { method?: string; params?: object }[]).flatMap((request) =>
          request.method === method ? [request.params ?? {}] : [],
        ),
      ),
    position: (u, f) => send({ e: 'outboundAccountPosition', E: u, u, B: [{ a: 'BTC', f, l: '0' }] }),
    report: (T, X, z) => send({ ...report, E: T, T, x: X, X, z }),
    fill: (t) =>
      send({ ...report, E: t * 1_000, T: t * 1_000, t, x: 'TRADE', X: 'PARTIALLY_FILLED', l: '1', z: String(t) }),
    hold: () => {
      holds = true;
    },
    release: () => {
      holds = false;
      for (const answer of delayed.splice(0)) answer();
    },
  };
}

/** The user data of the test account, and what its listener has received. */
export type OpenedAccount = {
  readonly user: UserData;
  readonly events: UserDataEvent[];
  /** Returns the free balance of BTC. */
  readonly free: () => string | undefined;
  /** Returns the times of the `outboundAccountPosition` events that were received. */
  readonly positions: () => number[];
  /** Closes the manager and the client, and checks that no timer is left. */
  readonly close: () => Promise<void>;
};

/** Opens the user data of the test account. */
export async function openAccount(setup: FakeAccount, symbols: readonly string[] = []): Promise<OpenedAccount> {
  const user = await setup.manager.userData({ symbols });
  const events: UserDataEvent[] = [];
  user.listen({ event: (event) => events.push(event) });
  const free = () => user.accountState().balances.get('BTC')?.free;
  const positions = () => events.flatMap((event) => (event.e === 'outboundAccountPosition' ? [event.u] : []));
  const close = async () => {
    await setup.manager.close();
    setup.client.close();
    await setup.clock.advance(0);
    expect(setup.clock.timers.size).toBe(0);
  };
  return { user, events, free, positions, close };
}
