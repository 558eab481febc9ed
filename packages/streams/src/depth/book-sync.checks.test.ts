import { BinanceStreamError } from '@pkg/core/errors';
import { describe, expect, it } from 'vitest';
import { at, event, FakeMarket, TOPIC } from '../../test/fake-market.js';
import { DiffSync } from './diff-sync.js';
import { PartialSync } from './partial-sync.js';
import { SnapshotQueue } from './snapshot-queue.js';

describe('BookSync compared with the exchange', () => {
  /** Returns a book that gets the best levels of each side from a partial depth stream. */
  function bookOf(snapshot: object) {
    const { client } = new FakeMarket();
    const sync = new PartialSync('BNBBTC', 'bnbbtc@depth5', 5, client, new SnapshotQueue(client, 3_000));
    sync.frame(JSON.stringify(snapshot));
    return sync;
  }

  const best = { symbol: 'BNBBTC', bidPrice: '9.0', bidQty: '1.0', askPrice: '11.0', askQty: '2.0' };

  it('has the best prices of the exchange only if the prices and the quantities of both sides are equal', () => {
    const sync = bookOf(at(100));
    expect(sync.hasBest(best)).toBe(true);
    for (const field of ['bidPrice', 'bidQty', 'askPrice', 'askQty'] as const) {
      expect([field, sync.hasBest({ ...best, [field]: '5.0' })]).toEqual([field, false]);
    }
    const bids = bookOf({ ...at(100), asks: [] });
    expect(bids.hasBest({ ...best, askPrice: '0.00000000', askQty: '0.00000000' })).toBe(true);
    expect([bids.hasBest(best), sync.hasBest({ ...best, askPrice: '0.0', askQty: '0.0' })]).toEqual([false, false]);
    sync.close();
    bids.close();
  });

  it('contains a snapshot that is not newer, or has the same best levels', () => {
    const sync = bookOf(at(100));
    const { bids, asks } = at(100);
    expect(sync.contains({ lastUpdateId: 100, bids: [], asks: [] })).toBe(true);
    expect(sync.contains(at(200))).toBe(true);
    const others = [
      { bids: [['9.0', '1.5']], asks },
      { bids: [['9.1', '1.0']], asks },
      { bids: [...bids, ['8.0', '1.0']], asks },
      { bids: [], asks },
      { bids, asks: [['11.0', '2.5']] },
      { bids, asks: [] },
    ] as const;
    for (const other of others) expect(sync.contains({ lastUpdateId: 101, ...other })).toBe(false);
    sync.close();
  });

  it('counts the failed snapshots until it is live', async () => {
    const market = new FakeMarket();
    const queue = new SnapshotQueue(market.client, 3_000);
    const sync = new DiffSync('BNBBTC', 'bnbbtc@depth', { limit: 1_000, knownLevels: 20 }, market.client, queue);
    let changes = 0;
    sync.listeners.add({ changed: () => (changes += 1), resynced: () => undefined });
    const error = new Error('offline');
    market.snapshot = () => {
      if (market.requests.length <= 3) throw error;
      return at(100);
    };
    sync.confirmed();
    while (market.requests.length < 3) await market.clock.advance(10);
    expect([sync.failures, sync.error, changes]).toEqual([3, error, 3]);
    await market.clock.advance(5_000);
    expect([sync.failures, sync.error, sync.state]).toEqual([0, undefined, 'live']);
    sync.close();
    expect([sync.state, market.clock.timers.size]).toEqual(['closed', 0]);
  });

  it.each([
    ['failed', 'bnbbtc@depth5: refused by the exchange'],
    ['closed', 'bnbbtc@depth5: the socket manager was closed'],
  ] as const)('is closed with an error when its stream is %s after its confirmation', (status, message) => {
    // The exchange has not confirmed the stream of this book yet. In this case, the end of the stream rejects the promise
    // of the subscription, and does not close the book.
    const unconfirmed = bookOf(at(100));
    unconfirmed.status(status);
    expect(unconfirmed.state).not.toBe('closed');
    unconfirmed.close();
    const sync = bookOf(at(100));
    const seen: string[] = [];
    sync.listeners.add({ changed: () => seen.push(sync.state), resynced: (reason) => seen.push(reason) });
    sync.frame(JSON.stringify(at(101)));
    sync.confirmed();
    seen.length = 0;
    const cause = new BinanceStreamError('connection refused with HTTP status 451', 451);
    sync.status(status, cause);
    expect([sync.state, seen]).toEqual(['closed', ['closed']]);
    expect(sync.error).toMatchObject({ name: 'BinanceStreamError', message, cause });
    sync.close(new Error('later'));
    sync.status('open');
    expect([sync.state, seen, (sync.error as Error).message]).toEqual(['closed', ['closed'], message]);
  });

  it('is out of sync for the reason of the notice: dropped events or a lost connection', async () => {
    for (const [type, reason] of [
      ['lagged', 'lagged'],
      ['gap', 'reconnect'],
    ] as const) {
      const market = new FakeMarket();
      market.snapshot = () => at(100);
      const queue = new SnapshotQueue(market.client, 3_000);
      const sync = new DiffSync('BNBBTC', TOPIC, { limit: 1_000, knownLevels: 20 }, market.client, queue);
      market.consumers.set(TOPIC, sync);
      const reasons: string[] = [];
      sync.listeners.add({ changed: () => undefined, resynced: (each) => reasons.push(each) });
      sync.confirmed();
      await market.clock.advance(100);
      market.notice(TOPIC, type);
      expect([sync.state, sync.reason]).toEqual(['stale', reason]);
      await market.clock.advance(5_000);
      expect([sync.state, reasons, sync.counters.resyncs[reason]]).toEqual(['live', [reason], 1]);
      sync.close();
    }
  });

  it('error: named an earlier loss as the reason if it was in sync again before the exchange answered', async () => {
    const market = new FakeMarket();
    market.snapshot = () => at(100);
    const queue = new SnapshotQueue(market.client, 3_000);
    const sync = new DiffSync('BNBBTC', TOPIC, { limit: 1_000, knownLevels: 20 }, market.client, queue);
    sync.confirmed();
    await market.clock.advance(0);
    sync.frame(JSON.stringify(event('BNBBTC', 105, 105)));
    sync.stale(true);
    expect([sync.state, sync.reason]).toEqual(['stale', 'gap']);
    market.snapshot = () => at(105);
    await market.clock.advance(1_000);
    expect([sync.state, sync.reason, sync.book.lastUpdateId]).toEqual(['stale', 'woke', 105]);
    sync.stale(false);
    expect(sync.state).toBe('live');
    sync.close();
  });

  it('counts the failed attempts to connect only while it has no connection', () => {
    const sync = bookOf(at(100));
    const error = new Error('offline');
    sync.confirmed();
    sync.connectFailed(3, error);
    expect([sync.failures, sync.error]).toEqual([0, undefined]);
    sync.status('reconnecting');
    sync.connectFailed(3, error);
    expect([sync.failures, sync.error]).toEqual([3, error]);
    sync.status('open');
    sync.frame(JSON.stringify(at(101)));
    expect([sync.failures, sync.error, sync.state]).toEqual([0, undefined, 'live']);
    sync.close();
    sync.connectFailed(3, error);
    expect([sync.failures, sync.error]).toEqual([0, undefined]);
  });
});
