import { beforeEach, describe, expect, it } from 'vitest';
import { Dice } from '../../../../tests/support/dice.js';
import { type BookSetup, setUpBook } from '../../test/book-setup.js';
import { at, event, type FakeMarket, TOPIC } from '../../test/fake-market.js';
import { ModelExchange, topOf } from '../../test/model-exchange.js';
import type { DepthSnapshot, Level } from '../book/index.js';
import type { DepthCache, DepthCacheManager, DepthCacheOptions } from './index.js';

describe('DiffSync', () => {
  let market: FakeMarket;
  let statuses: BookSetup['statuses'];
  let open: BookSetup['open'];
  let send: BookSetup['send'];
  let play: BookSetup['play'];

  beforeEach(() => {
    ({ market, statuses, open, send, play } = setUpBook());
  });

  it.each([
    [900, 'millisecond', 0],
    [1_100, 'millisecond', 1],
    [900, 'microsecond', 0],
    [1_100, 'microsecond', 1],
  ] as const)(
    'takes an old id %d ms after the event of the book, in %ss, for ids that went back: %d times',
    async (ms, timeUnit, times) => {
      Object.assign(market.client.context, { timeUnit });
      const books = open();
      await market.clock.run(books.ready());
      await play(101, 3);
      const { E = 0, ...old } = event('BNBBTC', 102, 102);
      market.send(TOPIC, { ...old, E: E + 1 + ms * (timeUnit === 'microsecond' ? 1_000 : 1) });
      expect(books.getDepthCache().metrics.resyncs.rewound).toBe(0);
      await market.clock.advance(0);
      expect(books.getDepthCache().status).toBe(times === 0 ? 'live' : 'stale');
      await books.close();
    },
  );

  describe('whose price walks out of the snapshot', () => {
    /**
     * Sends the events of a generated market, and compares the live book with that of the exchange after each step and
     * at each change. Also returns how many of these checks found the book live.
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

    it('takes no snapshot of a renewal that began before the book was resynced', async () => {
      const side = (best: number, step: 1 | -1): Level[] =>
        Array.from({ length: 10 }, (_, level): Level => [`${best + level * step}.0`, '1.0']);
      const full = (lastUpdateId: number, bid: number): DepthSnapshot => ({
        ...{ lastUpdateId, bids: side(bid, -1), asks: side(200, 1) },
      });
      const answers: ((snapshot: DepthSnapshot) => void)[] = [];
      market.snapshot = () => new Promise((resolve) => answers.push(resolve));
      const books = open({ limit: 10, knownLevels: 1 });
      await market.clock.advance(0);
      answers[0]?.(full(100, 100));
      await market.clock.run(books.ready());
      // Of 10 known asks, 4 are left, so the book requests a new snapshot.
      const sold = side(200, 1).slice(0, 6);
      market.send(
        TOPIC,
        event(
          'BNBBTC',
          101,
          101,
          [],
          sold.map(([price]): Level => [price, '0.0']),
        ),
      );
      await market.clock.advance(0);
      expect([answers.length, statuses]).toEqual([2, ['live']]);
      send(105, 110);
      await market.clock.advance(100);
      answers[2]?.(full(108, 150));
      await market.clock.run(books.ready());
      answers[1]?.(full(103, 100));
      await market.clock.advance(0);
      send(111, 111);
      expect([books.getDepthCache().bestBid, books.getDepthCache().lastUpdateId]).toEqual([['150.0', '1.0'], 111]);
      expect(statuses).toEqual(['live', 'stale', 'live']);
      await books.close();
    });

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
      // The generated market lasts 150 s, and each snapshot serves the book for at least 2 s before a new one is
      // needed.
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
      // left: the 20 that have to be known, and half of the other 80.
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

    it.each([
      ['ends with', 103],
      ['goes beyond', 105],
    ])('is renewed by the event that %s the update of a snapshot that is ahead of the stream', async (_, last) => {
      const books = await openUsedUp();
      await market.clock.advance(10);
      const { metrics } = books.getDepthCache();
      expect([market.requests.length, metrics.snapshots.renewed]).toEqual([2, 0]);
      send(102, 102);
      expect(books.getDepthCache().metrics.snapshots.renewed).toBe(0);
      send(103, last);
      expect(books.getDepthCache().metrics.snapshots.renewed).toBe(1);
      expect(books.getDepthCache().lastUpdateId).toBe(last);
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

  it('requests a snapshot at once after a gap, however many gaps there were, if the book was live for 10 s before', async () => {
    const books = open();
    await market.clock.run(books.ready());
    let id = 101;
    for (let gap = 0; gap < 4; gap++) {
      await play(id, 110);
      id += 115;
      market.snapshot = () => at(id);
      const { length } = market.requests;
      const now = market.clock.monotonic();
      send(id, id);
      await market.clock.advance(200);
      expect([gap, market.requests.length - length, (market.requests.at(-1)?.at ?? 0) - now]).toEqual([gap, 1, 100]);
      expect(books.getDepthCache().status).toBe('live');
      id++;
    }
    await books.close();
  });

  it('is live within seconds after ids went back just after an event that it could not read', async () => {
    const books = open();
    await market.clock.run(books.ready());
    send(101, 101);
    let id = 0;
    market.snapshot = () => at(id);
    market.send(TOPIC, '{');
    while (id < 50) {
      id++;
      send(id, id);
      await market.clock.advance(100);
    }
    expect([books.getDepthCache().status, books.getDepthCache().lastUpdateId]).toEqual(['live', 50]);
    await books.close();
  });

  it('uses no snapshot that is older than its own, also if it had waited for a newer one once before', async () => {
    const books = open();
    const book = books.getDepthCache();
    await market.clock.run(books.ready());
    let id = 101;
    for (const round of [1, 2]) {
      await play(id, 700);
      id += 700;
      market.snapshot = () => at(id - 2);
      market.status('reconnecting');
      market.status('open');
      await market.clock.advance(5_000);
      expect([round, book.status, book.lastUpdateId]).toEqual([round, 'stale', id - 1]);
      market.snapshot = () => at(id);
      await market.clock.advance(5_000);
      expect([round, book.status, book.lastUpdateId]).toEqual([round, 'live', id]);
      id++;
    }
    await books.close();
  });

  it('stays live when the exchange sends an event a second time', async () => {
    const books = open();
    await market.clock.run(books.ready());
    await play(101, 20);
    send(105, 105);
    await market.clock.advance(5_000);
    expect([statuses, books.getDepthCache().metrics.old, market.requests.length]).toEqual([['live'], 1, 1]);
    await books.close();
  });
});
