import { BinanceStreamError } from '@pkg/core/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import { event, FakeMarket } from '../../test/fake-market.js';
import { type DepthCache, DepthCacheManager, type DepthCacheOptions } from './index.js';

const TOPIC = 'bnbbtc@depth@100ms';
const at = (lastUpdateId: number, bid = '9.0') => ({
  lastUpdateId,
  bids: [[bid, '1.0'] as const],
  asks: [['11.0', '2.0'] as const],
});

describe('DepthFeed', () => {
  let market: FakeMarket;
  /** What the callback saw: status and id. */
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

  describe('shows as live only what is newest', () => {
    it('is live after a snapshot when the held events are in it, not before', async () => {
      let answer: ((value: ReturnType<typeof at>) => void) | undefined;
      market.snapshot = () => new Promise((resolve) => (answer = resolve));
      const books = open();
      await market.clock.advance(0);
      for (const id of [99, 100, 101, 102]) send(id, id);
      answer?.(at(100));
      await market.clock.run(books.ready());
      expect(seen.filter(([status]) => status === 'live')).toEqual([['live', 102]]);
    });

    it('after a reconnect into a quiet market disbelieves a snapshot older than the book for a minute', async () => {
      const books = await live();
      send(101, 150);
      market.status('reconnecting');
      market.status('open');
      // A cache that lags by half a minute, as the exchange's has been seen to.
      await market.clock.advance(30_000);
      expect(books.getDepthCache().status).toBe('stale');
      expect(market.requests.length - 1).toBeLessThanOrEqual(12);
      market.snapshot = () => at(150);
      await market.clock.advance(3_000);
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 150 });
    });

    it('believes after a minute that the exchange started anew and is quiet', async () => {
      const books = await live();
      market.status('reconnecting');
      market.snapshot = () => at(7);
      market.status('open');
      await market.clock.advance(70_000);
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 7 });
    });

    it('takes no snapshot from before a frame that it could not read', async () => {
      const books = await live();
      market.send(TOPIC, '{"stream":"bnbbtc@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"BNBBTC","U":101');
      await market.clock.advance(30_000);
      expect(books.getDepthCache().status).toBe('stale');
      market.snapshot = () => at(101);
      await market.clock.advance(3_000);
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 101 });
    });

    it('takes no snapshot older than the event that crossed the book', async () => {
      const books = await live();
      market.send(TOPIC, event('BNBBTC', 101, 105, [['11.5', '1.0']]));
      await market.clock.advance(30_000);
      expect(books.getDepthCache().status).toBe('stale');
      market.snapshot = () => at(105);
      await market.clock.advance(3_000);
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 105 });
    });

    it('is not live with a snapshot that is crossed itself', async () => {
      market.snapshot = () => at(100, '11.5');
      const books = open();
      await market.clock.advance(5_000);
      expect(books.getDepthCache().status).toBe('syncing');
      market.snapshot = () => at(100);
      await market.clock.run(books.ready());
      expect(seen.filter(([status]) => status === 'live')).toEqual([['live', 100]]);
    });

    it('is not live with a held event that crossed the book, though a later one hides it', async () => {
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

    it('uses no snapshot that was asked for before the ids were set back', async () => {
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

    it('joins no events from before a lost connection to those after it', async () => {
      const books = open();
      market.snapshot = () => new Promise(() => undefined);
      await market.clock.advance(0);
      for (let id = 41; id <= 60; id++) send(id, id);
      market.status('reconnecting');
      // Started anew: the same ids stand for other changes.
      market.snapshot = () => at(40, '8.0');
      market.status('open');
      send(40, 40);
      await market.clock.run(books.ready());
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 40 });
    });
  });

  describe('takes nothing harmless for a fault', () => {
    it('needs no snapshot where every event comes twice', async () => {
      const books = await live();
      for (let id = 101; id <= 1_100; id++) {
        send(id, id);
        send(id, id);
      }
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 1_100 });
      expect(seen.filter(([status]) => status === 'stale')).toEqual([]);
      expect(market.requests).toHaveLength(1);
    });

    it('notices by the first event that a slow market started anew', async () => {
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

  describe('bounds what it costs', () => {
    it('spends little on a book that is crossed at every event', async () => {
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

    it('keeps ten seconds of events while a ban holds its snapshot back', async () => {
      market.snapshot = () => new Promise(() => undefined);
      // Weight for one: the second waits a minute for it.
      const options = { sockets: market.sockets, limit: 1000, weightBudget: 50 };
      const books = new DepthCacheManager(market.client, ['BNBBTC', 'ETHBTC'], undefined, options);
      await market.clock.advance(0);
      for (let id = 1; id <= 500; id++) {
        market.send('ethbtc@depth@100ms', event('ETHBTC', id, id));
        await market.clock.advance(100);
      }
      expect(books.getDepthCache('ETHBTC').metrics.held).toBeLessThanOrEqual(101);
      await books.close();
    });

    it('holds a copy of the bytes, not the memory that they lie in', async () => {
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

    it('shows no older book again that came late or twice', async () => {
      const books = await partial();
      market.send(PARTIAL, at(170, '9.5'));
      market.send(PARTIAL, at(165, '9.4'));
      expect(books.getDepthCache()).toMatchObject({ lastUpdateId: 170, bestBid: ['9.5', '1.0'] });
      expect(books.getDepthCache().metrics).toMatchObject({ events: 3, applied: 2, old: 1 });
      await books.close();
    });

    it('follows ids that were set back, after a reconnect at once', async () => {
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

    it('is stale from a frame that it cannot read to the next', async () => {
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

  it('leaves nothing behind where a listener closes the books, whatever it was told', async () => {
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

  it('tells the lag of the last event applied, not of a double that came later', async () => {
    const books = await live();
    const E = market.clock.now() - 40;
    send(101, 101, E);
    await market.clock.advance(5_000);
    send(101, 101, E);
    expect(books.getDepthCache().metrics).toMatchObject({ lag: 40, age: 0 });
  });

  it('is closed with an error where its connections are closed under it, or refused for good', async () => {
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
