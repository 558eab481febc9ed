import type { UserData } from '@pkg/streams';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Account } from '../../apps/demo/src/session/account.js';
import { Toasts } from '../../apps/demo/src/session/toasts.js';

type Listener = { readonly event: (event: unknown) => void; readonly status: () => void };

function open(status = 'live') {
  const state = { status, openOrders: new Map<string, unknown>(), balances: new Map<string, unknown>() };
  let listener: Listener | undefined;
  const data = {
    error: undefined,
    accountState: () => state,
    ready: () => Promise.resolve(),
    listen: (given: Listener) => {
      listener = given;
      return () => Promise.resolve();
    },
  };
  const toasts = new Toasts();
  const end = new AbortController();
  const onRecovered = vi.fn();
  const describe = (symbol: string) => ({ base: symbol.slice(0, 3), quote: 'USDT', decimals: 2 });
  const account = new Account(data as unknown as UserData, toasts, describe, { signal: end.signal, onRecovered });
  const send = (event: object): void => listener?.event({ e: 'executionReport', s: 'BTCUSDT', S: 'BUY', ...event });
  return { account, state, toasts, send, onRecovered, status: () => listener?.status() };
}

describe('Toasts', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('keeps an error in sight although many fills follow, and the newest message although all others are errors', () => {
    const toasts = new Toasts();
    const titles = (): string[] => toasts.list.value.map(({ title }) => title);
    toasts.show('error', 'Outcome unknown');
    for (let fill = 1; fill <= 9; fill++) toasts.show('buy', `Fill ${fill}`);
    expect(titles()).toEqual(['Outcome unknown', 'Fill 7', 'Fill 8', 'Fill 9']);
    for (let error = 1; error <= 4; error++) toasts.show('error', `Error ${error}`);
    toasts.show('buy', 'Fill 10');
    expect(titles()).toEqual(['Error 2', 'Error 3', 'Error 4', 'Fill 10']);
  });
});

describe('Account', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('adds up the parts of one fill exactly, and averages their price', () => {
    const { toasts, send } = open();
    const piece = { x: 'TRADE', X: 'PARTIALLY_FILLED', i: 7, q: '1.00000000' };
    send({ ...piece, l: '0.10000000', L: '60000.00', z: '0.10000000' });
    send({ ...piece, l: '0.20000000', L: '60000.03', z: '0.30000000' });
    expect(toasts.list.value).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(toasts.list.value).toMatchObject([
      { tone: 'buy', title: 'Bought 0.3 BTC', text: 'at 60,000.02 USDT, 0.3 of 1 filled', isRecovered: false },
    ]);
  });

  // The exchange numbers the orders of each symbol separately, so orders of two symbols can have the same id.
  it('tells fills of two symbols apart whose orders have the same id', () => {
    const { toasts, send } = open();
    const fill = { x: 'TRADE', X: 'FILLED', i: 7, q: '1', z: '1' };
    send({ ...fill, l: '1', L: '60000.00' });
    send({ ...fill, s: 'ETHUSDT', l: '2', L: '3000.00' });
    vi.advanceTimersByTime(300);
    expect(toasts.list.value.map(({ title, text }) => `${title} ${text}`)).toEqual([
      'Bought 1 BTC at 60,000.00 USDT',
      'Bought 2 ETH at 3,000.00 USDT',
    ]);
  });

  it('says once that a fill was recovered, and which side it was', () => {
    const { toasts, send } = open();
    send({ x: 'TRADE', X: 'FILLED', S: 'SELL', i: 7, q: '1', l: '1', L: '5', z: '1', recovered: true });
    vi.advanceTimersByTime(300);
    expect(toasts.list.value).toMatchObject([
      { tone: 'sell', title: 'Sold 1 BTC', text: 'at 5.00 USDT, while you were away', isRecovered: true },
    ]);
  });

  it('tells of an order that ended to prevent a trade with another order of the account', () => {
    const { toasts, send } = open();
    send({ x: 'TRADE_PREVENTION', X: 'NEW', i: 6, q: '1', p: '60000.00' });
    send({ x: 'TRADE_PREVENTION', X: 'EXPIRED_IN_MATCH', i: 7, q: '2', p: '60000.00' });
    expect(toasts.list.value.map(({ title, text }) => [title, text])).toEqual([
      ['Order expired', 'Buy 2 BTC at 60,000.00'],
    ]);
  });

  it('shows the newest orders and balances after each event, and that they may be wrong after a loss', () => {
    const { account, state, send, status, onRecovered } = open();
    const order = { orderId: 1, time: 1 };
    state.openOrders.set('1', order);
    send({ x: 'NEW', X: 'NEW', i: 1 });
    expect(account.state.value.openOrders).toEqual([order]);
    state.status = 'reconciling';
    status();
    expect(account.state.value.status).toBe('reconciling');
    state.openOrders.clear();
    state.balances.set('BTC', { free: '1', locked: '0' });
    state.status = 'live';
    status();
    expect(account.state.value).toMatchObject({ status: 'live', openOrders: [] });
    expect(account.state.value.balances.get('BTC')).toEqual({ free: '1', locked: '0' });
    expect(onRecovered).toHaveBeenCalledTimes(1);
  });

  it('is unknown until it has been read, and stays known after a loss', () => {
    const { account, state, status } = open('connecting');
    const known = (next: string): boolean => {
      state.status = next;
      status();
      return account.state.value.isKnown;
    };
    expect(account.state.value.isKnown).toBe(false);
    expect(['reconciling', 'live', 'reconciling', 'failed'].map(known)).toEqual([false, true, true, true]);
  });

  it('counts the events after which histories are read again', () => {
    const { account, send } = open();
    send({ x: 'NEW', i: 1 });
    expect(account.historyVersion.value).toBe(0);
    send({ x: 'CANCELED', X: 'CANCELED', i: 1 });
    vi.advanceTimersByTime(500);
    expect(account.historyVersion.value).toBe(1);
  });

  it('reads the histories again once for the many fills of a large order', () => {
    const { account, send } = open();
    for (let fill = 0; fill < 300; fill++) {
      send({ x: 'TRADE', X: 'PARTIALLY_FILLED', i: 1, q: '300', l: '1', L: '5', z: String(fill + 1) });
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(500);
    expect(account.historyVersion.value).toBe(1);
    send({ x: 'CANCELED', X: 'CANCELED', i: 2 });
    vi.advanceTimersByTime(500);
    expect(account.historyVersion.value).toBe(2);
  });
});
