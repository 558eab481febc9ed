import { BinanceApiError } from '@pkg/core/errors';
import { describe, expect, it } from 'vitest';
import { at, FakeMarket, SNAPSHOT_REQUEST } from '../../test/fake-market.js';
import { DepthCacheManager } from './index.js';
import { PartialSync } from './partial-sync.js';
import { SnapshotQueue } from './snapshot-queue.js';

/**
 * Returns a book that gets its levels from a partial depth stream, and the list of statuses and resyncs that the
 * listener of the book received.
 */
function setUp() {
  const market = new FakeMarket();
  const { client, clock } = market;
  const sync = new PartialSync('BNBBTC', 'bnbbtc@depth5', 5, client, new SnapshotQueue(client, 3_000));
  const seen: string[] = [];
  sync.listeners.add({
    changed: () => seen.push(`${sync.state} ${sync.book.lastUpdateId}`),
    resynced: (reason) => seen.push(reason),
  });
  sync.confirmed();
  const frame = (id: number, bid?: string): void => sync.frame(JSON.stringify(at(id, bid)));
  return { sync, clock, market, seen, frame };
}

describe('PartialSync', () => {
  it('is live with each frame, and counts what it receives', async () => {
    const { sync, clock, seen, frame } = setUp();
    await clock.advance(100);
    frame(1);
    await clock.advance(100);
    frame(5, '9.5');
    // A frame with the same update id as the book may contain other levels.
    frame(5, '9.6');
    expect(seen).toEqual(['live 1', 'live 5', 'live 5']);
    expect(sync.book.bestBid).toEqual(['9.6', '1.0']);
    expect(sync.counters).toMatchObject({ events: 3, applied: 3, old: 0, malformed: 0 });
    expect([sync.receivedAt, sync.appliedAt, sync.buffered]).toEqual([200, 200, 0]);
    sync.close();
  });

  it('is certain about the whole side if a frame has fewer levels than the stream sends at most', () => {
    const { sync, frame } = setUp();
    frame(1);
    // A frame of `@depth5` with one ask of quantity 2 means that the exchange has no other asks.
    expect(sync.book.sweep('BUY', '3')).toMatchObject({ quantity: '2.0', isFilled: false, isCertain: true });
    const asks = ['11.0', '12.0', '13.0', '14.0', '15.0'].map((price) => [price, '2.0']);
    sync.frame(JSON.stringify({ ...at(2), asks }));
    expect(sync.book.sweep('BUY', '11')).toMatchObject({ quantity: '10.0', isFilled: false, isCertain: false });
    sync.close();
  });

  it('ignores up to two older frames in a row, and takes the third, since the ids went back', () => {
    const { sync, frame } = setUp();
    frame(100);
    for (const id of [99, 98, 101, 97, 96]) frame(id);
    expect([sync.book.lastUpdateId, sync.counters.old, sync.state]).toEqual([101, 4, 'live']);
    frame(95, '8.0');
    expect([sync.book.lastUpdateId, sync.counters.old, sync.book.bestBid?.[0]]).toEqual([95, 4, '8.0']);
    sync.close();
  });

  it.each<[string, (setup: ReturnType<typeof setUp>) => void]>([
    ['malformed', ({ sync }) => sync.frame('{"lastUpdateId":200,"bids":[')],
    ['crossed', ({ frame }) => frame(200, '11.0')],
    ['silent', ({ sync }) => sync.fellSilent()],
    ['reconnect', ({ sync }) => sync.status('reconnecting')],
    ['reconnect', ({ sync }) => sync.notice()],
  ])('is stale once for the reason %s, and live again with the next frame', (reason, disturb) => {
    const setup = setUp();
    const { sync, seen, frame } = setup;
    frame(100);
    seen.length = 0;
    disturb(setup);
    disturb(setup);
    expect(seen.splice(0).filter((each) => !each.startsWith('stale'))).toEqual([reason]);
    expect([sync.state, sync.reason, sync.counters.resyncs[reason as 'silent']]).toEqual(['stale', reason, 1]);
    if (reason === 'silent') expect(String(sync.error)).toContain('bnbbtc@depth5: silent');
    // After a reconnect, the exchange may send lower update ids than before.
    frame(reason === 'reconnect' ? 7 : 201);
    expect([sync.state, sync.error, sync.failures]).toEqual(['live', undefined, 0]);
    sync.close();
    frame(300);
    expect([sync.state, sync.book.lastUpdateId]).toEqual(['closed', reason === 'reconnect' ? 7 : 201]);
  });
});

