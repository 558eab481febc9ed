import { describe, expect, it } from 'vitest';
import { createRandom } from '../../random/seeded-random.js';
import { formatAmount, parseAmount } from './amount.js';

/** Calculates the expected amount from the digits of the text, without the code under test. */
function expected(text: string): bigint | undefined {
  const [whole = '', fraction = '', ...others] = text.split('.');
  const kept = fraction.replace(/0+$/, '');
  if (!/^\d{1,20}$/.test(whole) || !/^\d{0,20}$/.test(fraction) || kept.length > 8 || others.length > 0)
    return undefined;
  return BigInt(whole) * 100_000_000n + BigInt(kept.padEnd(8, '0'));
}

describe('parseAmount', () => {
  it.each([
    ...['', '.', '.5', '5.', '0', '00.10', '1.00000000', '1.000000001', '1.000000000', '0.00000001', '-1', '+1', '1e3'],
    ...[
      '1,5',
      ' 1',
      '1 ',
      '1.2.3',
      '9007199254740993',
      '90071992.54740993',
      '90071992.54740992',
      '92233720368.54775807',
    ],
    ...['12345678901234567890', '123456789012345678901', '99999999.99999999', '1/5', '١'],
  ])('reads %j', (text) => {
    expect(parseAmount(text)).toBe(expected(text));
  });

  it('reads what formatAmount writes', () => {
    const random = createRandom(1);
    for (let index = 0; index < 2000; index += 1) {
      const value = BigInt(Math.floor(random.next() * 2 ** (1 + (index % 52))));
      expect(parseAmount(formatAmount(value))).toBe(value);
      const short = formatAmount(value, index % 9);
      expect(parseAmount(short)).toBe(expected(short));
    }
  });
});
