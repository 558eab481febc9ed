import { afterEach, describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { createSpotClient } from '../client/spot-client.js';
import { pollFor } from './request-context.js';

afterEach(() => vi.unstubAllGlobals());

describe('pollFor', () => {
  it.each([
    ['a value', () => Promise.resolve(5), 5],
    ['an error', () => Promise.reject(new Error('refused')), 'refused'],
  ])('delivers %s by a timer of its own', async (_, make, expected) => {
    const clock = new ManualClock();
    let polls = 0;
    const polled = pollFor<unknown>(make(), clock, () => void polls++).catch((error: Error) => error.message);
    await clock.advance(100);
    expect(await polled).toBe(expected);
    expect(polls).toBe(2);
    expect(clock.timers.size).toBe(0);
  });
});

describe('a Worker', () => {
  it('sends again after a request was lost with its context', async () => {
    vi.stubGlobal('WebSocketPair', class {});
    const clock = new ManualClock();
    let answers = false;
    const fetch = async (): Promise<Response> =>
      answers ? Response.json({ serverTime: clock.now() }) : new Promise<Response>(() => undefined);
    const client = createSpotClient({ clock, fetch, limits: { maxWait: 60_000 } });
    // The Worker made the first call for an incoming request that ended before the call did. So the timers of this call
    // never fire, and its reply never arrives.
    const set = clock.setTimeout.bind(clock);
    clock.setTimeout = () => undefined;
    void client.getServerTime().catch(() => undefined);
    await Promise.resolve();
    clock.setTimeout = set;
    answers = true;
    const answered = client.getServerTime();
    await clock.advance(25_000);
    expect(await answered).toEqual({ serverTime: expect.any(Number) });
  });
});
