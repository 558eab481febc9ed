import { createSpotClient } from '@pkg/core';
import { BinanceSocketManager } from '@pkg/streams';
import { describe, expect, it, vi } from 'vitest';
import { Market } from '../../apps/demo/src/session/market.js';
import { Retries } from '../../apps/demo/src/session/retrying.js';
import { run, setUpExchange } from '../streams/support.js';

const SYMBOLS = ['BNBBTC', 'LTCUSDT', 'BTCUSDT', 'ETHUSDT'] as const;

async function setUp() {
  const { exchange, clock } = setUpExchange({ symbols: [...SYMBOLS] });
  const SocketOf = exchange.environment.WebSocket as new (url: string) => WebSocket;
  const open = new Map<WebSocket, Set<string>>();
  // Returns the streams that are subscribed on open sockets, by their URLs or by SUBSCRIBE requests.
  const streams = (): string[] => [...open.values()].flatMap((names) => [...names]).sort();
  const WebSocket = function connect(url: string) {
    const socket = new SocketOf(url);
    const names = new Set((new URL(url).searchParams.get('streams') ?? '').split('/').filter(Boolean));
    open.set(socket, names);
    socket.addEventListener('close', () => open.delete(socket));
    const send = socket.send.bind(socket);
    socket.send = (text) => {
      const { method, params = [] } = JSON.parse(String(text)) as { method: string; params?: string[] };
      for (const name of params) {
        if (method === 'SUBSCRIBE') names.add(name);
        else names.delete(name);
      }
      send(text);
    };
    return socket;
  } as unknown as typeof SocketOf;
  const environment = { ...exchange.environment, WebSocket };
  const client = createSpotClient({ environment, clock, random: exchange.random });
  const manager = new BinanceSocketManager(client);
  const create = async (symbol: string, end: AbortController, onBookFailed = vi.fn()): Promise<Market> => {
    const { symbols } = await run(clock, client.getExchangeInfo({ symbols: [symbol] }));
    const [info] = symbols;
    if (!info) throw new Error(`no rules of ${symbol}`);
    const options = { client, manager, info, signal: end.signal } as const;
    const listeners = { onBookFailed, onBookStatus: vi.fn() };
    return new Market({ ...options, retries: new Retries(), ...listeners });
  };
  return { exchange, clock, streams, create, client, manager };
}

