import { BinanceStreamError } from '@pkg/core/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import { at, event, FakeMarket, TOPIC } from '../../test/fake-market.js';
import { DepthCacheManager, type DepthCacheOptions, type DepthSource, type DepthStatus } from './index.js';

describe('DepthCacheManager', () => {
  let market: FakeMarket;
  let statuses: DepthStatus[];
  let ids: number[];

  beforeEach(() => {
    market = new FakeMarket();
    statuses = [];
    ids = [];
    market.snapshot = () => at(100);
  });

  function open(symbols: string | string[] = 'BNBBTC', options: DepthCacheOptions = {}): DepthCacheManager {
    const books = new DepthCacheManager(market.client, symbols, (book) => ids.push(book.lastUpdateId), {
      sockets: market.sockets,
      ...options,
    });
    books.onStatus(({ status }) => statuses.push(status));
    return books;
  }

  async function live(): Promise<DepthCacheManager> {
    const books = open();
    await market.clock.run(books.ready());
    return books;
  }

  it('follows the documented procedure: buffers, fetches, drops what is old, applies the rest', async () => {
    let answer: ((value: ReturnType<typeof at>) => void) | undefined;
    market.snapshot = () => new Promise((resolve) => (answer = resolve));
    const books = open();
    await market.clock.advance(0);
    market.send(TOPIC, event('BNBBTC', 98, 99, [['9.0', '5.0']]));
    market.send(TOPIC, event('BNBBTC', 100, 101, [['9.5', '3.0']]));
    market.send(TOPIC, event('BNBBTC', 102, 103, [['9.0', '0.0']]));
    expect(books.getDepthCache().status).toBe('syncing');
    answer?.(at(100));
    await market.clock.run(books.ready());
    const book = books.getDepthCache('bnbbtc');
    expect([book.status, book.lastUpdateId]).toEqual(['live', 103]);
    expect(book.getBids()).toEqual([['9.5', '3.0']]);
    expect(book.getAsks(1)).toEqual([['11.0', '2.0']]);
    expect(ids).toEqual([100, 101, 103]);
    expect(market.requests).toMatchObject([{ symbol: 'BNBBTC', limit: 1000 }]);
  });

  it('removes its listeners from shared connections when it is closed', async () => {
    const listeners = new Set<unknown>();
    const on = (_: string, listener: unknown): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const books = open('BNBBTC', { sockets: { ...market.sockets, on: on as NonNullable<DepthSource['on']> } });
    expect(listeners.size).toBeGreaterThan(0);
    await books.close();
    expect(listeners.size).toBe(0);
  });

  it('fetches snapshots with its own client, even if another client used the same connections before', async () => {
    const first = await live();
    await first.close();
    const other = new FakeMarket();
    other.snapshot = () => at(200);
    market.snapshot = () => Promise.reject(new Error('this client was closed'));
    const client = { ...other.client, context: { ...other.client.context, clock: market.clock } };
    const books = new DepthCacheManager(client, 'BNBBTC', undefined, { sockets: market.sockets });
    await market.clock.run(books.ready());
    expect(books.getDepthCache().lastUpdateId).toBe(200);
    await books.close();
  });

  it('is live without any event in a quiet market', async () => {
    const books = await live();
    expect(books.getDepthCache().bestBid).toEqual(['9.0', '1.0']);
  });

  it('applies an event that directly follows the snapshot', async () => {
    const books = await live();
    market.send(TOPIC, event('BNBBTC', 101, 102));
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 102 });
  });

  it('fetches again and keeps the events if the snapshot is too old for them', async () => {
    let requests = 0;
    market.snapshot = () => at(++requests < 3 ? 50 : 100);
    const books = open();
    market.send(TOPIC, event('BNBBTC', 95, 101));
    market.send(TOPIC, event('BNBBTC', 102, 102));
    await market.clock.run(books.ready());
    expect(books.getDepthCache().lastUpdateId).toBe(102);
    expect(books.getDepthCache().metrics.snapshots).toMatchObject({ requested: 3, tooOld: 2, weight: 150 });
  });

  it('is stale from the moment of a gap, and live again after one new snapshot', async () => {
    const books = await live();
    const book = books.getDepthCache();
    market.snapshot = () => at(106, '9.7');
    market.send(TOPIC, event('BNBBTC', 105, 106));
    expect(book.status).toBe('stale');
    market.send(TOPIC, event('BNBBTC', 107, 107));
    await market.clock.run(books.ready());
    expect(book).toMatchObject({ status: 'live', lastUpdateId: 107, bestBid: ['9.7', '1.0'] });
    expect(book.metrics.resyncs).toMatchObject({ gap: 1, malformed: 0 });
    expect(statuses).toEqual(['live', 'stale', 'live']);
    expect(market.requests).toHaveLength(2);
  });

  it('needs no snapshot if events only arrived out of order', async () => {
    const books = await live();
    market.send(TOPIC, event('BNBBTC', 102, 103));
    expect(books.getDepthCache().status).toBe('stale');
    market.send(TOPIC, event('BNBBTC', 101, 101));
    await market.clock.advance(60_000);
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 103 });
    expect(market.requests).toHaveLength(1);
  });

  it('resyncs after a frame that it cannot read', async () => {
    const books = await live();
    market.snapshot = () => at(105);
    market.send(TOPIC, '{"stream":"bnbbtc@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"BNBBTC","U":101');
    expect(books.getDepthCache().status).toBe('stale');
    await market.clock.run(books.ready());
    expect(books.getDepthCache().lastUpdateId).toBe(105);
    expect(books.getDepthCache().metrics).toMatchObject({ malformed: 1, resyncs: { malformed: 1 } });
  });

  it('resyncs after the book has crossed', async () => {
    const books = await live();
    market.snapshot = () => at(105);
    market.send(TOPIC, event('BNBBTC', 101, 101, [['11.5', '1.0']]));
    expect(books.getDepthCache().status).toBe('stale');
    await market.clock.run(books.ready());
    expect(books.getDepthCache().metrics.resyncs.crossed).toBe(1);
  });

  it('resyncs after the ids of the exchange went back', async () => {
    const books = await live();
    market.send(TOPIC, event('BNBBTC', 101, 101));
    market.snapshot = () => at(7);
    market.send(TOPIC, { ...event('BNBBTC', 8, 8), E: 1_700_001_000_000 });
    await market.clock.run(books.ready());
    expect(books.getDepthCache().lastUpdateId).toBe(8);
    market.send(TOPIC, event('BNBBTC', 9, 9));
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 9 });
  });

  it('resyncs when a recording starts over, so that ids and times both go back', async () => {
    const books = await live();
    for (let id = 101; id <= 150; id++) market.send(TOPIC, event('BNBBTC', id, id));
    market.snapshot = () => at(60, '8.0');
    for (let id = 51; id <= 70; id++) market.send(TOPIC, { ...event('BNBBTC', id, id), E: 1_600_000_000_000 });
    expect(books.getDepthCache().status).toBe('stale');
    await market.clock.run(books.ready());
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 70 });
    expect(books.getDepthCache().getBids()).toEqual([['8.0', '1.0']]);
    expect(market.requests).toHaveLength(2);
  });

  it('needs no second snapshot if the first is far ahead of the stream', async () => {
    const books = await live();
    for (let id = 51; id <= 100; id++) market.send(TOPIC, event('BNBBTC', id, id));
    market.send(TOPIC, event('BNBBTC', 101, 101));
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 101 });
    expect(market.requests).toHaveLength(1);
  });

  it('resyncs after events were dropped for a slow reader', async () => {
    const books = await live();
    market.notice(TOPIC, 'lagged');
    expect(books.getDepthCache().status).toBe('stale');
    await market.clock.run(books.ready());
    expect(market.requests).toHaveLength(2);
  });

  it('ignores duplicates and old events', async () => {
    const books = await live();
    const double = event('BNBBTC', 101, 102, [['9.0', '7.0']]);
    for (const data of [double, double, event('BNBBTC', 99, 100, [['9.0', '8.0']])]) market.send(TOPIC, data);
    expect(books.getDepthCache().getBids()).toEqual([['9.0', '7.0']]);
    expect(books.getDepthCache().metrics).toMatchObject({ events: 3, applied: 1, old: 2 });
    expect(market.requests).toHaveLength(1);
  });

  it('after a reconnect needs no snapshot if the first event continues the book', async () => {
    const books = await live();
    market.status('reconnecting');
    expect(books.getDepthCache().status).toBe('stale');
    market.status('open');
    market.notice(TOPIC, 'gap');
    await market.clock.advance(1_000);
    market.send(TOPIC, event('BNBBTC', 101, 104));
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 104 });
    await market.clock.advance(60_000);
    expect(market.requests).toHaveLength(1);
  });

  it('after a reconnect fetches again if events were missed, or if none arrives', async () => {
    const books = await live();
    market.status('reconnecting');
    market.snapshot = () => at(110);
    market.status('open');
    market.send(TOPIC, event('BNBBTC', 105, 111));
    await market.clock.run(books.ready());
    expect(books.getDepthCache().lastUpdateId).toBe(111);
    market.status('reconnecting');
    market.status('open');
    market.snapshot = () => at(111);
    expect(books.getDepthCache().status).toBe('stale');
    await market.clock.run(books.ready());
    expect(books.getDepthCache().status).toBe('live');
    expect(market.requests).toHaveLength(3);
  });

  it('does not use a snapshot that was requested before the connection was lost', async () => {
    let answer: ((value: ReturnType<typeof at>) => void) | undefined;
    market.snapshot = () => new Promise((resolve) => (answer = resolve));
    const books = open();
    await market.clock.advance(0);
    market.status('reconnecting');
    answer?.(at(100));
    await market.clock.advance(10);
    expect(books.getDepthCache()).toMatchObject({ status: 'syncing', lastUpdateId: 0 });
    market.snapshot = () => at(200);
    market.status('open');
    await market.clock.run(books.ready());
    expect(books.getDepthCache().lastUpdateId).toBe(200);
  });

  it('starts over when more than 10,000 events wait', async () => {
    let answer: ((value: ReturnType<typeof at>) => void) | undefined;
    market.snapshot = () => new Promise((resolve) => (answer = resolve));
    const books = open();
    await market.clock.advance(0);
    for (let id = 101; id <= 10_101; id++) market.send(TOPIC, event('BNBBTC', id, id));
    answer?.(at(100));
    expect(books.getDepthCache().metrics.buffered).toBe(0);
    market.snapshot = () => at(10_101);
    await market.clock.run(books.ready());
    expect(books.getDepthCache().lastUpdateId).toBe(10_101);
  });

  it('starts over when more than 8 MiB of events wait', async () => {
    let answer: ((value: ReturnType<typeof at>) => void) | undefined;
    market.snapshot = () => new Promise((resolve) => (answer = resolve));
    const books = open();
    await market.clock.advance(0);
    // Each event has 200 kB, so 41 events just fit into the buffer, whose limit is 8 MiB.
    const bids = Array.from({ length: 8_000 }, (_, level) => [`1.${String(level).padStart(8, '0')}`, '1.0'] as const);
    const size = JSON.stringify({ stream: TOPIC, data: event('BNBBTC', 101, 101, bids) }).length;
    const most = Math.floor((8 * 1024 * 1024) / size);
    for (let id = 101; id < 101 + most; id++) market.send(TOPIC, event('BNBBTC', id, id, bids));
    expect(books.getDepthCache().metrics.buffered).toBe(most);
    market.send(TOPIC, event('BNBBTC', 101 + most, 101 + most, bids));
    expect(books.getDepthCache().metrics.buffered).toBe(0);
    expect(answer).toBeDefined();
    market.snapshot = () => at(101 + most);
    await market.clock.run(books.ready());
    expect(books.getDepthCache().metrics.resyncs.overflow).toBe(1);
    await books.close();
  });

  it('gives a slow reader the newest state of each symbol', async () => {
    const books = open(['BNBBTC', 'ETHBTC']);
    await market.clock.run(books.ready());
    const seen: [string, number][] = [];
    const read = (async () => {
      for await (const { symbol, lastUpdateId } of books) seen.push([symbol, lastUpdateId]);
    })();
    await market.clock.advance(0);
    for (let id = 101; id <= 110; id++) market.send(TOPIC, event('BNBBTC', id, id));
    market.send('ethbtc@depth@100ms', event('ETHBTC', 101, 101));
    await market.clock.advance(0);
    await books.close();
    await read;
    expect(seen).toEqual([
      ['BNBBTC', 100],
      ['ETHBTC', 100],
      ['BNBBTC', 110],
      ['ETHBTC', 101],
    ]);
  });

  it('keeps one book for all managers of a symbol, until the last one closes', async () => {
    const first = await live();
    const second = open();
    await market.clock.run(second.ready());
    expect(market.requests).toHaveLength(1);
    await first.close();
    expect([first.getDepthCache().status, second.getDepthCache().status]).toEqual(['closed', 'live']);
    market.send(TOPIC, event('BNBBTC', 101, 101));
    expect(second.getDepthCache().lastUpdateId).toBe(101);
    expect(market.stopped).toEqual([]);
    await second.close();
    await second.close();
    expect(market.stopped).toEqual([TOPIC]);
  });

  it('shares no book with a manager that has to know fewer levels', async () => {
    const levels = (from: number, step: number, quantity: string, count: number) =>
      Array.from({ length: count }, (_, index) => [String(from + index * step), quantity] as const);
    market.snapshot = () => ({ lastUpdateId: 100, bids: levels(1_000, -1, '1', 40), asks: levels(1_001, 1, '1', 40) });
    const one = open('BNBBTC', { limit: 40, knownLevels: 1 });
    const twenty = open('BNBBTC', { limit: 40, knownLevels: 20 });
    await market.clock.run(Promise.all([one.ready(), twenty.ready()]));
    market.send(TOPIC, event('BNBBTC', 101, 101, levels(1_000, -1, '0', 25)));
    const book = twenty.getDepthCache();
    expect(book.known.bids).toBe(15);
    expect([book.status, book.reason]).toEqual(['stale', 'depleted']);
    await Promise.all([one.close(), twenty.close()]);
  });

  it('leaves no timer and no request behind if it is closed while syncing', async () => {
    let aborted = false;
    market.snapshot = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason);
        });
      });
    const books = open();
    await market.clock.advance(0);
    const ready = books.ready().catch((error: unknown) => error);
    await books.close();
    expect(await ready).toBeInstanceOf(BinanceStreamError);
    await market.clock.advance(0);
    expect(aborted).toBe(true);
    expect(market.clock.timers.size).toBe(0);
    await expect(books.ready()).rejects.toThrow(/closed/);
  });

  it('keeps a book from a partial depth stream, without a snapshot', async () => {
    const books = open('BNBBTC', { levels: 5, speed: 1000 });
    await market.clock.advance(0);
    market.send('bnbbtc@depth5', at(160, '0.0024'));
    await market.clock.run(books.ready());
    market.send('bnbbtc@depth5', at(161, '0.0025'));
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 161, bestBid: ['0.0025', '1.0'] });
    market.status('reconnecting');
    expect(books.getDepthCache().status).toBe('stale');
    market.status('open');
    market.send('bnbbtc@depth5', at(170));
    expect(books.getDepthCache().status).toBe('live');
    expect(market.requests).toHaveLength(0);
  });

  it.each(['millisecond', 'microsecond'])(
    'reports the lag and the age of a book, with times in %ss',
    async (timeUnit) => {
      Object.assign(market.client.context, { timeUnit });
      const books = await live();
      expect(books.getDepthCache().metrics).toMatchObject({ age: undefined, lag: undefined, events: 0 });
      const unit = timeUnit === 'microsecond' ? 1_000 : 1;
      market.send(TOPIC, { ...event('BNBBTC', 101, 101), E: (market.clock.now() - 40) * unit });
      await market.clock.advance(1_000);
      expect(books.getDepthCache().metrics).toMatchObject({ age: 1_000, lag: 40 });
    },
  );
});
