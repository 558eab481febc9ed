import { BinanceStreamError } from '@pkg/core/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import { at, event, FakeMarket, TOPIC } from '../../test/fake-market.js';
import { type DepthCache, DepthCacheManager, type DepthCacheOptions } from './index.js';

describe('BookSync', () => {
  let market: FakeMarket;
  /** The book's status and last update id at each call of the callback. */
  let seen: [string, number][];

  beforeEach(() => {
    market = new FakeMarket();
    seen = [];
    market.snapshot = () => at(100);
  });

  function open(options: DepthCacheOptions = {}): DepthCacheManager {
    const note = (book: DepthCache) => seen.push([book.status, book.lastUpdateId]);
    return new DepthCacheManager(market.client, 'BNBBTC', note, { sockets: market.sockets, ...options });
  }

  async function live(): Promise<DepthCacheManager> {
    const books = open();
    await market.clock.run(books.ready());
    return books;
  }

  const send = (U: number, u: number, E?: number): void =>
    market.send(TOPIC, { ...event('BNBBTC', U, u), ...(E !== undefined && { E }) });

  describe('is live only with the newest book', () => {
    it('is live after a snapshot once the buffered events are applied, not before', async () => {
      let answer: ((value: ReturnType<typeof at>) => void) | undefined;
      market.snapshot = () => new Promise((resolve) => (answer = resolve));
      const books = open();
      await market.clock.advance(0);
      for (const id of [99, 100, 101, 102]) send(id, id);
      answer?.(at(100));
      await market.clock.run(books.ready());
      expect(seen.filter(([status]) => status === 'live')).toEqual([['live', 102]]);
    });

    it('after a reconnect in a quiet market does not use a snapshot older than the book for a minute', async () => {
      const books = await live();
      send(101, 150);
      market.status('reconnecting');
      market.status('open');
      // The exchange caches snapshots. In recordings of the real exchange, snapshots are up to 30 seconds old. So the
      // book does not use the snapshot at update 100, and stays stale until a newer snapshot arrives.
      await market.clock.advance(30_000);
      expect(books.getDepthCache().status).toBe('stale');
      expect(market.requests.length - 1).toBeLessThanOrEqual(12);
      market.snapshot = () => at(150);
      await market.clock.advance(3_000);
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 150 });
    });

    it('after a reconnect in a quiet market does not use a snapshot older than an event that waited at the loss', async () => {
      const books = open();
      market.snapshot = () => new Promise(() => undefined);
      await market.clock.advance(0);
      send(101, 150);
      market.status('reconnecting');
      market.snapshot = () => at(120);
      market.status('open');
      await market.clock.advance(30_000);
      expect(books.getDepthCache().status).toBe('syncing');
      market.snapshot = () => at(150);
      await market.clock.advance(3_000);
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 150 });
      await books.close();
    });

    it('uses an older snapshot after a minute, since the exchange must have been restarted', async () => {
      const books = await live();
      market.status('reconnecting');
      market.snapshot = () => at(7);
      market.status('open');
      await market.clock.advance(70_000);
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 7 });
    });

    it('does not use a snapshot older than a frame that it could not read', async () => {
      const books = await live();
      market.send(TOPIC, '{"stream":"bnbbtc@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"BNBBTC","U":101');
      await market.clock.advance(30_000);
      expect(books.getDepthCache().status).toBe('stale');
      market.snapshot = () => at(101);
      await market.clock.advance(3_000);
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 101 });
    });

    it('does not use a snapshot older than the event that crossed the book', async () => {
      const books = await live();
      market.send(TOPIC, event('BNBBTC', 101, 105, [['11.5', '1.0']]));
      await market.clock.advance(30_000);
      expect(books.getDepthCache().status).toBe('stale');
      market.snapshot = () => at(105);
      await market.clock.advance(3_000);
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 105 });
    });

    it.each([{}, { levels: 5 as const }])(
      'is live again if a socket that opened during a sleep was lost before it answered: %o',
      async (options) => {
        const books = open(options);
        const topic = options.levels ? 'bnbbtc@depth5@100ms' : TOPIC;
        const update = (id: number): void =>
          options.levels ? market.send(topic, at(id)) : market.send(topic, event('BNBBTC', id, id));
        update(100);
        await market.clock.run(books.ready());
        market.status('reconnecting');
        // A new socket has opened. Its session is not ready yet, so the connection is still `reconnecting`.
        market.consumers.get(topic)?.stale?.(true);
        await market.clock.advance(5_000);
        market.status('open');
        update(101);
        await market.clock.advance(5_000);
        expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 101 });
        await books.close();
      },
    );

    it('is not live with a crossed snapshot', async () => {
      market.snapshot = () => at(100, '11.5');
      const books = open();
      await market.clock.advance(5_000);
      expect(books.getDepthCache().status).toBe('syncing');
      market.snapshot = () => at(100);
      await market.clock.run(books.ready());
      expect(seen.filter(([status]) => status === 'live')).toEqual([['live', 100]]);
    });

    it('is not live after a buffered event crossed the book, even if a later one uncrosses it', async () => {
      const books = open();
      market.send(TOPIC, event('BNBBTC', 101, 101, [['11.5', '1.0']]));
      market.send(
        TOPIC,
        event(
          'BNBBTC',
          102,
          102,
          [],
          [
            ['11.0', '0.0'],
            ['12.0', '1.0'],
          ],
        ),
      );
      let answers = 0;
      market.snapshot = () => at(answers++ === 0 ? 100 : 102);
      await market.clock.run(books.ready());
      expect(seen.filter(([status]) => status === 'live')).toEqual([['live', 102]]);
      expect(books.getDepthCache().bestBid).toEqual(['9.0', '1.0']);
      expect(books.getDepthCache().metrics.resyncs.crossed).toBe(1);
    });

    it('requests a snapshot 100 ms after a gap, also if events follow one another more quickly', async () => {
      const books = await live();
      const before = market.requests.length;
      let sinceGap = -20;
      for (let id = 105; market.requests.length === before && sinceGap < 1_000; id++) {
        send(id, id);
        await market.clock.advance(20);
        sinceGap += 20;
      }
      expect(sinceGap).toBeLessThanOrEqual(100);
      await books.close();
    });

    it('does not use a snapshot that was requested before the ids went back', async () => {
      const books = await live();
      send(101, 101);
      market.status('reconnecting');
      let answer: ((value: ReturnType<typeof at>) => void) | undefined;
      market.snapshot = () => new Promise((resolve) => (answer = resolve));
      market.status('open');
      await market.clock.advance(3_000);
      const before = answer;
      for (let id = 1; id <= 10; id++) send(id, id);
      before?.(at(101));
      await market.clock.advance(2_000);
      expect(books.getDepthCache().status).toBe('stale');
      answer?.(at(9, '8.0'));
      await market.clock.run(books.ready());
      expect(books.getDepthCache()).toMatchObject({ lastUpdateId: 10, bestBid: ['8.0', '1.0'] });
    });

    it('does not join events from before a lost connection to those after it', async () => {
      const books = open();
      market.snapshot = () => new Promise(() => undefined);
      await market.clock.advance(0);
      for (let id = 41; id <= 60; id++) send(id, id);
      market.status('reconnecting');
      // The exchange was restarted, and uses the same update ids for other changes than before.
      market.snapshot = () => at(40, '8.0');
      market.status('open');
      send(40, 40);
      await market.clock.run(books.ready());
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 40 });
    });
  });

  describe('does not resync without need', () => {
    it('needs no snapshot if every event comes twice', async () => {
      const books = await live();
      for (let id = 101; id <= 1_100; id++) {
        send(id, id);
        send(id, id);
      }
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 1_100 });
      expect(seen.filter(([status]) => status === 'stale')).toEqual([]);
      expect(market.requests).toHaveLength(1);
    });

    it('detects by the first event that a slow market was restarted', async () => {
      const books = await live();
      send(101, 101);
      market.status('reconnecting');
      market.snapshot = () => at(3);
      market.status('open');
      await market.clock.advance(2_500);
      send(4, 4, 1_700_000_060_000);
      await market.clock.run(books.ready());
      expect(market.clock.monotonic()).toBeLessThan(4_000);
      expect(books.getDepthCache().lastUpdateId).toBe(4);
    });
  });

  describe('limits its cost', () => {
    it('sends few requests for a book that is crossed at every event', async () => {
      let id = 100;
      market.snapshot = () => at(id);
      const books = open();
      await market.clock.run(books.ready());
      for (let tick = 0; tick < 600; tick++) {
        id++;
        market.send(TOPIC, event('BNBBTC', id, id, [['11.5', '1.0']]));
        await market.clock.advance(100);
      }
      expect(market.requests.length).toBeLessThanOrEqual(10);
      await books.close();
    });

    it('buffers ten seconds of events while a ban delays its snapshot', async () => {
      market.snapshot = () => new Promise(() => undefined);
      // The weight budget allows one snapshot per minute, so the second book waits.
      const options = { sockets: market.sockets, limit: 1000, weightBudget: 50 };
      const books = new DepthCacheManager(market.client, ['BNBBTC', 'ETHBTC'], undefined, options);
      await market.clock.advance(0);
      for (let id = 1; id <= 500; id++) {
        market.send('ethbtc@depth@100ms', event('ETHBTC', id, id));
        await market.clock.advance(100);
      }
      expect(books.getDepthCache('ETHBTC').metrics.buffered).toBeLessThanOrEqual(101);
      await books.close();
    });

    it('buffers a copy of the bytes, not a view of the memory that contains them', async () => {
      let answer: ((value: ReturnType<typeof at>) => void) | undefined;
      market.snapshot = () => new Promise((resolve) => (answer = resolve));
      const books = open();
      await market.clock.advance(0);
      const frame = Buffer.from(JSON.stringify({ stream: TOPIC, data: event('BNBBTC', 101, 101, [['9.5', '3.0']]) }));
      market.consumers.get(TOPIC)?.frame?.(frame);
      frame.fill(0);
      answer?.(at(100));
      await market.clock.run(books.ready());
      expect(books.getDepthCache().getBids(1)).toEqual([['9.5', '3.0']]);
    });
  });

  describe('of a partial stream', () => {
    const PARTIAL = 'bnbbtc@depth5@100ms';
    const partial = async (): Promise<DepthCacheManager> => {
      const books = open({ levels: 5 });
      await market.clock.advance(0);
      market.send(PARTIAL, at(160));
      return books;
    };

    it('ignores an older book that came late or twice', async () => {
      const books = await partial();
      market.send(PARTIAL, at(170, '9.5'));
      market.send(PARTIAL, at(165, '9.4'));
      expect(books.getDepthCache()).toMatchObject({ lastUpdateId: 170, bestBid: ['9.5', '1.0'] });
      expect(books.getDepthCache().metrics).toMatchObject({ events: 3, applied: 2, old: 1 });
      await books.close();
    });

    it('ignores older books among newer ones, however many', async () => {
      const books = await partial();
      for (let id = 170; id < 190; id++) {
        market.send(PARTIAL, at(id, '9.5'));
        market.send(PARTIAL, at(165, '9.4'));
        expect(books.getDepthCache()).toMatchObject({ lastUpdateId: id, bestBid: ['9.5', '1.0'] });
      }
      await books.close();
    });

    it('follows ids that went back, at once after a reconnect', async () => {
      const books = await partial();
      market.status('reconnecting');
      market.status('open');
      market.send(PARTIAL, at(5));
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 5 });
      market.send(PARTIAL, at(300));
      for (let id = 6; id <= 15; id++) market.send(PARTIAL, at(id));
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 15 });
      await books.close();
    });

    it('is stale from a frame that it cannot read until the next one', async () => {
      const books = await partial();
      market.send(PARTIAL, `{"stream":"${PARTIAL}","data":{"lastUpdateId":170,"bids":[["9.`);
      expect(books.getDepthCache().status).toBe('stale');
      market.send(PARTIAL, at(171));
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 171 });
      expect(books.getDepthCache().metrics.malformed).toBe(1);
      await books.close();
    });

    it('is not live while it is crossed', async () => {
      const books = await partial();
      market.send(PARTIAL, at(170, '11.5'));
      expect(books.getDepthCache().status).toBe('stale');
      market.send(PARTIAL, at(171));
      expect(books.getDepthCache().status).toBe('live');
      await books.close();
    });
  });

  it('leaves nothing behind if a listener closes the books during any notification', async () => {
    const faults = [
      () => send(105, 106),
      () => market.send(TOPIC, 'no JSON'),
      () => market.send(TOPIC, event('BNBBTC', 101, 101, [['11.5', '1.0']])),
      () => market.status('reconnecting'),
    ];
    for (const fault of faults) {
      const books = await live();
      books.onStatus(({ status }) => {
        if (status === 'stale') void books.close();
      });
      fault();
      await market.clock.advance(100);
      expect(books.getDepthCache().status).toBe('closed');
      expect(market.clock.timers.size).toBe(0);
    }
    const books: DepthCacheManager = new DepthCacheManager(market.client, 'BNBBTC', () => void books.close(), {
      sockets: market.sockets,
    });
    for (const id of [101, 102, 103]) send(id, id);
    await market.clock.advance(100);
    expect(books.getDepthCache()).toMatchObject({ status: 'closed', lastUpdateId: 100 });
    expect(market.clock.timers.size).toBe(0);
  });

  it('reports the lag of the last event applied, not of a later duplicate', async () => {
    const books = await live();
    const E = market.clock.now() - 40;
    send(101, 101, E);
    await market.clock.advance(5_000);
    send(101, 101, E);
    expect(books.getDepthCache().metrics).toMatchObject({ lag: 40, age: 0 });
  });

  it('is closed with an error if its socket manager is closed or its stream refused', async () => {
    for (const status of ['closed', 'failed'] as const) {
      const books = await live();
      market.consumers.get(TOPIC)?.status?.(status);
      expect(books.getDepthCache().status).toBe('closed');
      await expect(books.ready()).rejects.toBeInstanceOf(BinanceStreamError);
      await books.close();
    }
    expect(market.clock.timers.size).toBe(0);
  });
});
