import { BinanceStreamError } from '@pkg/core/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import { at, event, FakeMarket, TOPIC } from '../../test/fake-market.js';
import { DepthCacheManager, type DepthStatus } from './index.js';

describe('a snapshot that is ahead of the stream', () => {
  let market: FakeMarket;
  let statuses: DepthStatus[];

  beforeEach(() => {
    market = new FakeMarket();
    statuses = [];
    market.snapshot = () => at(100);
  });

  function open(): DepthCacheManager {
    const books = new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets: market.sockets });
    books.onStatus(({ status }) => statuses.push(status));
    return books;
  }

  const send = (U: number, u: number): void => market.send(TOPIC, event('BNBBTC', U, u));

  /** Sends `count` events of the stream, one every 100 ms. The first has the update id `from`. */
  async function play(from: number, count: number): Promise<void> {
    for (let id = from; id < from + count; id++) {
      send(id, id);
      await market.clock.advance(100);
    }
  }

  /** Loses the connection, and opens another one on which the stream is subscribed. */
  function reconnect(): void {
    market.status('reconnecting');
    market.status('open');
    market.notice(TOPIC, 'gap');
  }

  it('is not live if the events never reach it, says why, and sends few requests', async () => {
    // The snapshot comes from another exchange, whose update ids are unrelated to those of the stream.
    market.snapshot = () => at(9_000_000);
    const books = open();
    send(100, 100);
    const ready = books.ready().catch((error: unknown) => error);
    await play(101, 1_400);
    expect(statuses).toEqual([]);
    expect([books.getDepthCache().status, books.getDepthCache().reason]).toEqual(['syncing', 'ahead']);
    const error = (await ready) as BinanceStreamError;
    expect(error).toBeInstanceOf(BinanceStreamError);
    expect(error.message).toContain('the snapshot is at update 9000000, but the stream only at');
    expect(market.requests.length).toBeLessThanOrEqual(9);
    // From here on, snapshots come from the right exchange.
    market.snapshot = () => at(1_500);
    await play(1_501, 400);
    const book = books.getDepthCache();
    expect([book.status, book.reason, book.lastUpdateId]).toEqual(['live', undefined, 1_900]);
    await books.close();
    expect(market.clock.timers.size).toBe(0);
  });

  it('is not live for longer than seconds if the stream began only after the snapshot', async () => {
    market.snapshot = () => at(9_000_000);
    const books = open();
    await market.clock.run(books.ready());
    await market.clock.advance(2_000);
    await play(100, 1);
    expect([books.getDepthCache().status, books.getDepthCache().reason]).toEqual(['stale', 'ahead']);
    await play(101, 1_000);
    expect(statuses).toEqual(['live', 'stale']);
    expect(market.requests.length).toBeLessThanOrEqual(8);
    await books.close();
  });

  it('is live as soon as the events reach it, not before', async () => {
    let answer: ((value: ReturnType<typeof at>) => void) | undefined;
    market.snapshot = () => new Promise((resolve) => (answer = resolve));
    const books = open();
    await market.clock.advance(0);
    send(98, 99);
    answer?.(at(105));
    await market.clock.advance(0);
    for (const id of [100, 101, 102, 103, 104]) send(id, id);
    expect(statuses).toEqual([]);
    send(105, 105);
    expect(statuses).toEqual(['live']);
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 105 });
    await market.clock.advance(10_000);
    expect(statuses).toEqual(['live']);
    expect(market.requests).toHaveLength(1);
    await books.close();
  });

  it('is live if no event comes, since the market is quiet', async () => {
    const books = open();
    send(90, 90);
    await market.clock.run(books.ready());
    expect(market.clock.monotonic()).toBeLessThan(5_000);
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 100 });
    await books.close();
  });

  it('is replaced if the connection is lost before the stream reaches it', async () => {
    market.snapshot = () => at(9_000_000);
    const books = open();
    await play(100, 20);
    // From here on, snapshots come from the right exchange.
    market.snapshot = () => at(120);
    reconnect();
    await play(121, 50);
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 170 });
    await books.close();
    expect(market.clock.timers.size).toBe(0);
  });

  it('is replaced if the connection is lost before the first event', async () => {
    market.snapshot = () => at(9_000_000);
    const books = open();
    await market.clock.run(books.ready());
    market.snapshot = () => at(120);
    reconnect();
    await play(121, 50);
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 170 });
    await books.close();
  });

  it('is replaced if events are lost while the stream is awaited again', async () => {
    market.snapshot = () => at(9_000_000);
    const books = open();
    // The book waits 10 s for the stream to reach the first snapshot. One second later it requests the second snapshot.
    await play(100, 120);
    expect(market.requests).toHaveLength(2);
    market.snapshot = () => at(220);
    market.notice(TOPIC, 'gap');
    await play(221, 50);
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 270 });
    await books.close();
  });
});
