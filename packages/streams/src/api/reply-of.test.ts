import { describe, expect, it } from 'vitest';
import { replyOf } from './reply-of.js';
import { SafeTexts } from './safe-texts.js';

const DAY = 24 * 3_600_000;
/** The time of this machine, in ms. The exchange's time is an hour later. */
const NOW = 1_000_000;
const EXCHANGE = NOW + 3_600_000;

describe('replyOf', () => {
  it.each<[string, unknown, number | undefined]>([
    ['none', undefined, undefined],
    ['no data of its own', {}, undefined],
    ['a time of the exchange', { serverTime: EXCHANGE, retryAfter: EXCHANGE + 30_000 }, 30_000],
    ['a time that has passed', { serverTime: EXCHANGE, retryAfter: EXCHANGE - 1 }, 0],
    ['a time without the time of the exchange', { retryAfter: NOW + 5_000 }, 5_000],
    ['a time in 3 days', { serverTime: EXCHANGE, retryAfter: EXCHANGE + 3 * DAY }, 3 * DAY],
    ['a time in more than 3 days', { serverTime: EXCHANGE, retryAfter: EXCHANGE + 3 * DAY + 1 }, 3 * DAY],
    ['times in µs', { serverTime: 1_700_000_000_000_000, retryAfter: 1_700_000_030_000_000 }, 30_000],
    ['a text', { serverTime: EXCHANGE, retryAfter: '5' }, undefined],
    ['a text as the time of the exchange', { serverTime: '5', retryAfter: EXCHANGE }, undefined],
    ['null', null, undefined],
  ])('says how long to wait after a refusal with %s', (_, data, retryAfter) => {
    const response = { status: 418, error: { code: -1003, msg: 'banned', data }, rateLimits: [] };
    expect(replyOf(response, undefined, new SafeTexts(), NOW)).toMatchObject({
      ...{ status: 418, data: { code: -1003, msg: 'banned' } },
      retryAfter,
    });
  });

  it('passes a result and the rate limits on', () => {
    const limit = { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 9, count: 3 } as const;
    const result = { orderId: 5 };
    const reply = replyOf({ status: 200, result, rateLimits: [limit] }, 'signature', new SafeTexts(), NOW);
    expect(reply).toEqual({ status: 200, data: result, rateLimits: [limit] });
  });
});
