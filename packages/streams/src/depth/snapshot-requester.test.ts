import { describe, expect, it } from 'vitest';
import { at, FakeMarket } from '../../test/fake-market.js';
import { createCounters } from './depth-counters.js';
import { SnapshotQueue } from './snapshot-queue.js';
import { type SnapshotOwner, SnapshotRequester } from './snapshot-requester.js';

/**
 * Returns a `SnapshotRequester` and the times at which its requests arrived, in ms. The book of the requester already
 * has a snapshot, so every request is for a newer one.
 */
function setUp() {
  const market = new FakeMarket();
  const { clock, client } = market;
  const resyncs: string[] = [];
  const received: number[] = [];
  const owner: { -readonly [K in keyof SnapshotOwner]: SnapshotOwner[K] } = {
    ...{ symbol: 'BNBBTC', counters: createCounters(), priority: 0, isFlowing: true, hasSnapshot: true },
    resynced: (reason) => resyncs.push(reason),
    snapshotReceived: ({ lastUpdateId }) => received.push(lastUpdateId),
    snapshotFailed: () => requester.retryFailed(),
  };
  const requester: SnapshotRequester = new SnapshotRequester(owner, 1_000, client, new SnapshotQueue(client, 3_000));
  const requestedAt = (): number[] => market.requests.map((request) => request.at);
  return { market, clock, owner, requester, resyncs, received, requestedAt };
}

describe('SnapshotRequester', () => {
  it('starts anew after a cancellation: with short delays, and at the earliest of the times asked for', async () => {
    const { market, clock, requester, requestedAt } = setUp();
    market.snapshot = () => {
      throw new Error('offline');
    };
    requester.request('gap', 0);
    await clock.advance(30_000);
    // The delays between the last requests are between 2.5 s and 5 s.
    expect(requestedAt().length).toBeLessThan(15);
    requester.cancel();
    requester.resetResyncs();
    const from = clock.monotonic();
    requester.request('reconnect', 500);
    requester.request('reconnect', 0);
    requester.request('reconnect', 2_000);
    await clock.advance(300);
    // The delay after the first failure is between 125 ms and 250 ms.
    const after = requestedAt().filter((time) => time >= from);
    expect(after).toHaveLength(2);
    expect(after[0]).toBe(from);
    requester.cancel();
    expect(clock.timers.size).toBe(0);
  });

  it('sends a request that is asked for later than a canceled one was due', async () => {
    const { clock, requester, requestedAt, market } = setUp();
    market.snapshot = () => at(100);
    requester.request('gap', 100);
    requester.cancel();
    requester.request('gap', 500);
    await clock.advance(499);
    expect(requestedAt()).toEqual([]);
    await clock.advance(1);
    expect(requestedAt()).toEqual([500]);
  });

  it('forgets a canceled request, and drops its answer', async () => {
    const { clock, requester, requestedAt, received, market } = setUp();
    market.snapshot = async () => {
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, 50));
      return at(100 + requestedAt().length);
    };
    requester.request('gap', 0);
    await clock.advance(0);
    expect(requester.isSent).toBe(true);
    requester.cancel();
    expect(requester.isSent).toBe(false);
    requester.resetResyncs();
    requester.request('gap', 10);
    await clock.advance(100);
    expect([requestedAt(), received]).toEqual([[0, 10], [102]]);
  });

  it('sends one request at a time, and none while the stream sends no events', async () => {
    const { clock, owner, requester, requestedAt, received, market } = setUp();
    market.snapshot = () => at(100);
    owner.isFlowing = false;
    requester.request('reconnect', 0);
    await clock.advance(1_000);
    expect(requestedAt()).toEqual([]);
    owner.isFlowing = true;
    requester.request('reconnect', 5);
    requester.request('gap', 5);
    await clock.advance(5);
    expect([requestedAt(), received]).toEqual([[1_005], [100]]);
  });

  it('counts a resync once until the book is in sync, by its first reason, and delays the next ones', async () => {
    const { clock, requester, resyncs, requestedAt, market } = setUp();
    market.snapshot = () => at(100);
    requester.request('gap', 0);
    requester.request('crossed', 0);
    await clock.advance(0);
    requester.request('malformed', 0);
    await clock.advance(10_000);
    expect(resyncs).toEqual(['gap']);
    requester.resetReason();
    const from = clock.monotonic();
    requester.request('lagged', 0);
    await clock.advance(10_000);
    expect(resyncs).toEqual(['gap', 'lagged']);
    // This resync waited for 1 s, because it followed another resync. A resync after a while in sync does not wait.
    expect(requestedAt().at(-1)).toBe(from + 1_000);
    requester.resetReason();
    requester.resetResyncs();
    requester.request('silent', 0);
    await clock.advance(0);
    expect(resyncs).toEqual(['gap', 'lagged', 'silent']);
  });

  it('counts no resync before the first snapshot, unless too many events waited for it', async () => {
    const { clock, owner, requester, resyncs, market } = setUp();
    market.snapshot = () => at(100);
    owner.hasSnapshot = false;
    requester.request('reconnect', 0);
    await clock.advance(0);
    expect(resyncs).toEqual([]);
    requester.request('overflow', 0);
    await clock.advance(0);
    expect(resyncs).toEqual(['overflow']);
  });

  it('retries after growing delays, although the book asks for a snapshot at each event meanwhile', async () => {
    const { market, clock, requester, requestedAt } = setUp();
    market.snapshot = () => {
      throw new Error('offline');
    };
    for (let event = 0; event < 200; event++) {
      requester.request('gap', 100);
      await clock.advance(100);
    }
    // In 20 s, the shortest delays are 0.125, 0.25, 0.5, 1 and 2 s, and then 2.5 s each.
    const times = requestedAt();
    expect(times.length).toBeGreaterThan(5);
    expect(times.length).toBeLessThanOrEqual(12);
    expect((times.at(-1) ?? 0) - (times.at(-2) ?? 0)).toBeGreaterThanOrEqual(2_500);
    requester.cancel();
  });

  it('has sent no request while it waits for the retry of one that failed', async () => {
    const { market, clock, requester } = setUp();
    market.snapshot = () => new Promise((_, reject) => clock.setTimeout(() => reject(new Error('offline')), 1_000));
    requester.request('gap', 0);
    await clock.advance(500);
    expect(requester.isSent).toBe(true);
    await clock.advance(600);
    expect(requester.isSent).toBe(false);
    requester.cancel();
  });
});
