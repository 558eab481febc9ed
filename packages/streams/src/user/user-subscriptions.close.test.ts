import { describe, expect, it } from 'vitest';
import { sessionOf, setUpSubscriptions as setUp } from '../../test/subscriptions-setup.js';

describe('a closed UserSubscriptions', () => {
  it('error: subscribed an account again that a listener had closed when it was notified of a loss', async () => {
    const { clock, seen, subscriptions, add, listener } = setUp();
    const [first, next] = [sessionOf('first'), sessionOf('next')];
    await add(first, 1);
    await add(next, 2);
    listener.onEnded = () => subscriptions.stop();
    subscriptions.removeSession(first, 'cut');
    expect([seen, clock.timers.size]).toEqual([['first subscribed', 'first ended'], 0]);
  });

  it('error: left a timer if a listener closed the account when it was notified of missed events', async () => {
    const { clock, subscriptions, add, listener } = setUp();
    listener.onSubscribed = () => subscriptions.stop();
    await add(sessionOf('first'), 1);
    expect(clock.timers.size).toBe(0);
  });

  it('error: subscribed an account that was closed during its log-on', async () => {
    const { clock, calls, subscriptions } = setUp('Ed25519');
    void subscriptions.add(sessionOf('first'));
    await subscriptions.close();
    calls.at(-1)?.answer(0);
    await clock.advance(0);
    expect(calls.map(({ name }) => name)).toEqual(['logOn']);
  });

  it('waits for no further attempt', async () => {
    const { clock, calls, subscriptions } = setUp();
    void subscriptions.add(sessionOf('first'));
    calls.at(-1)?.refuse(new Error('busy'));
    await clock.advance(0);
    expect(clock.timers.size).toBe(1);
    await subscriptions.close();
    expect([clock.timers.size, calls.length]).toEqual([0, 1]);
  });
});
