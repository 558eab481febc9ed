import { BinanceApiError, BinanceConfigError, BinanceStreamError } from '@pkg/core/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import { at, event, FakeMarket, SNAPSHOT_REQUEST, TOPIC } from '../../test/fake-market.js';
import type { StatusChange } from '../connection/status-board.js';
import { DepthCacheManager, type DepthCacheOptions, type DepthSource } from './index.js';

describe('DepthCacheManager, where something fails', () => {
  let market: FakeMarket;

  beforeEach(() => {
    market = new FakeMarket();
    market.snapshot = () => at(100);
  });

  function open(symbols: string | string[] = 'BNBBTC', options: DepthCacheOptions = {}): DepthCacheManager {
    return new DepthCacheManager(market.client, symbols, undefined, { sockets: market.sockets, ...options });
  }

  it('error: `ready` rejects after five attempts to connect, and the book stays open', async () => {
    type Change = Parameters<Parameters<NonNullable<DepthSource['onStatus']>>[0]>[0];
    let changed: (change: Change) => void = () => undefined;
    const sockets: DepthSource = {
      consume: () => new Promise(() => undefined),
      onStatus: (listener) => {
        changed = listener;
        return () => undefined;
      },
    };
    const books = open('BNBBTC', { sockets });
    let error: unknown;
    books.ready().catch((thrown: unknown) => {
      error = thrown;
    });
    for (let attempt = 1; attempt <= 5; attempt++) changed({ attempt, error: undefined, reason: 'no network' });
    await market.clock.advance(0);
    expect(error).toBeUndefined();
    changed({ attempt: 6, error: undefined, reason: 'no network' });
    await market.clock.advance(0);
    expect(String(error)).toContain('not connected: no network');
    expect(books.getDepthCache().status).toBe('syncing');
  });

  it('error: `ready` waited for ever for a book that every snapshot crossed', async () => {
    market.snapshot = () => at(100, '12.0');
    const books = open();
    await expect(market.clock.run(books.ready())).rejects.toThrow(
      'BNBBTC is not live yet: BNBBTC: the book is crossed',
    );
    expect(books.getDepthCache()).toMatchObject({ status: 'syncing', reason: 'crossed' });
    market.snapshot = () => at(101);
    await market.clock.run(books.ready());
    await books.close();
  });

  it('error: `ready` rejected for the failed attempts of the connection for user data', async () => {
    let changed: (change: Pick<StatusChange, 'connection' | 'attempt' | 'error' | 'reason'>) => void = () => undefined;
    const sockets: DepthSource = {
      consume: () => new Promise(() => undefined),
      onStatus: (listener) => {
        changed = listener;
        return () => undefined;
      },
    };
    const books = open('BNBBTC', { sockets });
    let error: unknown;
    books.ready().catch((thrown: unknown) => {
      error = thrown;
    });
    changed({ connection: 'user', attempt: 9, error: undefined, reason: 'no user data' });
    await market.clock.advance(0);
    expect(error).toBeUndefined();
    changed({ connection: 'market-1', attempt: 9, error: undefined, reason: 'no network' });
    await market.clock.advance(0);
    expect(String(error)).toContain('not connected: no network');
  });

  it('error: left the first book open if a later symbol cannot be the name of a stream', async () => {
    expect(() => open(['BNBBTC', 'A..B'])).toThrow("symbol: expected a symbol like 'BNBBTC', got 'A..B'");
    await market.clock.advance(0);
    expect([market.consumers.size, market.requests.length]).toEqual([0, 0]);
  });

  it('error: was live without a stream if its connection was closed just after the confirmation', async () => {
    for (const status of ['closed', 'failed'] as const) {
      const sockets: DepthSource = {
        consume: async (topic, consumer, options) => {
          const stop = await market.sockets.consume(topic, consumer, options);
          consumer.status?.(status);
          return stop;
        },
      };
      const books = open('BNBBTC', { sockets });
      await expect(market.clock.run(books.ready())).rejects.toThrow('bnbbtc@depth@100ms: ');
      expect([books.getDepthCache().status, market.requests.length]).toEqual(['closed', 0]);
      await books.close();
    }
  });

  it('error: unknown symbol', async () => {
    market.snapshot = (symbol) => {
      if (symbol === 'BNBBTC') return at(100);
      throw new BinanceApiError({ request: SNAPSHOT_REQUEST, statusCode: 400, code: -1121, text: 'Invalid symbol.' });
    };
    const books = open(['BNBBTC', 'NOPE']);
    const error = await market.clock.run(books.ready().catch((error: unknown) => error));
    expect(error).toMatchObject({ name: 'BinanceApiError', code: -1121 });
    await market.clock.advance(60_000);
    expect(market.requests.filter(({ symbol }) => symbol === 'NOPE')).toHaveLength(1);
    expect(books.getDepthCache('NOPE').status).toBe('closed');
    expect(books.getDepthCache('BNBBTC').status).toBe('live');
    const read = (async () => {
      for await (const _ of books);
    })();
    await expect(market.clock.run(read)).rejects.toMatchObject({ code: -1121 });
  });

  it('opens a book again that the exchange has refused', async () => {
    market.snapshot = () => {
      throw new BinanceApiError({ request: SNAPSHOT_REQUEST, statusCode: 400, code: -1121, text: 'Invalid symbol.' });
    };
    const refused = open();
    expect(await market.clock.run(refused.ready().catch((error: unknown) => error))).toMatchObject({ code: -1121 });
    market.snapshot = () => at(100);
    const again = open();
    await market.clock.run(again.ready());
    expect([refused.getDepthCache().status, again.getDepthCache().status]).toEqual(['closed', 'live']);
    await refused.close();
    market.send(TOPIC, event('BNBBTC', 101, 101));
    expect(again.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 101 });
    await again.close();
    expect(market.clock.timers.size).toBe(0);
  });

  it('error: a stream that the exchange refuses', async () => {
    const sockets = { consume: () => Promise.reject(new BinanceStreamError('refused', -1121)) };
    const books = open('BNBBTC', { sockets });
    await expect(market.clock.run(books.ready())).rejects.toMatchObject({ code: -1121 });
  });

  it('error: wrong options', () => {
    expect(() => open([])).toThrow(BinanceConfigError);
    expect(() => open('')).toThrow(BinanceConfigError);
    expect(() => open('BNBBTC', { limit: 0 })).toThrow(BinanceConfigError);
    expect(() => open('BNBBTC', { limit: 5001 })).toThrow(BinanceConfigError);
    // The exchange would confirm the subscription of 7 levels, but never send an event.
    expect(() => open('BNBBTC', { levels: 7 as 5 })).toThrow('levels: expected 5, 10 or 20, got 7');
    expect(() => open('BNBBTC', { speed: 250 as 100 })).toThrow('speed: expected 100 or 1000, got 250');
    expect(() => open('BNBBTC').getDepthCache('ETHBTC')).toThrow(BinanceConfigError);
  });

  it('continues after the callback throws, and logs each error once', async () => {
    const books = new DepthCacheManager(
      market.client,
      'BNBBTC',
      () => {
        throw new Error('thrown by the callback');
      },
      { sockets: market.sockets },
    );
    await market.clock.run(books.ready());
    market.send(TOPIC, event('BNBBTC', 101, 101));
    expect(books.getDepthCache().lastUpdateId).toBe(101);
    expect(market.warnings).toHaveLength(2);
  });

  it('shares the book that was opened after a refused one, also when the refused one is closed later', async () => {
    const subscribed: string[] = [];
    const sockets: DepthSource = {
      consume: (topic, consumer, options) => {
        subscribed.push(topic);
        return market.sockets.consume(topic, consumer, options);
      },
    };
    market.snapshot = () => {
      throw new BinanceApiError({ request: SNAPSHOT_REQUEST, statusCode: 400, code: -1121, text: 'Invalid symbol.' });
    };
    const refused = open('BNBBTC', { sockets });
    await expect(market.clock.run(refused.ready())).rejects.toThrow('Invalid symbol');
    market.snapshot = () => at(100);
    const second = open('BNBBTC', { sockets });
    await market.clock.run(second.ready());
    await refused.close();
    const third = open('BNBBTC', { sockets });
    await market.clock.run(third.ready());
    expect(subscribed).toHaveLength(2);
    await Promise.all([second.close(), third.close()]);
    expect(market.clock.timers.size).toBe(0);
  });

  it('keeps a book that was live before, although the exchange refuses its symbol for a while', async () => {
    market.snapshot = () => at(100);
    const books = open();
    await market.clock.run(books.ready());
    market.snapshot = () => {
      throw new BinanceApiError({ request: SNAPSHOT_REQUEST, statusCode: 400, code: -1121, text: 'Invalid symbol.' });
    };
    market.send(TOPIC, event('BNBBTC', 105, 106));
    await market.clock.advance(60_000);
    expect(books.getDepthCache()).toMatchObject({ status: 'stale', reason: 'gap' });
    // The symbol may have been delisted. So the requests must not use up the weight budget of other books: at most one
    // is sent every 15 s.
    const { length } = market.requests;
    await market.clock.advance(600_000);
    expect(market.requests.length - length).toBeLessThanOrEqual(40);
    market.snapshot = () => at(106);
    await market.clock.advance(30_000);
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 106 });
    await books.close();
  });

  it.each([
    [{ limit: 1 }, { limit: 0 }],
    [{ limit: 5_000 }, { limit: 5_001 }],
    [
      { limit: 5_000, knownLevels: 2_500 },
      { limit: 5_000, knownLevels: 2_501 },
    ],
    [{ knownLevels: 500 }, { knownLevels: 501 }],
    [
      { limit: 1, knownLevels: 1 },
      { limit: 1, knownLevels: 2 },
    ],
    [{ knownLevels: 1 }, { knownLevels: 0 }],
    [{ weightBudget: 0.5 }, { weightBudget: 0 }],
  ])('accepts %o, and refuses %o', async (legal, illegal) => {
    await open('BNBBTC', legal).close();
    expect(() => open('BNBBTC', illegal)).toThrow(BinanceConfigError);
  });

  it('continues after a listener rejects, and logs each error once', async () => {
    const rejections: unknown[] = [];
    const note = (error: unknown): void => void rejections.push(error);
    process.on('unhandledRejection', note);
    try {
      const reject = async (): Promise<void> => {
        throw new Error('rejected by a listener');
      };
      const books = new DepthCacheManager(market.client, 'BNBBTC', reject, { sockets: market.sockets });
      books.onStatus(reject);
      await market.clock.run(books.ready());
      market.send(TOPIC, event('BNBBTC', 101, 101));
      await new Promise((resolve) => setImmediate(resolve));
      expect(books.getDepthCache().lastUpdateId).toBe(101);
      expect(rejections).toEqual([]);
      // The callback fails twice: at the change to `live` and at the event. The status listener fails once: at the
      // change to `live`.
      expect(market.warnings).toEqual(Array(3).fill('DepthCacheManager: a listener failed'));
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  it.each([
    ['null', null],
    ['a text', 'Service unavailable'],
    ['an array', [1, 2]],
    ['no ids', { bids: [], asks: [] }],
    ['levels that are no decimals', { lastUpdateId: 100, bids: [['9.0', 'NaN']], asks: [] }],
    ['an id beyond the integers', { lastUpdateId: 9e15 * 2, bids: [], asks: [] }],
  ])('fetches again, with growing delays, after a snapshot that is %s', async (_, answer) => {
    market.snapshot = () => answer as never;
    const books = open();
    const error = await market.clock.run(books.ready().catch((error: unknown) => error));
    expect(error).toBeInstanceOf(BinanceStreamError);
    expect((error as BinanceStreamError).cause).toBeInstanceOf(BinanceStreamError);
    expect(String(error)).toContain('BNBBTC is not live yet: OrderBook BNBBTC: ');
    await market.clock.advance(600_000);
    // After several failures the delay between requests is 2.5 to 5 s, so about 120 to 240 requests are sent in 600 s.
    expect(market.requests.length).toBeGreaterThan(100);
    expect(market.requests.length).toBeLessThan(250);
    market.snapshot = () => at(100);
    await market.clock.advance(5_000);
    expect(books.getDepthCache().status).toBe('live');
    await books.close();
  });
});
