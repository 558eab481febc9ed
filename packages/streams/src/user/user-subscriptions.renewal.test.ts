import { describe, expect, it } from 'vitest';
import { refusal, sessionOf, setUpSubscriptions as setUp, updateOf } from '../../test/subscriptions-setup.js';
import type { UserEvent } from '../events/user.js';

const positionOf = (u: number, f: string): UserEvent => ({
  ...{ e: 'outboundAccountPosition', E: u, u, B: [{ a: 'BNB', f, l: '0' }] },
});

describe('UserSubscriptions during a renewal', () => {
  it('drops a second copy for a minute after a renewal that follows soon after the first subscription', async () => {
    const { clock, seen, subscriptions, add, list } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    await add(first, 1);
    await clock.advance(30_000);
    await add(next, 2);
    for (const d of ['early', 'late']) subscriptions.event(first, 1, updateOf(d));
    await list(first, 1);
    subscriptions.removeSession(first, 'renewed');
    await clock.advance(59_000);
    subscriptions.event(next, 2, updateOf('early'));
    await clock.advance(2_000);
    subscriptions.event(next, 2, updateOf('late'));
    expect(seen.slice(1)).toEqual(['first early', 'first late', 'complete', 'next late']);
    subscriptions.stop();
  });

  it('error: kept the events of the next session back when the first was confirmed after it', async () => {
    const { clock, calls, seen, subscriptions, add } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    void subscriptions.add(first);
    await clock.advance(0);
    const [requested] = calls;
    await add(next, 2);
    subscriptions.event(next, 2, updateOf('before'));
    requested?.answer(1);
    await clock.advance(0);
    for (const [session, id] of [
      [first, 1],
      [next, 2],
    ] as const)
      subscriptions.event(session, id, updateOf('after'));
    expect(seen).toEqual(['next subscribed', 'next before', 'next after']);
    subscriptions.stop();
  });

  it('error: ended with an older balance if the first session had missed its event, but not a later one', async () => {
    const { seen, subscriptions, add, list } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    await add(first, 1);
    await add(next, 2);
    for (const event of [updateOf('both'), positionOf(1, 'newer')]) subscriptions.event(first, 1, event);
    for (const event of [positionOf(1, 'missed'), updateOf('both'), positionOf(1, 'newer')])
      subscriptions.event(next, 2, event);
    await list(first, 1);
    subscriptions.removeSession(first, 'renewed');
    const told = ['first subscribed', 'first both', 'first newer', 'complete', 'next missed', 'next newer'];
    expect(seen).toEqual(told);
    subscriptions.stop();
  });

  it('error: attempted without any delay if the same session was added again while its attempts failed', async () => {
    const { clock, calls, subscriptions } = setUp();
    const session = sessionOf('first');
    void subscriptions.add(session);
    for (let second = 0; second < 60; second++) {
      if (second === 3 || second === 10) void subscriptions.add(session);
      for (let step = 0; step < 10; step++) {
        await clock.advance(100);
        calls.at(-1)?.refuse(refusal(-1006));
      }
    }
    // The delays between attempts are 0.25, 0.5, 1, 2, 4, 8, 16 and 30 s. Each of the two further calls of `add` ends
    // one of these delays early.
    expect(calls.length).toBeLessThan(12);
    subscriptions.stop();
  });

  it('error: repeated a balance after the first session had missed an older one, but not the later one of its millisecond', async () => {
    const { seen, subscriptions, add, list } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    await add(first, 1);
    await add(next, 2);
    for (const f of ['early', 'late']) subscriptions.event(first, 1, positionOf(2, f));
    // The event with the balance `late` could not be read on the new session, so only the first session delivers it.
    for (const event of [positionOf(1, 'missed'), positionOf(2, 'early')]) subscriptions.event(next, 2, event);
    await list(first, 1);
    subscriptions.removeSession(first, 'renewed');
    expect(seen).toEqual(['first subscribed', 'first early', 'first late', 'complete', 'next missed']);
    subscriptions.stop();
  });
});
