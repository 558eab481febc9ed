import { describe, expect, it } from 'vitest';
import { conflate } from './conflate.js';

const event = (U: number, u: number, b: [string, string][], a: [string, string][] = []) => ({ U, u, b, a });

describe('conflate', () => {
  it('merges consecutive or overlapping depth events, of which the newer entry of a price counts', () => {
    const merge = conflate('bnbbtc@depth@100ms');
    const older = event(5, 7, [
      ['1.0', '3'],
      ['2.0', '4'],
    ]);
    const expected = [
      ['1.0', '3'],
      ['2.0', '0'],
    ];
    expect(merge?.(older, event(8, 9, [['2.0', '0']]))).toMatchObject({ U: 5, u: 9, b: expected });
    expect(merge?.(older, event(6, 9, [['2.0', '0']]))).toMatchObject({ U: 5, u: 9, b: expected });
  });

  it('does not hide that one update is missing between two depth events', () => {
    const newer = event(9, 10, [['2.0', '0']]);
    expect(conflate('bnbbtc@depth')?.(event(5, 7, [['1.0', '3']]), newer)).toBe(newer);
  });

  it.each(['a@trade', 'a@aggTrade', 'a@kline_1m'])('keeps every event of %s', (stream) => {
    expect(conflate(stream)).toBeUndefined();
  });
});
