import { describe, expect, it } from 'vitest';
import { delayedTimers } from '../../../../tests/streams/delayed-timers.js';
import { at, FakeMarket } from '../../test/fake-market.js';
import { type SilenceOwner, SilenceWatch } from './silence-watch.js';
import type { BestPrices, SnapshotJob, SnapshotQueue } from './snapshot-queue.js';

const SECOND = 1_000;
const best: BestPrices = { symbol: 'BNBBTC', bidPrice: '9', bidQty: '1', askPrice: '11', askQty: '1' };

/**
 * Returns the `SilenceWatch` of a book's stream. `checks` has the time of each check, in seconds. `answer` gives the
 * result of the last check: the book is right or wrong, or the check has failed.
 */
function setUp(levels = 20) {
  const { clock, client } = new FakeMarket();
  const timers = delayedTimers(clock);
  Object.assign(client.context, { clock: timers.clock });
  const checks: number[] = [];
  const [deaths, cancels]: [number[], number[]] = [[], []];
  const state = { isRight: true, mayCheckBook: true, prices: new Map([['BNBBTC', best]]) };
  const owner: { -readonly [K in keyof SilenceOwner]: SilenceOwner[K] } = {
    ...{ symbol: 'BNBBTC', appliedAt: undefined },
    ...{ contains: () => state.isRight, hasBest: () => state.isRight, checked: () => undefined },
    fellSilent: () => deaths.push(clock.monotonic() / SECOND),
  };
  let job: SnapshotJob | undefined;
  const queue = {
    countCheck: () => state.mayCheckBook,
    add: (added: SnapshotJob) => {
      job = added;
      checks.push(clock.monotonic() / SECOND);
      added.sent(5);
      return () => cancels.push(clock.monotonic() / SECOND);
    },
    bestPrices: async () => {
      checks.push(clock.monotonic() / SECOND);
      return state.prices;
    },
  } as unknown as SnapshotQueue;
  const watch = new SilenceWatch(owner, levels, client, queue);
  const answer = (how: 'right' | 'wrong' | 'failed'): void => {
    state.isRight = how === 'right';
    if (how === 'failed') job?.fail(new Error('offline'));
    else job?.deliver(at(100));
  };
  /** Makes the stream send an event. */
  const apply = (): void => {
    owner.appliedAt = clock.monotonic();
  };
  const advance = (seconds: number): Promise<void> => clock.advance(seconds * SECOND);
  return { ...{ clock, timers, checks, deaths, cancels, state, watch, answer, apply, advance }, job: () => job };
}

describe('SilenceWatch', () => {
  it('checks the book after 15 s without an event, and then after pauses of 30 s and 40 s', async () => {
    const { watch, checks, deaths, answer, advance, job, clock } = setUp();
    watch.start();
    watch.start();
    for (let second = 0; second < 300; second++) {
      const { length } = checks;
      await advance(1);
      if (checks.length > length) answer('right');
    }
    expect([checks.slice(0, 5), deaths]).toEqual([[15, 45, 85, 125, 165], []]);
    expect(job()).toMatchObject({ symbol: 'BNBBTC', limit: 20 });
    watch.stop();
    expect(clock.timers.size).toBe(0);
  });

  it('compares at most 100 levels', async () => {
    const { watch, advance, job } = setUp(500);
    watch.start();
    await advance(15);
    expect(job()?.limit).toBe(100);
    watch.stop();
  });

  it('counts the silence from each event anew', async () => {
    const { watch, checks, apply, answer, advance } = setUp();
    watch.start();
    await advance(15);
    answer('right');
    for (let at = 20; at < 200; at += 10) {
      await advance(10);
      apply();
    }
    expect(checks).toEqual([15]);
    // The last event arrived at 195 s, so the next check is due at 210 s.
    await advance(14);
    expect(checks).toEqual([15]);
    await advance(1);
    expect(checks).toEqual([15, 210]);
    answer('right');
    await advance(29);
    expect(checks).toEqual([15, 210]);
    await advance(1);
    expect(checks).toEqual([15, 210, 240]);
    watch.stop();
  });

  it('finds the stream dead if the missing update does not arrive within 5 s', async () => {
    const { watch, deaths, apply, answer, advance, clock } = setUp();
    watch.start();
    await advance(15);
    answer('wrong');
    await advance(4);
    apply();
    await advance(1);
    expect(deaths).toEqual([]);
    await advance(14);
    answer('wrong');
    await advance(4.9);
    expect(deaths).toEqual([]);
    await advance(0.1);
    expect(deaths).toHaveLength(1);
    await advance(600);
    expect([deaths.length, clock.timers.size]).toEqual([1, 0]);
    watch.start();
    await advance(15);
    answer('wrong');
    await advance(5);
    expect(deaths).toHaveLength(2);
  });

  it('ignores a wrong answer if an event arrived while the check was under way', async () => {
    const { watch, deaths, checks, apply, answer, advance } = setUp();
    watch.start();
    await advance(15);
    await advance(1);
    apply();
    answer('wrong');
    await advance(10);
    expect([deaths, checks]).toEqual([[], [15]]);
    await advance(5);
    expect(checks).toEqual([15, 31]);
    watch.stop();
  });

  it.each(['failed', 'never answered'])('finds the stream dead after 58 s if checks are %s', async (how) => {
    const { watch, checks, deaths, answer, advance } = setUp();
    watch.start();
    for (let second = 0; second < 57; second++) {
      const { length } = checks;
      await advance(1);
      if (how === 'failed' && checks.length > length) answer('failed');
    }
    expect(checks).toEqual(how === 'failed' ? [15, 20, 25, 30, 35, 40, 45, 50, 55] : [15]);
    expect(deaths).toEqual([]);
    await advance(1);
    expect(deaths).toEqual([58]);
  });

  it('stops its timer and its check, whose late answer it ignores', async () => {
    const { watch, cancels, deaths, state, advance, clock } = setUp();
    watch.start();
    await advance(15);
    watch.stop();
    expect([cancels, clock.timers.size]).toEqual([[15], 0]);
    state.mayCheckBook = false;
    state.isRight = false;
    watch.start();
    await clock.advance(15 * SECOND - 1);
    const fired = clock.advance(1);
    watch.stop();
    await fired;
    await advance(100);
    expect([deaths, clock.timers.size]).toEqual([[], 0]);
  });

  it('compares the best prices if many books are silent, and tries again without those of its symbol', async () => {
    const { watch, checks, deaths, state, advance } = setUp();
    state.mayCheckBook = false;
    state.prices = new Map();
    watch.start();
    await advance(24);
    expect(checks).toEqual([15, 20]);
    state.prices = new Map([['BNBBTC', best]]);
    await advance(30);
    // The check at 25 s found the book right, so the next one is due 30 s later.
    expect(checks).toEqual([15, 20, 25]);
    state.isRight = false;
    await advance(1);
    expect(checks).toEqual([15, 20, 25, 55]);
    await advance(5);
    expect(deaths).toEqual([60]);
  });

  it('does not count the time in which the machine slept as silence', async () => {
    const { watch, timers, deaths, checks, answer, advance } = setUp();
    watch.start();
    await advance(10);
    timers.hold();
    await advance(600);
    timers.release();
    await advance(0);
    expect([deaths, checks]).toEqual([[], [610]]);
    answer('right');
    await advance(30);
    expect(checks).toEqual([610, 640]);
    watch.stop();
  });
});
