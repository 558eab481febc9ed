import { describe, expect, it } from 'vitest';
import { connect, startOfMinute } from '../../test/connect.js';
import { ManualClock } from '../../test/manual-clock.js';
import { readingPermit } from '../../test/reading-permit.js';
import { getAveragePrice } from '../operations/market/prices.js';
import { CallSignal } from '../request/call-signal.js';
import { Limiter } from './limiter.js';
import { memoryStore } from './memory-store.js';
import { defaultLimitOptions } from './options.js';
import { RateLimitWindow } from './window.js';

const minute = 60_000;
const weight = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 } as const;

describe('the window of a rate limit', () => {
  it('counts a call whose reply arrives in the next window, but not what this reply reports', () => {
    const window = new RateLimitWindow(weight);
    const [sentAt, now] = [startOfMinute + minute - 1, startOfMinute + minute];
    window.report(5900, sentAt, now);
    expect(window.used(now)).toBe(0);
    // The call of weight 100 was sent in the previous window, but the exchange may have counted it in the current one.
    window.add(100, now);
    expect(window.used(now)).toBe(100);
    window.report(7, now, now + 1);
    expect(window.used(now + 1)).toBe(7);
  });

  it('keeps the higher of two counts whose replies arrive out of order', () => {
    const window = new RateLimitWindow(weight);
    window.report(50, startOfMinute + 10, startOfMinute + 20);
    window.report(40, startOfMinute + 5, startOfMinute + 30);
    expect(window.used(startOfMinute + 30)).toBe(50);
    // The call was sent after the last report arrived. So the count 45 is newer than 50, although it is lower.
    window.report(45, startOfMinute + 31, startOfMinute + 40);
    expect(window.used(startOfMinute + 40)).toBe(45);
  });

  it('counts a call sent near the start of the window once, although newer replies arrived first', () => {
    const window = new RateLimitWindow(weight, { time: { error: 50 } });
    // This call may have been counted in the current window or in the previous one.
    const [sentAt, endedAt] = [startOfMinute + 40, startOfMinute + 2000];
    window.report(2862, startOfMinute + 60, startOfMinute + 100);
    // The previous window may have had this count as well. But if the current one had it, 2862 includes the call.
    expect(window.includes(167, sentAt, endedAt)).toBe(true);
    // The current window has reported no such count, so the call may be missing from it.
    expect(window.includes(2863, sentAt, endedAt)).toBe(false);
    expect(window.includes(undefined, sentAt, endedAt)).toBe(false);
    // In the next window, no count is reported yet.
    expect(window.includes(167, startOfMinute + minute - 10, startOfMinute + minute + 100)).toBe(false);
  });

  it('has space for a call that is heavier than the whole limit, alone in each window', async () => {
    const { client, clock, sent } = connect([{}], { limits: { rateLimits: [{ ...weight, limit: 10 }] } });
    // Each call has weight 250.
    const heavy = { symbol: 'BNBBTC', limit: 5000 };
    const calls = [client.getOrderBook(heavy), client.getOrderBook(heavy)];
    await clock.advance(0);
    expect(sent).toHaveLength(1);
    await clock.run(Promise.all(calls));
    expect(sent).toHaveLength(2);
    expect(clock.monotonic()).toBe(minute);
  });
});

describe('a permit', () => {
  it('that is released twice counts once', async () => {
    const limiter = new Limiter(new ManualClock(startOfMinute), memoryStore, '');
    const call = { name: 'getAveragePrice', operation: getAveragePrice, params: {}, options: {} };
    const acquire = () => limiter.acquire(call, defaultLimitOptions, Infinity, new CallSignal({}, Infinity));
    const done = readingPermit(await acquire(), limiter);
    for (let release = 0; release < 2; release++) done({ status: 200, data: {}, rateLimits: [] });
    // After one successful reply, two reads may be in flight at once, so the third one waits.
    expect([acquire(), acquire(), acquire()].map((permit) => typeof permit)).toEqual([
      'function',
      'function',
      'object',
    ]);
  });
});
