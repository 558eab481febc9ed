import type { Environment } from '@pkg/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reasonOf, settleMirror, setUpMirror, symbol, tradeFor, view } from '../../test/mirrored-market.js';
import { createExchange, VirtualClock } from '../index.js';
import { mirror } from '../mirror.js';

describe('mirror', () => {
  it('has the book, the trades, the candles and the rules of the market', async () => {
    const world = await setUpMirror();
    const { exchange, upstream, source } = world;
    await exchange.advance(8000);
    await settleMirror(world);
    expect(reasonOf(source)).toBe('live');
    expect(view(exchange)).toEqual(view(upstream));
    expect(exchange.engine.symbols()).toEqual([upstream.engine.symbol(symbol)]);
  });

  it('applies each trade once, and stays live, if a listener of the exchange throws', async () => {
    const world = await setUpMirror();
    const { exchange, upstream, source } = world;
    let thrown = 0;
    exchange.engine.on(({ type }) => {
      if (type !== 'TRADE' || thrown === 10) return;
      thrown += 1;
      throw new Error('a listener');
    });
    while (thrown < 10) {
      await exchange.advance(10);
      expect(reasonOf(source)).toBe('live');
    }
    await settleMirror(world);
    expect(view(exchange)).toEqual(view(upstream));
  });

  it('halts, recovers and ends as usual if every listener of the exchange and `onStatus` throw', async () => {
    const world = await setUpMirror({
      onStatus: () => {
        throw new Error('a status');
      },
    });
    const { exchange, upstream, source, clock } = world;
    expect(reasonOf(source)).toBe('live');
    const stop = exchange.engine.on(() => {
      throw new Error('a listener');
    });
    const seen = () => [reasonOf(source), exchange.engine.symbol(symbol)?.status];
    upstream.sockets.cutAll();
    await exchange.advance(100);
    expect(seen()).toEqual([expect.not.stringMatching('live'), 'HALT']);
    const requests = upstream.journal.list({ target: 'aggTrades' }).length;
    await exchange.advance(20_000);
    expect(seen()).toEqual(['live', 'TRADING']);
    expect(upstream.journal.list({ target: 'aggTrades' }).length - requests).toBeLessThan(10);
    await settleMirror(world);
    expect(view(exchange)).toEqual(view(upstream));
    exchange.close();
    expect(seen()).toEqual(['closed', 'HALT']);
    stop();
    world.market.close();
    await clock.advance(10);
    expect([upstream.sockets.size, clock.pending]).toEqual([0, 0]);
  });

  it('ends if a listener of the exchange closes the exchange', async () => {
    const { exchange, upstream, market, source, clock } = await setUpMirror();
    exchange.engine.on(({ type }) => {
      if (type === 'TRADE') exchange.close();
    });
    await exchange.advance(2000);
    expect([reasonOf(source), exchange.engine.symbol(symbol)?.status]).toEqual(['closed', 'HALT']);
    market.close();
    await clock.advance(10);
    expect([upstream.sockets.size, clock.pending]).toEqual([0, 0]);
  });

  it('matches orders with the book and the trades of the market', async () => {
    const world = await setUpMirror();
    const seen = await tradeFor(4000, world);
    expect(seen).toMatchObject({ halted: 0, refused: 0 });
    expect(seen.fills).toBeGreaterThan(30);
    expect(seen.makerFills).toBeGreaterThan(0);
  });

  it('sends only public requests and subscriptions, without an API key', async () => {
    const sent: { url: string; method: string; body: unknown; headers: string[] }[] = [];
    const frames: string[] = [];
    const spy = (environment: Environment): Environment => {
      const { fetch, WebSocket: Socket } = environment as Required<Environment>;
      return {
        ...environment,
        fetch: (input, init) => {
          const { url, method, headers } = new Request(input, init);
          sent.push({ url, method, body: init?.body, headers: [...headers.keys()] });
          return (fetch as typeof globalThis.fetch)(input, init);
        },
        WebSocket: class extends (Socket as typeof globalThis.WebSocket) {
          constructor(url: string, protocols?: string | string[]) {
            super(url, protocols);
            sent.push({ url, method: 'GET', body: undefined, headers: [] });
          }
          override send(data: string): void {
            frames.push(data);
            super.send(data);
          }
        },
      };
    };
    const { exchange, upstream, market, client } = await setUpMirror({}, spy);
    await exchange.run(client.createOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: '0.01' }));
    upstream.sockets.cutAll();
    market.close();
    await exchange.advance(65_000);
    const paths = new Set(sent.map(({ url }) => new URL(url).pathname));
    expect([...paths].sort()).toEqual([
      '/api/v3/aggTrades',
      '/api/v3/depth',
      '/api/v3/exchangeInfo',
      '/api/v3/klines',
      '/api/v3/ticker/24hr',
      '/api/v3/time',
      '/stream',
    ]);
    expect(sent.filter(({ method, body }) => method !== 'GET' || body)).toEqual([]);
    expect(sent.filter(({ url }) => /signature|timestamp|apiKey/i.test(url))).toEqual([]);
    expect(sent.flatMap(({ headers }) => headers).filter((name) => /mbx|auth/i.test(name))).toEqual([]);
    expect(frames.filter((frame) => /signature|timestamp|apiKey/i.test(frame))).toEqual([]);
  });

  it('halts one of its symbols alone', async () => {
    const symbols = [symbol, 'ETHUSDT'];
    const { exchange, upstream, market, source } = await setUpMirror({ symbols });
    market.close();
    const shown = () => source.statuses.map(({ reason }) => reason ?? 'live');
    const status = () => exchange.engine.symbols().map((each) => each.status);
    expect([shown(), status()]).toEqual([
      ['live', 'live'],
      ['TRADING', 'TRADING'],
    ]);
    // The REST responses of the market contain the new book of ETHUSDT, but its depth stream sends no events.
    upstream.faults.script({ kind: 'drop', scope: 'stream', for: 5000 });
    upstream.setBook('ETHUSDT', { bids: [['3000', '1']], asks: [['3001', '1']] });
    await exchange.advance(3000);
    expect([shown(), status()]).toEqual([
      ['live', 'outdated'],
      ['TRADING', 'HALT'],
    ]);
    await exchange.advance(60_000);
    expect(shown()).toEqual(['live', 'live']);
    expect(exchange.engine.book('ETHUSDT', 5)).toMatchObject({ bids: [[300_000_000_000n, 100_000_000n]] });
  });

  it('stays live while the market is quiet, at a low request weight', async () => {
    const { exchange, upstream, market, source } = await setUpMirror();
    market.close();
    await exchange.advance(10_000);
    for (let second = 0; second < 20; second += 1) {
      await exchange.advance(1000);
      expect(reasonOf(source)).toBe('live');
    }
    const tickers = upstream.journal.list({ target: 'ticker/24hr' });
    expect(tickers.filter(({ time }) => time > exchange.clock.now() - 20_000).length).toBeLessThanOrEqual(60);
  });

  it('follows the status and the rules of the market', async () => {
    const { exchange, upstream, market, source } = await setUpMirror();
    market.close();
    const filters = [{ filterType: 'LOT_SIZE', minQty: '1', maxQty: '9', stepSize: '1' }] as const;
    upstream.engine.changeSymbol(symbol, { filters });
    await exchange.advance(61_000);
    expect(exchange.engine.symbol(symbol)).toMatchObject({ status: 'TRADING', filters });
    upstream.engine.changeSymbol(symbol, { status: 'CANCEL_ONLY' });
    await exchange.advance(61_000);
    expect(exchange.engine.symbol(symbol)?.status).toBe('CANCEL_ONLY');
    // After a loss of the connection the symbol is halted at first, and then gets the market's status again.
    upstream.sockets.cutAll();
    await exchange.advance(100);
    expect(exchange.engine.symbol(symbol)?.status).toBe('HALT');
    await exchange.advance(20_000);
    expect([reasonOf(source), exchange.engine.symbol(symbol)?.status]).toEqual(['live', 'CANCEL_ONLY']);
  });

  it('is halted until it is live for the first time, and after its end', async () => {
    const clock = new VirtualClock();
    const upstream = createExchange({ clock, symbols: [symbol] });
    upstream.setBook(symbol, { bids: [['100', '1']], asks: [['101', '1']] });
    const source = await upstream.run(mirror(upstream.environment, { symbols: [symbol], history: 0, clock }));
    const exchange = createExchange({ clock, source, end: clock.now() + 60_000 });
    onTestFinished(() => exchange.close());
    const status = () => exchange.engine.symbol(symbol)?.status;
    expect([status(), reasonOf(source)]).toEqual(['HALT', 'starting']);
    await exchange.run(exchange.ready);
    expect([status(), reasonOf(source)]).toEqual(['TRADING', 'live']);
    await exchange.run(exchange.sourceEnded);
    expect([status(), reasonOf(source)]).toEqual(['HALT', 'closed']);
    expect(exchange.engine.book(symbol, 5)).toMatchObject({ bids: [], asks: [] });
    expect(() => createExchange({ clock, source })).toThrow('expected one exchange');
  });

  it('runs on the time of the market', async () => {
    const upstream = createExchange({ symbols: [symbol], startTime: Date.UTC(2031, 0) });
    const { environment } = upstream;
    const source = await upstream.run(mirror(environment, { symbols: [symbol], clock: upstream.clock, history: 0 }));
    const exchange = createExchange({ source });
    onTestFinished(() => exchange.close());
    expect(exchange.clock).toBe(source.clock);
    await upstream.advance(5000);
    expect(Math.abs(exchange.clock.now() - upstream.clock.now())).toBeLessThan(1);
  });

  it('continues from a saved state, with the trades since then', async () => {
    const world = await setUpMirror();
    const { upstream, clock } = world;
    const open = async () => {
      const source = await upstream.run(mirror(upstream.environment, { symbols: [symbol], history: 1, clock }));
      const exchange = createExchange({ source });
      onTestFinished(() => exchange.close());
      return exchange;
    };
    const exchange = await open();
    await upstream.run(exchange.ready);
    const account = exchange.createAccount({ balances: { USDT: '1000' } });
    const { bid } = exchange.engine.bestPrices(symbol);
    const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 100_000n } as const;
    exchange.engine.placeOrder(account.uid, { ...order, price: (bid?.[0] ?? 0n) / 2n });
    const state = JSON.parse(JSON.stringify(exchange.exportState()));
    exchange.close();
    await upstream.advance(5000);
    const next = await open();
    next.importState(state);
    await upstream.run(next.ready);
    expect(next.engine.openOrders(account.uid, symbol)).toMatchObject([{ status: 'NEW' }]);
    await settleMirror(world);
    expect(view(next)).toEqual(view(upstream));
  });

  it.each([
    ['no symbol', { symbols: [] }, 'symbols: expected at least one symbol'],
    ['an illegal history', { symbols: [symbol], history: -1 }, 'history: expected a number of hours'],
    ['an illegal age', { symbols: [symbol], maxAge: 5 }, 'maxAge: expected at least 100 ms'],
    ['an illegal depth', { symbols: [symbol], depth: 0 }, 'depth: expected an integer from 1 to 5000'],
    ['an unknown symbol', { symbols: ['NONE'] }, '-1121'],
  ])('error: %s', async (_, options, message) => {
    const upstream = createExchange({ symbols: [symbol] });
    await expect(upstream.run(mirror(upstream.environment, { clock: upstream.clock, ...options }))).rejects.toThrow(
      message,
    );
  });
});
