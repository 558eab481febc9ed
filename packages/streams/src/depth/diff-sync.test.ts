import { beforeEach, describe, expect, it } from 'vitest';
import { Dice } from '../../../../tests/support/dice.js';
import { at, event, FakeMarket, TOPIC } from '../../test/fake-market.js';
import { ModelExchange, topOf } from '../../test/model-exchange.js';
import type { DepthSnapshot } from '../book/index.js';
import { type DepthCache, DepthCacheManager, type DepthCacheOptions, type DepthStatus } from './index.js';

describe('DiffSync', () => {
  let market: FakeMarket;
  let statuses: DepthStatus[];

  beforeEach(() => {
    market = new FakeMarket();
    statuses = [];
    market.snapshot = () => at(100);
  });

  function open(options: DepthCacheOptions = {}, callback?: (book: DepthCache) => void): DepthCacheManager {
    const books = new DepthCacheManager(market.client, 'BNBBTC', callback, { sockets: market.sockets, ...options });
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

  describe('whose stream stops while its connection is alive', () => {
    it('is live for at most 60 s, and again when the stream is back', async () => {
      const books = open();
      await market.clock.run(books.ready());
      await play(101, 300);
      const died = market.clock.monotonic();
      // The exchange has new updates, as its snapshots show, but the stream does not send them.
      market.snapshot = () => at(401 + Math.floor((market.clock.monotonic() - died) / 100), '9.5');
      while (books.getDepthCache().status === 'live') await market.clock.advance(1_000);
      expect(market.clock.monotonic() - died).toBeLessThanOrEqual(60_000);
      expect(books.getDepthCache().reason).toBe('silent');
      await market.clock.advance(3_600_000);
      expect(statuses).toEqual(['live', 'stale']);
      // The book requests at most one snapshot in 30 s.
      expect(market.requests.length).toBeLessThan(130);
      const id = market.snapshot('BNBBTC', undefined) as DepthSnapshot;
      await play(id.lastUpdateId + 1, 10);
      expect(statuses).toEqual(['live', 'stale', 'live']);
      expect(books.getDepthCache().lastUpdateId).toBe(id.lastUpdateId + 10);
      await books.close();
      expect(market.clock.timers.size).toBe(0);
    });

    it('is live for at most 60 s if the stream never brought an event', async () => {
      market.snapshot = () => at(100 + Math.floor(market.clock.monotonic() / 100), `9.${market.clock.monotonic()}`);
      const books = open();
      await market.clock.run(books.ready());
      await market.clock.advance(60_000);
      expect(books.getDepthCache().status).toBe('stale');
      await market.clock.advance(600_000);
      expect(statuses).toEqual(['live', 'stale']);
      await books.close();
    });

    it.each(['throws', 'never answers', 'answers null'])('is live for at most 60 s if a check %s', async (how) => {
      const books = open();
      await market.clock.run(books.ready());
      market.snapshot = (): never => {
        if (how === 'throws') throw new Error('no network');
        return (how === 'answers null' ? null : new Promise(() => undefined)) as never;
      };
      await market.clock.advance(60_000);
      expect(books.getDepthCache()).toMatchObject({ status: 'stale', reason: 'silent' });
      await books.close();
    });

    it('is live for at most 60 s after a check was sent, however slow its answer was', async () => {
      const books = open();
      await market.clock.run(books.ready());
      const checked = new Promise<number>((resolve) => {
        market.snapshot = async () => {
          resolve(market.clock.monotonic());
          await new Promise<void>((answer) => void market.clock.setTimeout(answer, 10_000));
          return at(100);
        };
      });
      const sentAt = await market.clock.run(checked);
      market.snapshot = () => {
        throw new Error('no network');
      };
      await market.clock.advance(12_000);
      expect(books.getDepthCache().status).toBe('live');
      await market.clock.advance(sentAt + 60_000 - market.clock.monotonic());
      expect([books.getDepthCache().status, books.getDepthCache().reason]).toEqual(['stale', 'silent']);
      await books.close();
    });

    it('stays live after sleep of the machine if a check shows that the book is right', async () => {
      const books = open();
      await market.clock.run(books.ready());
      await market.clock.advance(10_000);
      // During a sleep of this machine, its timers stop, but the monotonic time continues.
      const awake = market.clock.monotonic.bind(market.clock);
      market.clock.monotonic = () => awake() + 3_600_000;
      await market.clock.advance(10_000);
      expect(statuses).toEqual(['live']);
      expect(market.checks).toHaveLength(1);
      await books.close();
    });

    it('stays live in a quiet market, at little cost', async () => {
      const books = open();
      await market.clock.run(books.ready());
      await market.clock.advance(3_600_000);
      expect(statuses).toEqual(['live']);
      expect(market.requests).toHaveLength(1);
      expect(market.checks.length).toBeGreaterThan(80);
      expect(market.checks.length).toBeLessThan(95);
      expect(books.getDepthCache().metrics.snapshots).toMatchObject({ checks: market.checks.length });
      await books.close();
    });

    it('checks a silent stream after 15 s, then after pauses of 30 s and 40 s, and starts anew after an event', async () => {
      const books = open();
      await market.clock.run(books.ready());
      const first = market.clock.monotonic();
      await market.clock.advance(130_000);
      send(101, 101);
      const second = market.clock.monotonic();
      await market.clock.advance(130_000);
      const seconds = (since: number, until: number): number[] =>
        market.checks.flatMap(({ at }) => (at > since && at <= until ? [Math.round((at - since) / 1_000)] : []));
      expect([seconds(first, second), seconds(second, Number.POSITIVE_INFINITY)]).toEqual([
        [15, 45, 85, 125],
        // Before the event, the pauses between checks had grown. The timer that was running then fires 35 s after the
        // event.
        [35, 65, 105],
      ]);
      await books.close();
    });

    it('stays live in 500 quiet markets, at little cost, and detects one whose stream died', async () => {
      const symbols = Array.from({ length: 500 }, (_, index) => `COIN${index}USDT`);
      const options = { sockets: market.sockets, limit: 100 };
      const books = new DepthCacheManager(market.client, symbols, undefined, options);
      books.onStatus(({ symbol, status }) => status !== 'live' && statuses.push(`${symbol} ${status}` as DepthStatus));
      await market.clock.run(books.ready());
      await market.clock.advance(300_000);
      expect(statuses).toEqual([]);
      expect(market.requests).toHaveLength(500);
      // Small snapshots use at most a tenth of the weight budget. The best prices of all markets are requested at most
      // every 5 s.
      expect(market.checks.length).toBeLessThanOrEqual(6 * 60);
      expect(market.tickerRequests).toBeLessThanOrEqual(60);
      market.snapshot = (symbol) => (symbol === 'COIN77USDT' ? at(200, '9.5') : at(100));
      await market.clock.advance(60_000);
      expect(statuses).toEqual(['COIN77USDT stale']);
      await books.close();
      expect(market.clock.timers.size).toBe(0);
    });

    it('compares at most as many silent books as a tenth of the budget allows, and the others by their best prices', async () => {
      const symbols = Array.from({ length: 120 }, (_, index) => `COIN${index}USDT`);
      const all: DepthCacheManager[] = [];
      // The books become live at different times, so their checks are due at different times.
      for (const symbol of symbols) {
        const options = { sockets: market.sockets, limit: 100, weightBudget: 1_000 };
        all.push(new DepthCacheManager(market.client, symbol, undefined, options));
        await market.clock.advance(100);
      }
      const from = market.checks.length;
      await market.clock.advance(60_000);
      // Each check has a request weight of 5.
      expect((market.checks.length - from) * 5).toBeLessThanOrEqual(100 + 5);
      expect(market.tickerRequests).toBeGreaterThan(0);
      expect(all.map((books) => books.getDepthCache().status)).toEqual(symbols.map(() => 'live'));
      await Promise.all(all.map((books) => books.close()));
    });

    it('stays live while events come, without a check', async () => {
      const books = open();
      await market.clock.run(books.ready());
      await play(101, 3_000);
      expect(statuses).toEqual(['live']);
      expect(market.checks).toEqual([]);
      await books.close();
    });

    it('stays live if ids advance without a change, or if the events arrive soon after the check', async () => {
      const books = open();
      await market.clock.run(books.ready());
      market.snapshot = () => at(150);
      await market.clock.advance(300_000);
      market.snapshot = () => at(160, '9.9');
      const before = market.checks.length;
      while (market.checks.length === before) await market.clock.advance(100);
      await market.clock.advance(3_000);
      market.send(TOPIC, event('BNBBTC', 101, 160, [['9.9', '1.0']]));
      await market.clock.advance(10_000);
      expect(statuses).toEqual(['live']);
      await books.close();
    });

    it('is live again without an event once the exchange has no updates either', async () => {
      const books = open();
      await market.clock.run(books.ready());
      market.snapshot = () => at(150, '9.9');
      await market.clock.advance(120_000);
      expect(statuses).toEqual(['live', 'stale', 'live']);
      expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 150 });
      await books.close();
    });

    it('of partial books is live for at most 60 s', async () => {
      const books = open({ levels: 5 });
      await market.clock.advance(0);
      market.send('bnbbtc@depth5@100ms', at(100));
      await market.clock.advance(120_000);
      expect(statuses).toEqual(['live']);
      market.snapshot = () => at(200, '9.5');
      await market.clock.advance(60_000);
      expect(books.getDepthCache()).toMatchObject({ status: 'stale', reason: 'silent' });
      market.send('bnbbtc@depth5@100ms', at(201, '9.5'));
      expect(books.getDepthCache().status).toBe('live');
      await books.close();
    });
  });

  it.each([
    [900, 0],
    [1_100, 1],
  ])('takes an old id %d ms after the event of the book for ids that went back: %d times', async (ms, times) => {
    const books = open();
    await market.clock.run(books.ready());
    await play(101, 3);
    const { E = 0, ...old } = event('BNBBTC', 102, 102);
    market.send(TOPIC, { ...old, E: E + 1 + ms });
    expect(books.getDepthCache().metrics.resyncs.rewound).toBe(0);
    await market.clock.advance(0);
    expect(books.getDepthCache().status).toBe(times === 0 ? 'live' : 'stale');
    await books.close();
  });

  describe('whose price walks out of the snapshot', () => {
    /**
     * Sends the events of a generated market and checks the book at each read. Returns how many times the book was live
     * when it was checked.
     */
    async function walk(
      options: DepthCacheOptions,
      steps: number,
      ticks: (step: number) => number,
    ): Promise<{ books: DepthCacheManager; live: number }> {
      const levels = options.knownLevels ?? 20;
      const exchange = new ModelExchange('BNBBTC', new Dice(7), levels);
      market.snapshot = async (_, signal) => {
        const snapshot = exchange.snapshot(market.requests.at(-1)?.limit ?? 0);
        await new Promise<void>((resolve) => void market.clock.setTimeout(resolve, 150));
        signal?.throwIfAborted();
        return snapshot;
      };
      let live = 0;
      const check = (book: DepthCache): void => {
        if (book.status !== 'live') return;
        live++;
        expect(topOf(book, levels)).toBe(exchange.top(book.lastUpdateId));
      };
      const books = open(options, check);
      await market.clock.advance(200);
      for (let step = 0; step < steps; step++) {
        market.send(TOPIC, exchange.step(ticks(step), 12));
        check(books.getDepthCache());
        await market.clock.advance(100);
        check(books.getDepthCache());
      }
      return { books, live };
    }

    it.each([
      [100, 20, 2, 'up'],
      [100, 20, -2, 'down'],
      [1000, 20, 4, 'up'],
      [500, 100, -3, 'down'],
    ])('stays live and right with %i levels of which %i are known: %i ticks %s', async (limit, knownLevels, ticks) => {
      const { books, live } = await walk({ limit, knownLevels }, 1_500, () => ticks);
      expect(statuses).toEqual(['live']);
      expect(live).toBeGreaterThan(3_000);
      const { renewed, requested, weight } = books.getDepthCache().metrics.snapshots;
      expect(renewed).toBeGreaterThan(3);
      expect(renewed).toBe(requested - 1);
      // Of the 150 seconds of the run, each snapshot lasts at least 2.
      expect(requested).toBeLessThanOrEqual(76);
      expect(weight).toBe(requested * (limit === 100 ? 5 : limit === 500 ? 25 : 50));
      expect(books.getDepthCache().metrics).toMatchObject({ events: 1_500, applied: 1_500, old: 0 });
      await books.close();
      expect(market.clock.timers.size).toBe(0);
    });

    it('is not live while it does not know the best levels, after jumps of the price', async () => {
      const { books, live } = await walk({ limit: 100 }, 1_000, (step) => (step % 100 === 99 ? 400 : 0));
      expect(live).toBeGreaterThan(1_400);
      expect(statuses.filter((status) => status === 'stale').length).toBeGreaterThan(4);
      expect(books.getDepthCache().metrics.resyncs.depleted).toBeGreaterThan(4);
      await books.close();
    });

    it('is not live if the budget does not allow a new snapshot in time', async () => {
      const { books, live } = await walk({ limit: 100, weightBudget: 5 }, 1_500, () => 2);
      expect(live).toBeGreaterThan(200);
      expect(statuses).toContain('stale');
      for (const [index, { at }] of market.requests.entries()) {
        if (index > 0) expect(at - (market.requests[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(60_000);
      }
      await books.close();
    });

    it('goes on with the old content if snapshots fail, are too old or never reached, and tries again', async () => {
      const exchange = new ModelExchange('BNBBTC', new Dice(3));
      const answers: (() => unknown)[] = [
        () => exchange.snapshot(100),
        () => Promise.reject(new Error('no network')),
        () => null,
        () => ({ ...exchange.snapshot(100), lastUpdateId: 7 }),
        () => ({ ...exchange.snapshot(100), lastUpdateId: 9_000_000_000 }),
      ];
      market.snapshot = () => (answers.shift() ?? (() => exchange.snapshot(100)))() as DepthSnapshot;
      const books = open({ limit: 100 });
      const book = books.getDepthCache();
      await market.clock.advance(100);
      for (let step = 0; step < 900; step++) {
        market.send(TOPIC, exchange.step(step % 25 === 0 ? 6 : 0, 6));
        if (book.status === 'live') expect(topOf(book, 20)).toBe(exchange.top(book.lastUpdateId));
        await market.clock.advance(100);
      }
      expect(answers).toEqual([]);
      expect(statuses).toEqual(['live']);
      expect(book.metrics.snapshots).toMatchObject({ failed: 2, tooOld: 1 });
      expect(book.metrics.snapshots.renewed).toBeGreaterThan(0);
      await books.close();
      expect(market.clock.timers.size).toBe(0);
    });

    it('changes nothing for readers while its snapshot is renewed: no status, no call and no level', async () => {
      const exchange = new ModelExchange('BNBBTC', new Dice(5));
      market.snapshot = () => exchange.snapshot(100);
      let calls = 0;
      const books = open({ limit: 100 }, () => calls++);
      await market.clock.advance(100);
      const book = books.getDepthCache();
      const { bids } = book;
      calls = 0;
      for (let step = 0; step < 500; step++) {
        market.send(TOPIC, exchange.step(2, 6));
        const before = topOf(book, 20);
        await market.clock.advance(100);
        expect(topOf(book, 20)).toBe(before);
        expect([...bids.prices(3)]).toEqual(book.getBids(3).map(([price]) => Number(price)));
      }
      expect(book.metrics.snapshots.renewed).toBeGreaterThan(2);
      expect(calls).toBe(500);
      expect(book.metrics.lag).toBeDefined();
      await books.close();
    });

    it('waits for 10 s before it renews again a snapshot that is soon used up', async () => {
      const levels = (from: number, step: number, quantity: string, count = 100) =>
        Array.from({ length: count }, (_, index) => [String(from + index * step), quantity] as const);
      let lastUpdateId = 100;
      // The event after each snapshot removes 45 of its 100 bids. A new snapshot is due when fewer than 60 bids are
      // left.
      market.snapshot = () => {
        const snapshot = { lastUpdateId, bids: levels(1_000, -1, '1'), asks: levels(1_001, 1, '1') };
        lastUpdateId++;
        market.send(TOPIC, event('BNBBTC', lastUpdateId, lastUpdateId, levels(1_000, -1, '0', 45)));
        return snapshot;
      };
      const books = open({ limit: 100 });
      await market.clock.advance(60_000);
      expect(statuses).toEqual(['live']);
      expect(market.requests.map(({ at }) => at)).toEqual([0, 0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]);
      await books.close();
    });

    /** Opens a book whose first event removes 45 of the 100 bids, so that the book requests a new snapshot. */
    async function openUsedUp(): Promise<DepthCacheManager> {
      const levels = (from: number, step: number, quantity: string, count = 100) =>
        Array.from({ length: count }, (_, index) => [String(from + index * step), quantity] as const);
      const first = { lastUpdateId: 100, bids: levels(1_000, -1, '1'), asks: levels(1_001, 1, '1') };
      market.snapshot = () => first;
      const books = open({ limit: 100 });
      await market.clock.run(books.ready());
      market.snapshot = () => ({ ...first, lastUpdateId: 103 });
      market.send(TOPIC, event('BNBBTC', 101, 101, levels(1_000, -1, '0', 45)));
      return books;
    }

    it('is renewed as soon as the stream reaches a snapshot that is ahead of it', async () => {
      const books = await openUsedUp();
      await market.clock.advance(10);
      const { metrics } = books.getDepthCache();
      expect([market.requests.length, metrics.snapshots.renewed]).toEqual([2, 0]);
      send(102, 102);
      expect(books.getDepthCache().metrics.snapshots.renewed).toBe(0);
      send(103, 103);
      expect(books.getDepthCache().metrics.snapshots.renewed).toBe(1);
      expect(books.getDepthCache().known).toEqual({ bids: 100, asks: 100 });
      expect(statuses).toEqual(['live']);
      await books.close();
    });

    it('starts the renewal anew when too many events arrive before the snapshot', async () => {
      const books = await openUsedUp();
      const renewed = market.snapshot;
      const signals: (AbortSignal | undefined)[] = [];
      market.snapshot = (_, signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      };
      await market.clock.advance(10);
      for (let id = 102; id <= 10_102; id++) send(id, id);
      market.snapshot = (symbol, signal) => ({ ...(renewed(symbol, signal) as DepthSnapshot), lastUpdateId: 10_102 });
      await market.clock.advance(2_000);
      expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
      expect(books.getDepthCache().metrics.snapshots).toMatchObject({ requested: 3, renewed: 1 });
      expect(statuses).toEqual(['live']);
      await books.close();
    });

    it('is not live with a snapshot that the buffered events have used up', async () => {
      let answer: ((snapshot: DepthSnapshot) => void) | undefined;
      market.snapshot = () => new Promise((resolve) => (answer = resolve));
      const books = open({ limit: 2 });
      await market.clock.advance(0);
      const gone = (...prices: string[]): [string, string][] => prices.map((price) => [price, '0.0']);
      const far = [['7.0', '1.0']] as const;
      market.send(TOPIC, event('BNBBTC', 101, 101, [...gone('9.0', '8.0'), ...far], gone('11.0')));
      const [bids, asks] = [
        ['9.0', '8.0'],
        ['11.0', '12.0'],
      ].map((side) => side.map((price) => [price, '1.0'] as const));
      market.snapshot = () => at(101, '7.5');
      answer?.({ lastUpdateId: 100, bids: bids ?? [], asks: asks ?? [] });
      await market.clock.run(books.ready());
      expect(statuses).toEqual(['live']);
      expect(books.getDepthCache().bestBid).toEqual(['7.5', '1.0']);
      expect(books.getDepthCache().metrics.resyncs.depleted).toBe(1);
      await books.close();
    });

    it('error: more known levels than half of the snapshot', () => {
      for (const knownLevels of [0, 1.5, 51, Number.NaN]) {
        expect(() => open({ limit: 100, knownLevels })).toThrow(
          `knownLevels: expected an integer from 1 to 50, half of limit, got ${knownLevels}`,
        );
      }
    });
  });
});
