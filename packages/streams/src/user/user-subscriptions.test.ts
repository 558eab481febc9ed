import { describe, expect, it } from 'vitest';
import {
  type FakeSession,
  refusal,
  sessionOf,
  setUpSubscriptions as setUp,
  TERMINATED,
  updateOf,
} from '../../test/subscriptions-setup.js';

describe('UserSubscriptions', () => {
  it('passes the events of the next session after the first has ended, without those that both received', async () => {
    const { seen, subscriptions, add, list } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    await add(first, 1);
    await add(next, 2);
    subscriptions.event(first, 1, updateOf('both', 10));
    subscriptions.event(next, 2, updateOf('both', 11));
    subscriptions.event(next, 2, updateOf('next alone'));
    await list(first, 1);
    subscriptions.removeSession(first, 'renewed');
    expect(seen).toEqual(['first subscribed', 'first both', 'complete', 'next next alone']);
    subscriptions.stop();
  });

  it('reports a loss if the first session ends before all of its events have arrived', async () => {
    const { seen, subscriptions, add } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    await add(first, 1);
    await add(next, 2);
    subscriptions.event(next, 2, updateOf('kept'));
    subscriptions.removeSession(first, 'cut');
    expect(seen).toEqual(['first subscribed', 'first ended', 'next subscribed', 'next kept']);
    subscriptions.stop();
  });

  it('reports no loss while both sessions go on, although the first did not answer which subscriptions it has', async () => {
    const { clock, calls, seen, subscriptions, add } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    await add(first, 1);
    await add(next, 2);
    calls.find(({ name }) => name === 'getSessionSubscriptions')?.refuse(new Error('busy'));
    await clock.advance(0);
    subscriptions.event(first, 1, updateOf('later'));
    expect(seen).toEqual(['first subscribed', 'first later']);
    subscriptions.stop();
  });

  it('subscribed on the next session only after the first had ended if both waited for their next attempts', async () => {
    const { clock, calls, subscriptions, list } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    void subscriptions.add(first);
    // Eight failures in a row lead to a delay of 30 s.
    for (let attempt = 0; attempt < 8; attempt++) {
      calls.at(-1)?.refuse(new Error('busy'));
      if (attempt < 7) await clock.advance(30_000);
    }
    await clock.advance(25_000);
    void subscriptions.add(next);
    await clock.advance(5_000);
    calls.at(-1)?.answer(1);
    await clock.advance(0);
    expect(calls.at(-1)).toMatchObject({ name: 'subscribeUserDataBySignature', url: 'next' });
    calls.at(-1)?.answer(2);
    await clock.advance(0);
    await list(first, 1);
    subscriptions.stop();
  });

  it('reports a loss if the exchange had ended the first subscription without an event', async () => {
    const { seen, subscriptions, add, list } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    await add(first, 1);
    await add(next, 2);
    subscriptions.event(next, 2, updateOf('next alone'));
    await list(first);
    expect(seen).toEqual(['first subscribed', 'first ended', 'next subscribed', 'next next alone']);
    subscriptions.removeSession(first, 'renewed');
    expect(seen).toHaveLength(4);
    subscriptions.stop();
  });

  it('reports a loss if the first session ends before the exchange has listed its subscription', async () => {
    const { calls, seen, subscriptions, add } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    await add(first, 1);
    await add(next, 2);
    calls.at(-1)?.refuse(new Error('the connection was lost'));
    subscriptions.removeSession(first, 'renewed');
    expect(seen).toEqual(['first subscribed', 'first ended', 'next subscribed']);
    subscriptions.stop();
  });

  it('drops a second copy for a minute, and delivers an equal event later than that', async () => {
    const { clock, seen, subscriptions, add, list } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    await add(first, 1);
    await add(next, 2);
    for (const d of ['a', 'b']) subscriptions.event(first, 1, updateOf(d));
    await list(first, 1);
    subscriptions.removeSession(first, 'renewed');
    await clock.advance(59_000);
    subscriptions.event(next, 2, updateOf('a'));
    await clock.advance(2_000);
    subscriptions.event(next, 2, updateOf('b'));
    expect(seen.slice(1)).toEqual(['first a', 'first b', 'complete', 'next b']);
    subscriptions.stop();
  });

  it.each([
    ['with an event', [TERMINATED]],
    ['without an event', []],
  ])('error: was never subscribed again if both subscriptions of a renewal ended, the newer %s', async (_, events) => {
    const { clock, calls, subscriptions, add, list } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    await add(first, 1);
    await add(next, 2);
    await list(first, 1);
    for (const event of events) subscriptions.event(next, 2, event);
    subscriptions.event(first, 1, TERMINATED);
    calls
      .filter(({ url, name }) => url === 'first' && name === 'subscribeUserDataBySignature')
      .at(-1)
      ?.answer(3);
    await clock.advance(0);
    await list(next);
    subscriptions.removeSession(first, 'renewed');
    const requests = calls.filter(({ url, name }) => url === 'next' && name === 'subscribeUserDataBySignature');
    expect(requests).toHaveLength(2);
    subscriptions.stop();
  });

  it('drops a second copy for a minute after each renewal, not only after the first', async () => {
    const { clock, seen, subscriptions, add, list } = setUp();
    const sessions = ['one', 'two', 'three', 'four'].map((url) => sessionOf(url));
    await add(sessions[0] as FakeSession, 0);
    for (let id = 1; id < sessions.length; id++) {
      const [old, next] = [sessions[id - 1], sessions[id]] as [FakeSession, FakeSession];
      await add(next, id);
      for (const d of [`early ${id}`, `late ${id}`]) subscriptions.event(old, id - 1, updateOf(d));
      await list(old, id - 1);
      subscriptions.removeSession(old, 'renewed');
      await clock.advance(59_000);
      subscriptions.event(next, id, updateOf(`early ${id}`));
      await clock.advance(2_000);
      subscriptions.event(next, id, updateOf(`late ${id}`));
    }
    expect(seen.filter((each) => / (early|late) /.test(each))).toEqual([
      ...['one early 1', 'one late 1', 'two late 1'],
      ...['two early 2', 'two late 2', 'three late 2'],
      ...['three early 3', 'three late 3', 'four late 3'],
    ]);
    subscriptions.stop();
    expect(clock.timers.size).toBe(0);
  });

  it('asks each minute whether its subscription exists, and subscribes again only if the exchange does not list it', async () => {
    const { clock, calls, seen, subscriptions, add, list } = setUp();
    const session = sessionOf('first');
    await add(session, 1);
    const checks = () => calls.filter(({ name }) => name === 'getSessionSubscriptions');
    await clock.advance(59_999);
    expect(checks()).toHaveLength(0);
    await clock.advance(1);
    checks().at(-1)?.refuse(new Error('no answer'));
    await clock.advance(60_000);
    await list(session, 5, 1);
    expect([checks().length, seen]).toEqual([2, ['first subscribed']]);
    await clock.advance(60_000);
    await list(session, 5);
    expect(seen).toEqual(['first subscribed', 'first ended']);
    calls.at(-1)?.answer(6);
    await clock.advance(0);
    expect(seen).toEqual(['first subscribed', 'first ended', 'first subscribed']);
    expect([subscriptions.has(session, 1), subscriptions.has(session, 6)]).toEqual([false, true]);
    await clock.advance(60_000);
    expect(checks()).toHaveLength(4);
    subscriptions.stop();
    await list(session, 6);
    expect(clock.timers.size).toBe(0);
  });

  it('subscribes on the next session without a delay if its request was lost with the session', async () => {
    const { clock, calls, subscriptions } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    for (const session of [first, next]) {
      void subscriptions.add(session);
      await clock.advance(0);
      expect(calls.at(-1)).toMatchObject({ url: session.url, at: clock.monotonic() });
      session.isOpen = false;
      subscriptions.removeSession(session, 'cut');
      calls.at(-1)?.refuse(new Error('the connection was lost'));
      await clock.advance(10);
    }
    expect([calls.length, clock.timers.size]).toEqual([2, 0]);
    subscriptions.stop();
  });

  it('ignores events of another subscription on the same session', async () => {
    const { seen, subscriptions, add } = setUp();
    const session = sessionOf('first');
    await add(session, 1);
    subscriptions.event(session, 7, updateOf('of another account'));
    subscriptions.event(session, 1, updateOf('own'));
    expect(seen).toEqual(['first subscribed', 'first own']);
    expect([subscriptions.has(session, 7), subscriptions.has(session, 1)]).toEqual([false, true]);
    subscriptions.stop();
  });

  it('waits longer each time that the exchange ends the subscription soon, except the first time', async () => {
    const { clock, calls, subscriptions, add } = setUp();
    const session = sessionOf('first');
    await add(session, 1);
    for (let id = 1; id < 4; id++) {
      const { length } = calls;
      subscriptions.event(session, id, TERMINATED);
      while (calls.length === length) await clock.advance(50);
      calls.at(-1)?.answer(id + 1);
      await clock.advance(0);
    }
    const times = calls.map(({ at }) => at);
    expect(times.slice(1).map((at, index) => at - (times[index] as number))).toEqual([0, 500, 1_000]);
    subscriptions.stop();
  });

  it('subscribes again after a failed attempt, and gives up its wait when the session ends', async () => {
    const { clock, calls, seen, subscriptions } = setUp();
    const session = sessionOf('first');
    let isOver = false;
    void subscriptions.add(session).then(() => {
      isOver = true;
    });
    for (let attempt = 0; attempt < 3; attempt++) {
      await clock.advance(10_000);
      calls.at(-1)?.refuse(new Error('no answer'));
    }
    await clock.advance(0);
    expect([calls.length, isOver]).toEqual([3, false]);
    session.isOpen = false;
    subscriptions.removeSession(session, 'cut');
    await clock.advance(0);
    expect([isOver, clock.timers.size, seen]).toEqual([true, 0, []]);
  });

  it.each([
    [true, ['failed: user data: subscribeUserDataBySignature: -2015: Invalid API-key']],
    [false, []],
  ])('error: the exchange refuses the key, while the session is open: %s', async (isOpen, expected) => {
    const { clock, calls, seen, subscriptions } = setUp();
    const session = sessionOf('first');
    void subscriptions.add(session);
    await clock.advance(0);
    session.isOpen = isOpen;
    calls[0]?.refuse(refusal(-2015, 'Invalid API-key'));
    await clock.advance(0);
    expect(seen).toEqual(expected);
    subscriptions.stop();
  });

  it('reports the sixth of several failures in a row, also after an attempt that succeeded', async () => {
    const { clock, calls, seen, subscriptions } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    const fail = async (failures: readonly number[]): Promise<void> => {
      for (const failure of failures) {
        await clock.advance(30_000);
        calls.at(-1)?.refuse(new Error(`${failure}`));
      }
      await clock.advance(30_000);
    };
    void subscriptions.add(first);
    await fail([1, 2, 3, 4, 5, 6, 7, 8]);
    calls.at(-1)?.answer(1);
    await clock.advance(0);
    subscriptions.removeSession(first, 'cut');
    void subscriptions.add(next);
    await fail([9, 10, 11, 12, 13, 14, 15]);
    expect(seen).toEqual(['reported: Error: 6', 'first subscribed', 'first ended', 'reported: Error: 14']);
    subscriptions.stop();
  });

  it.each([
    ['nobody is logged on', undefined, ['logOn', 'subscribeUserData']],
    ['its own key is logged on', 'key', ['subscribeUserData']],
    ['another key is logged on', 'other', ['subscribeUserDataBySignature']],
  ])('subscribes with an Ed25519 key where %s', async (_, loggedOnKey, expected) => {
    const { clock, calls, subscriptions } = setUp('Ed25519');
    void subscriptions.add(sessionOf('first', loggedOnKey));
    for (let call = 0; call < 3; call++) {
      await clock.advance(0);
      calls[call]?.answer(1);
    }
    expect(calls.map(({ name }) => name)).toEqual(expected);
    subscriptions.stop();
  });

  it('renews the connection when the exchange has a subscription of its key already, whose response was lost', async () => {
    const { clock, calls, seen, subscriptions } = setUp();
    void subscriptions.add(sessionOf('first'));
    await clock.advance(0);
    calls[0]?.refuse(new Error('no response'));
    await clock.advance(1_000);
    calls[1]?.refuse(refusal(-2035));
    await clock.advance(0);
    expect([calls.length, seen]).toEqual([2, ['first ends soon']]);
    subscriptions.stop();
  });

  it('error: another key has subscribed the account on the session, so the second one can never succeed', async () => {
    const { clock, calls, seen, subscriptions } = setUp();
    void subscriptions.add(sessionOf('first'));
    await clock.advance(0);
    calls[0]?.refuse(refusal(-2035));
    await clock.advance(0);
    expect(seen).toEqual(['failed: user data: subscribeUserDataBySignature: -2035: refused']);
    subscriptions.stop();
    // Error -2035 says that a subscription exists already. While the account is subscribed on another session, this
    // error must not end the user data of the account.
    const other = setUp();
    await other.add(sessionOf('old'), 1);
    void other.subscriptions.add(sessionOf('next'));
    await clock.advance(0);
    other.calls.at(-1)?.refuse(refusal(-2035));
    await other.clock.advance(0);
    expect(other.seen).toEqual(['old subscribed']);
    other.subscriptions.stop();
  });

  it('renews the connection when it has used up its subscription ids', async () => {
    const { clock, calls, seen, subscriptions } = setUp();
    void subscriptions.add(sessionOf('first'));
    await clock.advance(0);
    calls[0]?.refuse(refusal(-2042));
    await clock.advance(0);
    expect(seen).toEqual(['first ends soon']);
    subscriptions.stop();
  });

  it('passes no kept event after a listener has stopped it', async () => {
    const { seen, subscriptions, add, listener, list } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    await add(first, 1);
    await add(next, 2);
    for (const d of ['one', 'two']) subscriptions.event(next, 2, updateOf(d));
    await list(first, 1);
    listener.onEvent = () => subscriptions.stop();
    subscriptions.removeSession(first, 'renewed');
    expect(seen.slice(1)).toEqual(['complete', 'next one']);
  });

  it('subscribes on each next session without a delay, however soon the sessions before were lost', async () => {
    const { clock, calls, subscriptions, add } = setUp();
    for (const url of ['first', 'second', 'third', 'fourth']) {
      const session = sessionOf(url);
      await add(session, 1);
      expect(calls.at(-1)).toMatchObject({ url, name: 'subscribeUserDataBySignature', at: clock.monotonic() });
      await clock.advance(1_000);
      session.isOpen = false;
      subscriptions.removeSession(session, 'cut');
    }
    subscriptions.stop();
    expect(clock.timers.size).toBe(0);
  });

  it.each([
    ['soon after the account was subscribed', 1_000, 60_000],
    ['a minute after it, and the next session was lost soon', 60_000, 1_000],
  ])('forgets earlier failures although the connection was renewed: %s', async (_, renewedAfter, lostAfter) => {
    const { clock, calls, subscriptions, add, list } = setUp();
    const [first, next, last] = [sessionOf('first'), sessionOf('next'), sessionOf('last')];
    void subscriptions.add(first);
    for (let attempt = 0; attempt < 5; attempt++) {
      await clock.advance(10_000);
      calls.at(-1)?.refuse(new Error('no answer'));
    }
    await clock.advance(10_000);
    calls.at(-1)?.answer(1);
    await clock.advance(renewedAfter);
    await add(next, 2);
    await list(first, 1);
    subscriptions.removeSession(first, 'renewed');
    await clock.advance(lostAfter);
    subscriptions.removeSession(next, 'cut');
    void subscriptions.add(last);
    await clock.advance(0);
    expect(calls.at(-1)).toMatchObject({ url: 'last', at: clock.monotonic() });
    subscriptions.stop();
  });
});
