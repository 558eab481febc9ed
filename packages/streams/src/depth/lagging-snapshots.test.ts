import { describe, expect, it } from 'vitest';
import { event, FakeMarket, TOPIC } from '../../test/fake-market.js';
import type { DepthSnapshot, Level } from '../book/index.js';
import { DepthCacheManager } from './index.js';

/** Returns the only bid of the book after the update `id`. This market has one update every 100 ms. */
const bidAt = (id: number): Level => ['9.0', `${id}.0`];
const snapshotAt = (lastUpdateId: number): DepthSnapshot => ({
  lastUpdateId,
  bids: [bidAt(lastUpdateId)],
  asks: [['11.0', '1.0']],
});

describe('a book of a market whose snapshots lag', () => {
  it.each([5, 30])('becomes live although snapshots are cached for %i s, and stays exact', async (seconds) => {
    const market = new FakeMarket();
    let id = 1_000;
    let cached = { id, at: -Infinity };
    market.snapshot = () => {
      const now = market.clock.monotonic();
      if (now >= cached.at + seconds * 1_000) cached = { id, at: now };
      return snapshotAt(cached.id);
    };
    // The exchange's cache already has a snapshot when the book is opened.
    market.snapshot('BNBBTC', undefined);
    const pass = async (steps: number): Promise<void> => {
      for (let step = 0; step < steps; step++) {
        id += 1;
        market.send(TOPIC, event('BNBBTC', id, id, [bidAt(id)]));
        await market.clock.advance(100);
      }
    };
    await market.clock.advance(2_000);
    id += 20;
    const books = new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets: market.sockets });
    const book = books.getDepthCache();
    await pass(seconds * 10 + 300);
    expect([book.status, book.lastUpdateId, book.bestBid]).toEqual(['live', id, bidAt(id)]);
    expect(market.requests.length).toBeLessThan(seconds + 10);
    await books.close();
  });

  it('keeps the events of the last 10 s only, while snapshots fail', async () => {
    const market = new FakeMarket();
    market.snapshot = () => Promise.reject(new Error('503'));
    const books = new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets: market.sockets });
    const book = books.getDepthCache();
    for (let id = 1; id <= 1_200; id++) {
      market.send(TOPIC, event('BNBBTC', id, id, [bidAt(id)]));
      await market.clock.advance(100);
    }
    expect(market.requests.length).toBeGreaterThan(2);
    expect([book.status, book.metrics.resyncs.overflow]).toEqual(['syncing', 0]);
    expect(book.metrics.buffered).toBeLessThanOrEqual(101);
    market.snapshot = () => snapshotAt(1_200);
    await market.clock.run(books.ready());
    expect(book.bestBid).toEqual(bidAt(1_200));
    await books.close();
  });

  it('applies an event that repeats updates of the one before and continues them', async () => {
    const market = new FakeMarket();
    market.snapshot = () => snapshotAt(100);
    const books = new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets: market.sockets });
    await market.clock.run(books.ready());
    market.send(TOPIC, event('BNBBTC', 101, 102, [['8.0', '1.0']]));
    market.send(TOPIC, event('BNBBTC', 101, 103, [['8.0', '1.0'], bidAt(103)]));
    const book = books.getDepthCache();
    expect([book.status, book.lastUpdateId, book.bestBid]).toEqual(['live', 103, bidAt(103)]);
    expect(book.metrics.resyncs).toMatchObject({ gap: 0 });
    await books.close();
  });

  it('error: was live although its snapshot was older than events that the full buffer had dropped', async () => {
    const market = new FakeMarket();
    market.snapshot = () => new Promise(() => undefined);
    const books = new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets: market.sockets });
    const book = books.getDepthCache();
    await market.clock.advance(0);
    for (let id = 101; id <= 10_101; id++) market.send(TOPIC, event('BNBBTC', id, id));
    expect([market.requests.length, book.metrics.buffered]).toEqual([1, 0]);
    market.snapshot = () => snapshotAt(10_000);
    await market.clock.advance(1_000);
    expect([book.status, book.metrics.snapshots.tooOld > 0]).toEqual(['syncing', true]);
    market.snapshot = () => snapshotAt(10_101);
    await market.clock.run(books.ready());
    expect([book.lastUpdateId, book.metrics.resyncs.overflow]).toEqual([10_101, 1]);
    await books.close();
  });

  it('error: was live with a snapshot that had been requested before events were lost', async () => {
    const market = new FakeMarket();
    let answer: (snapshot: DepthSnapshot) => void = () => undefined;
    market.snapshot = () => new Promise((resolve) => (answer = resolve));
    const books = new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets: market.sockets });
    const book = books.getDepthCache();
    await market.clock.advance(0);
    market.send(TOPIC, event('BNBBTC', 101, 101));
    market.notice(TOPIC, 'gap');
    const before = answer;
    market.snapshot = () => snapshotAt(105);
    before(snapshotAt(101));
    await market.clock.advance(0);
    expect([book.status, book.lastUpdateId]).toEqual(['live', 105]);
    await books.close();
  });
});
