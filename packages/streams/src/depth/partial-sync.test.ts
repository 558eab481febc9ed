import { describe, expect, it } from 'vitest';
import { at, FakeMarket } from '../../test/fake-market.js';
import { PartialSync } from './partial-sync.js';
import { SnapshotQueue } from './snapshot-queue.js';

/**
 * Returns a book that is kept from a partial depth stream, and the list of statuses and resyncs that its listener
 * received.
 */
function setUp() {
  const { client, clock } = new FakeMarket();
  const sync = new PartialSync('BNBBTC', 'bnbbtc@depth5', 5, client, new SnapshotQueue(client, 3_000));
  const seen: string[] = [];
  sync.listeners.add({
    changed: () => seen.push(`${sync.state} ${sync.book.lastUpdateId}`),
    resynced: (reason) => seen.push(reason),
  });
  sync.confirmed();
  const frame = (id: number, bid?: string): void => sync.frame(JSON.stringify(at(id, bid)));
  return { sync, clock, seen, frame };
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
