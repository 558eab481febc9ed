import { BinanceRateLimitError } from '@pkg/core/errors';
import { describe, expect, it } from 'vitest';
import { at, event, FakeMarket, SNAPSHOT_REQUEST } from '../../test/fake-market.js';
import type { DepthSnapshot } from '../book/index.js';
import { createCounters } from './depth-counters.js';
import { SnapshotQueue } from './snapshot-queue.js';
import { type RenewalOwner, SnapshotRenewal } from './snapshot-renewal.js';

/**
 * Returns the `SnapshotRenewal` of a live book, and the times at which it has requested snapshots, in ms. The best
 * `known.levels` levels of the book are certain; a test may change this number.
 */
function setUp() {
  const market = new FakeMarket();
  const { clock, client } = market;
  const book = { lastUpdateId: 100 };
  const known = { levels: 50 };
  const renewed: [id: number, events: number][] = [];
  const counters = createCounters();
  const owner: RenewalOwner = {
    ...{ symbol: 'BNBBTC', counters, priority: 0 },
    book: {
      get lastUpdateId() {
        return book.lastUpdateId;
      },
      knows: (levels) => known.levels >= levels,
    },
    renewed: ({ lastUpdateId }, events) => {
      renewed.push([lastUpdateId, events.length]);
      known.levels = 100;
    },
  };
  const levels = { limit: 100, knownLevels: 20 };
  const renewal = new SnapshotRenewal(owner, levels, client, new SnapshotQueue(client, 3_000));
  /** Applies the next event to the book. */
  const apply = (): void => {
    const id = ++book.lastUpdateId;
    renewal.applied(JSON.stringify(event('BNBBTC', id, id)), clock.monotonic());
  };
  const requestedAt = (): number[] => market.requests.map((request) => request.at);
  return { market, clock, book, known, renewed, counters, renewal, apply, requestedAt };
}

const fail = (): never => {
  throw new Error('offline');
};

