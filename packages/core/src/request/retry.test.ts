import { describe, expect, it } from 'vitest';
import { BinanceApiError, BinanceRateLimitError, BinanceTransportError } from '../errors/index.js';
import { retryDelay } from './retry.js';

const request = { operation: 'ping', method: 'GET', path: '/api/v3/ping' };
const lost = new BinanceTransportError('lost', { request, sent: true });
const refused = (statusCode: number): BinanceApiError =>
  new BinanceApiError({ request, statusCode, code: -1000, text: 'no' });
const limited = (banned: boolean): BinanceRateLimitError =>
  new BinanceRateLimitError({ request, statusCode: 429, text: 'no', until: 0, banned });

describe('retryDelay', () => {
  it('doubles the longest delay with each attempt, and ends after three', () => {
    expect([0, 1, 2, 3].map((attempt) => retryDelay(lost, attempt, 1, 'queue'))).toEqual([250, 500, 1000, undefined]);
  });

  it('has full jitter: any delay from 0 to the longest one', () => {
    expect([0, 0.25, 0.5].map((random) => retryDelay(lost, 2, random, 'queue'))).toEqual([0, 250, 500]);
  });

  it.each([
    [400, undefined],
    [403, undefined],
    [499, undefined],
    [500, 250],
    [503, 250],
  ])('after a refusal with status %i it is %s', (status, delay) => {
    expect(retryDelay(refused(status), 0, 1, 'queue')).toBe(delay);
  });

  it('is left to the limiter after a 429, and there is no retry during a ban or if calls do not queue', () => {
    expect(retryDelay(limited(false), 0, 1, 'queue')).toBe(0);
    expect(retryDelay(limited(true), 0, 1, 'queue')).toBeUndefined();
    expect(retryDelay(limited(false), 0, 1, 'throw')).toBeUndefined();
    expect(retryDelay(limited(false), 0, 1, 'off')).toBeUndefined();
  });

  it('is undefined for an error that a retry cannot help', () => {
    expect(retryDelay(new TypeError('of the caller'), 0, 1, 'queue')).toBeUndefined();
  });
});
