import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { reserveAttempt } from './attempt-budget.js';
import { refusalOf } from './handshake-refusal.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

describe('refusalOf', () => {
  it.each<[number, string | undefined, number, number]>([
    [429, undefined, MINUTE, Infinity],
    [429, '0', 0, Infinity],
    [429, '299', 299 * SECOND, Infinity],
    [429, '301', 300 * SECOND, Infinity],
    [429, '1.5', MINUTE, Infinity],
    [429, '-5', MINUTE, Infinity],
    [429, '', MINUTE, Infinity],
    [403, undefined, MINUTE, Infinity],
    [403, '120', 120 * SECOND, Infinity],
    [418, undefined, 2 * MINUTE, Infinity],
    [418, '600', 10 * MINUTE, Infinity],
    [418, `${4 * 24 * 3_600}`, 3 * DAY, Infinity],
    // The exchange does not ask for a wait with any other status.
    [503, '120', 0, Infinity],
    [500, undefined, 0, Infinity],
    [302, undefined, 0, Infinity],
    [400, '120', 0, 1],
    [401, undefined, 0, 1],
    [404, undefined, 0, 1],
    [451, '120', 0, 0],
  ])(
    'of status %i with Retry-After %s blocks attempts for %i ms, and allows %d refusals',
    (status, after, wait, retried) => {
      const clock = new ManualClock();
      const { error, block, retriedRefusals } = refusalOf(status, after);
      block(clock, 'wss://a');
      expect([reserveAttempt(clock, 'wss://a'), reserveAttempt(clock, 'wss://b')]).toEqual([wait, 0]);
      expect(retriedRefusals).toBe(retried);
      expect(error).toMatchObject({
        ...{ name: 'BinanceStreamError', code: status },
        message: `connection refused with HTTP status ${status}`,
      });
    },
  );
});
