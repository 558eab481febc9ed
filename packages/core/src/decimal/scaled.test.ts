import { describe, expect, it } from 'vitest';
import { divideUp, formatScaled, parseScaled } from './scaled.js';

describe('parseScaled', () => {
  it.each([
    ['0', 0n],
    ['1', 100_000_000n],
    ['0.00000001', 1n],
    ['43210.12', 4_321_012_000_000n],
    ['007.50', 750_000_000n],
    ['0.300000000000', 30_000_000n],
    ['1.00000000000000000000', 100_000_000n],
    ['90071992.54740993', 9_007_199_254_740_993n],
    ['99999999999999999999.99999999', 9_999_999_999_999_999_999_999_999_999n],
  ])('reads %s exactly', (text, value) => {
    expect(parseScaled(text, 8)).toBe(value);
  });

  it('returns the scale that a text with more decimal places needs', () => {
    expect(parseScaled('0.000000001', 8)).toBe(9);
    expect(parseScaled('1.23456789012', 8)).toBe(11);
    expect(parseScaled('1.23456789012', 11)).toBe(123_456_789_012n);
  });

  it.each([
    '',
    '.',
    '1.',
    '.5',
    '-1',
    '+1',
    '1e5',
    ' 1',
    '1 ',
    '1,5',
    '1.2.3',
    'NaN',
    '٣',
    '123456789012345678901',
    `0.${'1'.repeat(21)}`,
  ])('refuses %j', (text) => {
    expect(parseScaled(text, 8)).toBeUndefined();
  });
});

describe('divideUp', () => {
  it('rounds up a quotient that is not whole', () => {
    expect(divideUp(10n, 5n)).toBe(2n);
    expect(divideUp(11n, 5n)).toBe(3n);
    expect(divideUp(0n, 5n)).toBe(0n);
  });
});

describe('formatScaled', () => {
  it('writes the shortest plain decimal', () => {
    expect(formatScaled(0n, 8)).toBe('0');
    expect(formatScaled(30_000_000n, 8)).toBe('0.3');
    expect(formatScaled(1n, 8)).toBe('0.00000001');
    expect(formatScaled(10_000_000_000n, 8)).toBe('100');
    expect(formatScaled(100n, 0)).toBe('100');
  });
});
