import { describe, expect, it } from 'vitest';
import { SnapshotAge } from './snapshot-age.js';

const MINUTE = 60_000;

describe('SnapshotAge', () => {
  it('finds a snapshot older than the book, or than an id that the exchange has reached, for a minute', () => {
    const age = new SnapshotAge();
    // The arguments: the id of the snapshot, the newest id of the snapshot and the buffered events, the id of the book,
    // and the time in ms.
    expect(age.isOlder(100, 100, 100, 0)).toBe(false);
    expect(age.isOlder(99, 105, 100, 1_000)).toBe(true);
    age.reached(200);
    age.reached(150);
    expect(age.isOlder(199, 200, 100, 2_000)).toBe(false);
    expect(age.isOlder(199, 199, 100, 2_000)).toBe(true);
    // The first snapshot that was too old came at 1,000 ms. One minute later, such a snapshot is accepted.
    expect(age.isOlder(199, 199, 100, MINUTE + 999)).toBe(true);
    expect(age.isOlder(199, 199, 100, MINUTE + 1_000)).toBe(false);
  });

  it('begins another minute when a higher id is required', () => {
    const age = new SnapshotAge();
    expect(age.isOlder(99, 99, 100, 0)).toBe(true);
    age.require(120);
    expect(age.isOlder(110, 119, 100, MINUTE)).toBe(true);
    expect(age.isOlder(110, 119, 100, 2 * MINUTE - 1)).toBe(true);
    expect(age.isOlder(110, 119, 100, 2 * MINUTE)).toBe(false);
    age.require(130);
    age.forgetIds();
    expect(age.isOlder(1, 1, 0, 2 * MINUTE)).toBe(false);
  });

  it('reports snapshots that the stream cannot continue after a minute, and forgets them when one is right', () => {
    const age = new SnapshotAge();
    for (const from of [5_000, 500_000]) {
      expect(age.wasTooOld(from)).toBe(false);
      expect(age.wasTooOld(from + MINUTE - 1)).toBe(false);
      expect(age.wasTooOld(from + MINUTE)).toBe(true);
      age.reset();
    }
    age.reached(100);
    expect(age.isOlder(1, 1, 0, 0)).toBe(true);
    age.reset();
    expect(age.isOlder(1, 1, 0, 0)).toBe(false);
    age.reached(100);
    // `reset` has forgotten the snapshot that was too old at 0 ms. The minute begins with this snapshot, so it is not
    // accepted yet.
    expect(age.isOlder(1, 1, 0, MINUTE)).toBe(true);
  });
});