describe('Market', () => {
  it('shows the side of the taker, newest first, in trades that were read and in trades of the stream', async () => {
    const { exchange, clock, create } = await setUp();
    exchange.trade('BNBBTC', { price: '0.0150000', quantity: '1.000', side: 'SELL' });
    exchange.trade('BNBBTC', { price: '0.0160000', quantity: '2.000', side: 'BUY' });
    const market = await create('BNBBTC', new AbortController());
    await run(clock, market.open());
    exchange.trade('BNBBTC', { price: '0.0170000', quantity: '3.000', side: 'SELL' });
    exchange.trade('BNBBTC', { price: '0.0180000', quantity: '4.000', side: 'BUY' });
    await clock.advance(3_000);
    // `takerSide` is the side of the taker's order.
    expect(market.trades.map(({ price, takerSide }) => [Number(price), takerSide])).toEqual([
      [0.018, 'BUY'],
      [0.017, 'SELL'],
      [0.016, 'BUY'],
      [0.015, 'SELL'],
    ]);
    await vi.waitFor(() => expect(market.lastPrice.value).toBe('0.01800000'));
    expect(market.direction.value).toBe('up');
  });

  it('shows no price and no statistics of a symbol that has never traded', async () => {
    const { exchange, clock, create } = await setUp();
    const market = await create('LTCUSDT', new AbortController());
    await run(clock, market.open());
    await clock.advance(2_000);
    expect([market.lastPrice.value, market.day.value]).toEqual([undefined, undefined]);
    exchange.trade('LTCUSDT', { price: '95.10', quantity: '1.000' });
    await clock.advance(2_000);
    expect(market.lastPrice.value).toBe('95.10000000');
    expect(market.day.value).toMatchObject({ last: '95.10000000', high: '95.10000000' });
  });

  it('shows a trade between the first read and the start of the stream', async () => {
    const { exchange, clock, create, client, manager } = await setUp();
    const subscribe = manager.subscribe.bind(manager);
    vi.spyOn(manager, 'subscribe').mockImplementation((async (topic: string, ...rest: [() => void]) => {
      if (topic.endsWith('@trade')) await new Promise<void>((resolve) => clock.setTimeout(resolve, 500));
      return subscribe(topic, ...rest);
    }) as never);
    const read = vi.spyOn(client, 'getRecentTrades');
    exchange.trade('BNBBTC', { price: '0.0150000', quantity: '1.000' });
    const market = await create('BNBBTC', new AbortController());
    const opened = market.open();
    await clock.advance(250);
    expect(market.trades.map(({ price }) => Number(price))).toEqual([0.015]);
    exchange.trade('BNBBTC', { price: '0.0160000', quantity: '1.000' });
    await clock.advance(500);
    exchange.trade('BNBBTC', { price: '0.0170000', quantity: '1.000' });
    exchange.trade('BNBBTC', { price: '0.0180000', quantity: '1.000' });
    await clock.advance(1_000);
    await opened;
    expect(market.trades.map(({ price }) => Number(price))).toEqual([0.018, 0.017, 0.016, 0.015]);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['the same ids', 5],
    ['smaller ids', 2],
  ])('shows no trade of an exchange before its restart: %s', async (_, firstId) => {
    const { clock, create, client, manager } = await setUp();
    const trade = (id: number, time: number, price: string) => ({ id, time, price, qty: '1', isBuyerMaker: false });
    const lists = [
      [trade(5, 1_000, '1'), trade(6, 2_000, '2')],
      [trade(6, 2_000, '2'), trade(7, 3_000, '3')],
      [trade(firstId, 9_000, '8'), trade(firstId + 1, 9_500, '9')],
    ];
    vi.spyOn(client, 'getRecentTrades').mockImplementation((async () => lists.shift() ?? []) as never);
    const subscribe = manager.subscribe.bind(manager);
    let notice: (() => void) | undefined;
    vi.spyOn(manager, 'subscribe').mockImplementation(((topic: string, listener: () => void, options: object) => {
      if (topic.endsWith('@trade')) notice = (options as { notice: () => void }).notice;
      return subscribe(topic, listener, options);
    }) as never);
    const market = await create('BNBBTC', new AbortController());
    await run(clock, market.open());
    const shown = () => market.trades.map(({ id, price }) => [id, price]);
    notice?.();
    await vi.waitFor(() =>
      expect(shown()).toEqual([
        [7, '3'],
        [6, '2'],
        [5, '1'],
      ]),
    );
    notice?.();
    await vi.waitFor(() =>
      expect(shown()).toEqual([
        [firstId + 1, '9'],
        [firstId, '8'],
      ]),
    );
  });

  it('error: still showed a failure of the book when the book was live', async () => {
    const { clock, create, client } = await setUp();
    const failures: string[] = [];
    const onBookFailed = vi.fn((error: unknown) => failures.push(String(error)));
    const failing = vi.spyOn(client, 'getOrderBook').mockRejectedValue(new Error('no snapshot'));
    const end = new AbortController();
    const market = await create('BNBBTC', end, onBookFailed);
    await run(clock, market.open());
    await clock.advance(60_000);
    expect(new Set(failures)).toEqual(
      new Set(['BinanceStreamError: DepthCacheManager: BNBBTC is not live yet: no snapshot']),
    );
    failing.mockRestore();
    await clock.advance(10_000);
    expect([market.book.status, failures.at(-1)]).toEqual(['live', 'undefined']);
    end.abort();
  });

  it('leaves no stream of another symbol after ten fast choices', async () => {
    const { clock, streams, create } = await setUp();
    let end = new AbortController();
    for (let index = 0; index < 10; index++) {
      end.abort();
      end = new AbortController();
      const market = await create(SYMBOLS[index % 4] ?? '', end);
      void market.open().catch(() => undefined);
      // Every third market is aborted at once, before its streams are open.
      if (index % 3 !== 0) await clock.advance(2_000);
    }
    await clock.advance(10_000);
    expect(streams()).toEqual(['depth@100ms', 'miniTicker', 'trade'].map((name) => `ltcusdt@${name}`));
    end.abort();
    await clock.advance(10_000);
    expect(streams()).toEqual([]);
  });

  it('leaves no rejected promise if it ends while trades are read again', async () => {
    const { exchange, clock, create, client } = await setUp();
    const rejected = vi.fn();
    process.on('unhandledRejection', rejected);
    const end = new AbortController();
    const market = await create('BNBBTC', end);
    await run(clock, market.open());
    const read = vi.spyOn(client, 'getRecentTrades');
    read.mockImplementation(
      ((_: object, { signal }: { signal: AbortSignal }) =>
        new Promise((__, reject) => signal.addEventListener('abort', () => reject(signal.reason)))) as never,
    );
    // With this trade as the last known one, ids are missing before the next trade. So the `market` object requests the
    // trades again.
    market.trades = [{ id: -5, price: '1', quantity: '1', time: 0, takerSide: 'BUY' }];
    exchange.trade('BNBBTC', { price: '0.0190000', quantity: '1.000' });
    await vi.waitFor(() => expect(read).toHaveBeenCalled());
    end.abort(new Error('another symbol was chosen'));
    await clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', rejected);
    expect(rejected).not.toHaveBeenCalled();
  });

  it('shows nothing more after its end', async () => {
    const { exchange, clock, create } = await setUp();
    const end = new AbortController();
    const market = await create('BNBBTC', end);
    await run(clock, market.open());
    end.abort();
    const trades = market.trades;
    exchange.trade('BNBBTC', { price: '0.0190000', quantity: '1.000' });
    await clock.advance(5_000);
    expect(market.trades).toBe(trades);
    expect(market.lastPrice.value).not.toBe('0.01900000');
  });
});