describe('SnapshotRenewal', () => {
  it('begins when fewer levels are known than the mean of the levels fetched and the levels needed', async () => {
    const { market, clock, known, renewal, renewed, requestedAt } = setUp();
    market.snapshot = () => at(100);
    known.levels = 60;
    expect(renewal.check()).toBe(true);
    await clock.advance(10_000);
    expect(requestedAt()).toEqual([]);
    known.levels = 59;
    expect(renewal.check()).toBe(true);
    await clock.advance(0);
    expect([requestedAt(), renewed]).toEqual([[10_000], [[100, 0]]]);
    known.levels = 20;
    expect(renewal.check()).toBe(true);
    known.levels = 19;
    expect(renewal.check()).toBe(false);
    renewal.cancel();
    expect(clock.timers.size).toBe(0);
  });

  it('waits longer after each failure in a row, and as long as at first after it was canceled or has succeeded', async () => {
    for (const end of ['canceled', 'succeeded'] as const) {
      const { market, clock, known, renewal, renewed, requestedAt } = setUp();
      market.snapshot = fail;
      renewal.check();
      await clock.advance(60_000);
      const pauses = requestedAt().map((time, index, times) => time - (times[index - 1] ?? 0));
      // The waits between the requests are 1 s, 2 s, 4 s and so on, shortened by up to half at random.
      expect(pauses.length).toBeGreaterThan(4);
      for (const [index, pause] of pauses.slice(1).entries()) {
        expect(pause).toBeLessThanOrEqual(1_000 * 2 ** index);
        expect(pause).toBeGreaterThanOrEqual(500 * 2 ** index);
      }
      if (end === 'canceled') renewal.cancel();
      else {
        market.snapshot = () => at(100);
        while (renewed.length === 0) await clock.advance(1_000);
        // If the last snapshot has served the book for a while, the next renewal starts at once.
        await clock.advance(1_000);
        market.snapshot = fail;
      }
      known.levels = 50;
      renewal.check();
      await clock.advance(0);
      const from = requestedAt().length;
      const before = requestedAt().at(-1) ?? 0;
      expect(before).toBe(clock.monotonic());
      await clock.advance(1_000);
      expect(requestedAt().length).toBeGreaterThan(from);
      renewal.cancel();
      expect(clock.timers.size).toBe(0);
    }
  });

  it('waits for 10 s after a snapshot that soon has to be replaced', async () => {
    const { market, clock, known, renewal, requestedAt } = setUp();
    market.snapshot = () => at(100);
    for (let times = 0; times < 3; times++) {
      known.levels = 50;
      renewal.check();
      await clock.advance(499);
      known.levels = 50;
      renewal.check();
      await clock.advance(9_501);
    }
    expect(requestedAt()).toEqual([0, 10_000, 20_000, 30_000]);
    renewal.cancel();
  });

  it('uses a snapshot with the events after it, and waits for the stream to reach one that is ahead', async () => {
    const { market, clock, renewal, renewed, apply, counters } = setUp();
    let answer: (snapshot: DepthSnapshot) => void = () => undefined;
    market.snapshot = () => new Promise((resolve) => (answer = resolve));
    renewal.check();
    apply();
    await clock.advance(0);
    // The last update of the book was 101 when the request was sent.
    for (let events = 0; events < 4; events++) apply();
    answer(at(103));
    await clock.advance(0);
    expect(renewed.splice(0)).toEqual([[103, 2]]);
    await clock.advance(1_000);
    const other = setUp();
    other.market.snapshot = () => at(103);
    other.renewal.check();
    await other.clock.advance(0);
    other.apply();
    other.apply();
    expect(other.renewed).toEqual([]);
    other.apply();
    expect([other.renewed, other.counters.snapshots.renewed]).toEqual([[[103, 0]], 1]);
    expect(counters.snapshots).toMatchObject({
      requested: 1,
      received: 1,
      renewed: 1,
      tooOld: 0,
      failed: 0,
      weight: 5,
    });
    expect([clock.timers.size, other.clock.timers.size]).toEqual([0, 0]);
  });

  it('fetches again after a snapshot that is older than the request, or that the stream does not reach in 10 s', async () => {
    const { market, clock, renewal, renewed, counters, requestedAt } = setUp();
    const ids = [99, 200, 100];
    market.snapshot = () => at(ids.shift() as number);
    renewal.check();
    await clock.advance(1_000);
    expect([counters.snapshots.tooOld, requestedAt().length]).toEqual([1, 2]);
    await clock.advance(9_000);
    expect([renewed, requestedAt().length]).toEqual([[], 2]);
    await clock.advance(4_000);
    expect(renewed).toEqual([[100, 0]]);
  });

  it('uses no snapshot from before the second sending of a request that a rate limit had delayed', async () => {
    const { market, clock, renewal, renewed, counters, apply } = setUp();
    market.snapshot = () => {
      const limit = { request: SNAPSHOT_REQUEST, statusCode: 429, code: -1003, text: 'slow', banned: false } as const;
      throw new BinanceRateLimitError({ ...limit, until: clock.now() + 5_000 });
    };
    renewal.check();
    await clock.advance(0);
    // The exchange refuses the first request, so these events arrive while the request waits. Only events after the
    // second request are kept for the snapshot.
    for (let events = 0; events < 10; events++) apply();
    const answers = [at(105), at(110)];
    market.snapshot = () => answers.shift() as DepthSnapshot;
    await clock.advance(5_001);
    expect([renewed, counters.snapshots.tooOld]).toEqual([[], 1]);
    await clock.advance(2_000);
    expect(renewed).toEqual([[110, 0]]);
  });

  it('never uses a snapshot that the stream had not reached when its renewal was canceled', async () => {
    const { market, clock, book, renewal, renewed, apply } = setUp();
    market.snapshot = () => at(200);
    renewal.check();
    await clock.advance(0);
    renewal.cancel();
    book.lastUpdateId = 300;
    market.snapshot = () => new Promise(() => undefined);
    renewal.check();
    await clock.advance(0);
    // The events from 201 to 300 were not kept, so the snapshot at update 200 would make the book wrong.
    apply();
    expect([market.requests.length, renewed]).toEqual([2, []]);
    renewal.cancel();
    expect(clock.timers.size).toBe(0);
  });
});
