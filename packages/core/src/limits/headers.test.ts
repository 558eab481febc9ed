import { describe, expect, it } from 'vitest';
import { rateLimitOf, retryAfterOf } from './headers.js';

// 2026-10-21 07:28:00 GMT, in ms since the epoch.
const now = Date.UTC(2026, 9, 21, 7, 28);

describe('retryAfterOf', () => {
  it.each([
    ['2', 2000],
    ['0', 0],
    [' 30 ', 30_000],
    ['1.5', 1500],
    ['2, 7', 7000],
    ['7,2', 7000],
    ['0, 0', 0],
    ['soon, 3', 3000],
    ['Wed, 21 Oct 2026 07:29:30 GMT', 90_000],
    ['Wednesday, 21-Oct-26 07:28:10 GMT', 10_000],
    ['Wed, 21 Oct 2026 07:27:00 GMT', 0],
  ])('reads %s', (header, wait) => {
    expect(retryAfterOf(header, now)).toBe(wait);
  });

  it.each([
    '',
    'soon',
    '-5',
    '1e9',
    '1e999',
    'NaN',
    'Infinity',
    '0x10',
    '{}',
    ',',
    '99 bottles',
    'Wed Oct 21 07:28:30 2026',
  ])('ignores %s', (header) => {
    expect(retryAfterOf(header, now)).toBeUndefined();
  });

  it('ignores a number that is too long to be finite', () => {
    expect(retryAfterOf('9'.repeat(400), now)).toBeUndefined();
  });
});

describe('rateLimitOf', () => {
  const weight = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1 };

  it.each([
    ['x-mbx-used-weight-1m', '12', { ...weight, count: 12 }],
    ['X-MBX-USED-WEIGHT-1M', '12, 34', { ...weight, count: 34 }],
    ['X-MBX-USED-WEIGHT-1M', '34,12', { ...weight, count: 34 }],
    ['X-MBX-USED-WEIGHT-1M', ', 12', { ...weight, count: 12 }],
    ['x-mbx-order-count-10s', '3', { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, count: 3 }],
    ['x-mbx-order-count-1d', '3', { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, count: 3 }],
  ])('reads %s: %s', (name, value, use) => {
    expect(rateLimitOf(name, value)).toEqual(use);
  });

  it.each([
    ['x-mbx-used-weight-1m', ''],
    ['x-mbx-used-weight-1m', 'many'],
    ['x-mbx-used-weight-1m', '-1'],
    ['x-mbx-used-weight-1m', '1e3'],
    ['x-mbx-used-weight-1m', '9'.repeat(400)],
    ['x-mbx-used-weight', '12'],
    ['x-mbx-used-weight-1x', '12'],
    ['content-length', '12'],
  ])('ignores %s: %s', (name, value) => {
    expect(rateLimitOf(name, value)).toBeUndefined();
  });
});
