import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BinanceOrderFilterError } from '../errors/index.js';
import { type DecimalInput, formatDecimal } from './format.js';

describe('formatDecimal', () => {
  it.each<[DecimalInput, string]>([
    [1e-7, '0.0000001'],
    [1.5e-7, '0.00000015'],
    [100, '100'],
    [1e15, '1000000000000000'],
    [9007199254740991, '9007199254740991'],
    [-0.5, '-0.5'],
    [0, '0'],
    [10n ** 18n, '1000000000000000000'],
    ['0.00001000', '0.00001000'],
    [new Big('1e-8'), '0.00000001'],
    [new Big('123456789012.12345678'), '123456789012.12345678'],
  ])('formats %s as %s', (value, text) => {
    expect(formatDecimal(value)).toBe(text);
  });

  it.each<[DecimalInput]>([
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [0.1 + 0.2],
    [2 ** 53],
    [1e21],
    [1e-21],
    ['1e-7'],
    [''],
    [' 1'],
    ['1,5'],
    ['.5'],
    ['5.'],
    ['+1'],
    ['0x10'],
    ['NaN'],
    ['1'.repeat(21)],
  ])('refuses %s', (value) => {
    expect(() => formatDecimal(value, 'price')).toThrow(BinanceOrderFilterError);
    expect(() => formatDecimal(value, 'price')).toThrow(/^price: expected a plain decimal .*, got /);
  });

  it('refuses a Number object, because its toFixed() rounds', () => {
    // Only a caller without TypeScript can pass a `Number` object. Its `toFixed()` would turn 1.5 into 2.
    expect(() => formatDecimal(Object(1.5))).toThrow(BinanceOrderFilterError);
  });

  it('writes every number of up to 15 digits as big.js does', () => {
    const digits = fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 });
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 19 }), (whole, scale) => {
        const value = Number(`${whole}e-${scale}`);
        if (value !== 0) expect(formatDecimal(value)).toBe(new Big(String(value)).toFixed());
      }),
    );
  });
});