describe('DepthCacheManager with the option `levels`', () => {
  it('error: was still live when a listener was notified of its resync', () => {
    const { sync, frame } = setUp();
    frame(100);
    const states: string[] = [];
    sync.listeners.add({ changed: () => undefined, resynced: () => states.push(sync.state) });
    sync.notice();
    expect([states, sync.counters.resyncs.reconnect]).toEqual([['stale'], 1]);
    sync.close();
  });

  it.each([
    ['cannot be read', '{"lastUpdateId":', 'OrderBook BNBBTC: '],
    ['leave it crossed', JSON.stringify(at(200, '12.0')), 'the book is crossed'],
  ])('error: waited for ever for a stream whose frames %s', async (_, frame, message) => {
    const market = new FakeMarket();
    market.snapshot = () => at(300);
    const options = { sockets: market.sockets, levels: 5 } as const;
    const books = new DepthCacheManager(market.client, 'BNBBTC', undefined, options);
    let failure: unknown;
    books.ready().catch((error: unknown) => {
      failure = error;
    });
    for (let count = 0; count < 60; count++) {
      await market.clock.advance(1_000);
      market.send('bnbbtc@depth5@100ms', frame);
    }
    expect(String(failure)).toContain(message);
    expect(books.getDepthCache().status).toBe('syncing');
    market.send('bnbbtc@depth5@100ms', at(201));
    await market.clock.run(books.ready());
    await books.close();
    expect(market.clock.timers.size).toBe(0);
  });

  it('error: waited for ever for a stream that was found dead', async () => {
    const { sync, clock, market, frame } = setUp();
    frame(100);
    market.snapshot = () => at(200);
    sync.fellSilent();
    await clock.advance(30_000);
    expect([sync.state, sync.failures >= 5, String(sync.error)]).toEqual([
      'stale',
      true,
      'BinanceStreamError: bnbbtc@depth5: silent, although the exchange has updates',
    ]);
    frame(201);
    expect([sync.state, sync.failures, sync.error]).toEqual(['live', 0, undefined]);
    sync.close();
    expect(clock.timers.size).toBe(0);
  });

  /** Opens a book whose stream sends nothing, and returns the error with which `ready` rejects, and when. */
  async function openSilent(market: FakeMarket) {
    const options = { sockets: market.sockets, levels: 5 } as const;
    const books = new DepthCacheManager(market.client, 'BNBBTC', undefined, options);
    let failure: { readonly error: unknown; readonly at: number } | undefined;
    books.ready().catch((error: unknown) => {
      failure = { error, at: market.clock.monotonic() };
    });
    await market.clock.advance(120_000);
    return { books, failure };
  }

  it('error: waited for ever for the stream of a symbol that the exchange does not list', async () => {
    const market = new FakeMarket();
    market.snapshot = () => {
      throw new BinanceApiError({ request: SNAPSHOT_REQUEST, statusCode: 400, code: -1121, text: 'Invalid symbol.' });
    };
    const { books, failure } = await openSilent(market);
    expect(failure).toMatchObject({ error: { name: 'BinanceApiError', code: -1121 }, at: 5_000 });
    expect([books.getDepthCache().status, market.checks.length, market.clock.timers.size]).toEqual(['closed', 1, 0]);
    await books.close();
  });

  it('error: waited for ever for the stream of a quiet market, which is live when two snapshots are equal', async () => {
    const market = new FakeMarket();
    market.snapshot = () => at(100);
    const { books, failure } = await openSilent(market);
    expect(failure).toBeUndefined();
    const book = books.getDepthCache();
    expect([book.status, book.lastUpdateId, book.bestBid]).toEqual(['live', 100, ['9.0', '1.0']]);
    expect(market.checks.slice(0, 2).map((check) => check.at)).toEqual([5_000, 10_000]);
    // A frame that arrives late, and is older than the snapshot, must not set the live book back.
    market.send('bnbbtc@depth5@100ms', at(99, '8.0'));
    expect([book.status, book.lastUpdateId, book.bestBid]).toEqual(['live', 100, ['9.0', '1.0']]);
    market.send('bnbbtc@depth5@100ms', at(101, '8.0'));
    expect([book.status, book.lastUpdateId, book.bestBid]).toEqual(['live', 101, ['8.0', '1.0']]);
    await books.close();
    expect(market.clock.timers.size).toBe(0);
  });

  it('error: waited for ever for a stream that sends nothing, although the exchange has updates', async () => {
    const market = new FakeMarket();
    market.snapshot = () => {
      if (market.checks.length === 3) throw new Error('offline');
      return at(100 + market.checks.length);
    };
    const { books, failure } = await openSilent(market);
    expect(String(failure?.error)).toContain('bnbbtc@depth5@100ms: silent, although the exchange has updates');
    // There is nothing to compare the first snapshot with, so it shows no update. Each of the next five requests is a
    // failed attempt. After five failed attempts, `ready` rejects.
    expect(failure?.at).toBe(30_000);
    expect(books.getDepthCache().status).toBe('syncing');
    market.send('bnbbtc@depth5@100ms', at(101));
    await market.clock.run(books.ready());
    const { length } = market.checks;
    market.send('bnbbtc@depth5@100ms', at(102));
    await market.clock.advance(14_000);
    expect(market.checks).toHaveLength(length);
    await books.close();
  });

  it('error: stayed stale after a reconnect until the next change of a quiet market', async () => {
    const { sync, clock, market, frame } = setUp();
    frame(100);
    const ids = [100, 101, 102, 102];
    market.snapshot = () => at(ids.shift() ?? 0);
    sync.status('reconnecting');
    await clock.advance(20_000);
    expect([sync.state, market.checks.length]).toEqual(['stale', 0]);
    sync.status('open');
    // The update ids of the first three snapshots differ. The fourth has the same id as the third, so it makes the book
    // live.
    await clock.advance(19_999);
    expect([sync.state, market.checks.length, sync.failures]).toEqual(['stale', 3, 2]);
    await clock.advance(5_000);
    expect([sync.state, sync.error, sync.book.lastUpdateId]).toEqual(['live', undefined, 102]);
    sync.close();
    expect(clock.timers.size).toBe(0);
  });

  it('error: was live again with snapshots that were older than the last frame', async () => {
    const { sync, clock, market, frame } = setUp();
    frame(100);
    let id = 99;
    market.snapshot = () => at(id);
    sync.status('reconnecting');
    sync.status('open');
    await clock.advance(20_000);
    expect([sync.state, String(sync.error)]).toEqual([
      'stale',
      'BinanceStreamError: BNBBTC: the snapshot at update 99 is older than the stream',
    ]);
    id = 100;
    await clock.advance(10_000);
    expect([sync.state, sync.error, sync.book.lastUpdateId]).toEqual(['live', undefined, 100]);
    sync.close();
  });

  it('stays stale if the stream was found dead, also while two snapshots are equal', async () => {
    const { sync, clock, market, frame } = setUp();
    frame(100);
    market.snapshot = () => at(200);
    sync.fellSilent();
    await clock.advance(60_000);
    expect([sync.state, sync.reason, market.checks.length]).toEqual(['stale', 'silent', 0]);
    sync.close();
  });

  it('keeps a book that was live before, although the exchange refuses its symbol for a while', async () => {
    const { sync, clock, market, frame } = setUp();
    frame(100);
    market.snapshot = () => {
      throw new BinanceApiError({ request: SNAPSHOT_REQUEST, statusCode: 400, code: -1121, text: 'Invalid symbol.' });
    };
    sync.status('reconnecting');
    sync.status('open');
    await clock.advance(60_000);
    expect([sync.state, sync.failures > 5]).toEqual(['stale', true]);
    market.snapshot = () => at(100);
    await clock.advance(15_000);
    expect(sync.state).toBe('live');
    sync.close();
  });

  it('sends no request for a stream whose connection was lost, and none after it was closed', async () => {
    const market = new FakeMarket();
    market.snapshot = () => new Promise(() => undefined);
    const options = { sockets: market.sockets, levels: 5 } as const;
    const books = new DepthCacheManager(market.client, 'BNBBTC', undefined, options);
    await market.clock.advance(4_000);
    market.status('reconnecting');
    await market.clock.advance(60_000);
    expect(market.checks).toEqual([]);
    market.status('open');
    await market.clock.advance(5_000);
    expect(market.checks).toHaveLength(1);
    await books.close();
    await market.clock.advance(60_000);
    expect([market.checks.length, market.clock.timers.size]).toEqual([1, 0]);
  });
});
