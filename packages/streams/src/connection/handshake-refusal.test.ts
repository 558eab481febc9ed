import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { reserveAttempt } from './attempt-budget.js';
import { refusalOf } from './handshake-refusal.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

describe('refusalOf', () => {
  it.each<[number, string | undefined, number, [isFinal: boolean, isFinalAfter404: boolean]]>([
    [429, undefined, MINUTE, [false, false]],
    [429, '0', 0, [false, false]],
    [429, '299', 299 * SECOND, [false, false]],
    [429, '301', 300 * SECOND, [false, false]],
    [429, '1.5', MINUTE, [false, false]],
    [429, '-5', MINUTE, [false, false]],
    [429, '', MINUTE, [false, false]],
    [403, undefined, MINUTE, [false, false]],
    [403, '120', 120 * SECOND, [false, false]],
    [418, undefined, 2 * MINUTE, [false, false]],
    [418, '600', 10 * MINUTE, [false, false]],
    [418, `${4 * 24 * 3_600}`, 3 * DAY, [false, false]],
    // With any other status, the exchange does not ask for a wait, so the header is ignored.
    [503, '120', 0, [false, false]],
    [500, undefined, 0, [false, false]],
    [302, undefined, 0, [false, false]],
    [400, '120', 0, [false, true]],
    [401, undefined, 0, [false, true]],
    [404, undefined, 0, [false, true]],
    [451, '120', 0, [true, true]],
  ])(
    'of status %i with Retry-After %s blocks attempts for %i ms, and is final at once or after a 404: %j',
    (status, after, wait, finals) => {
      const clock = new ManualClock();
      const { error, block, isFinal } = refusalOf(status, after);
      block(clock, 'wss://a');
      expect([reserveAttempt(clock, 'wss://a'), reserveAttempt(clock, 'wss://b')]).toEqual([wait, 0]);
      expect([undefined, refusalOf(503, undefined), refusalOf(404, undefined)].map(isFinal)).toEqual([
        finals[0],
        ...finals,
      ]);
      expect(error).toMatchObject({
        ...{ name: 'BinanceStreamError', code: status },
        message: `connection refused with HTTP status ${status}`,
      });
    },
  );
});
