import Big from 'big.js';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { addDecimals, compareDecimals, subtractDecimals } from './arithmetic.js';

describe('addDecimals', () => {
  it('keeps the decimal places of the longest value', () => {
    expect(addDecimals('1.00000000', '0.5')).toBe('1.50000000');
    expect(addDecimals('1', '2', '3')).toBe('6');
    expect(addDecimals('0.10', '-0.10')).toBe('0.00');
    expect(addDecimals('-1.5', '0.25')).toBe('-1.25');
  });

  it('is exact where numbers are not', () => {
    expect(addDecimals('0.1', '0.2')).toBe('0.3');
    expect(addDecimals('99999999999999999999.99999999', '0.00000001')).toBe('100000000000000000000.00000000');
  });

  it('agrees with integers of the smallest unit', () => {
    const amount = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    const text = (units: bigint): string => {
      const digits = (units < 0n ? -units : units).toString().padStart(9, '0');
      return `${units < 0n ? '-' : ''}${digits.slice(0, -8)}.${digits.slice(-8)}`;
    };
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(addDecimals(text(a), text(b))).toBe(text(a + b));
        expect(subtractDecimals(text(a), text(b))).toBe(text(a - b));
        expect(compareDecimals(text(a), text(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

describe('subtractDecimals', () => {
  it('keeps the decimal places of the longer value', () => {
    expect(subtractDecimals('1', '0.10')).toBe('0.90');
    expect(subtractDecimals('1.5', '-1.5')).toBe('3.0');
    expect(subtractDecimals('0', '0')).toBe('0');
  });
});

describe('compareDecimals', () => {
  it('compares by value, not by text', () => {
    expect(compareDecimals('1.0', '1')).toBe(0);
    expect(compareDecimals('9', '10')).toBe(-1);
  });
});

describe('the rounding settings of another copy of big.js', () => {
  const { DP, RM, strict } = Big;
  afterEach(() => void Object.assign(Big, { DP, RM, strict }));

  it('do not change results', () => {
    Object.assign(Big, { DP: 0, RM: 3, strict: true });
    expect(addDecimals('0.15', '0.2')).toBe('0.35');
  });
});
