import Big from 'big.js';
import { afterEach, describe, expect, it } from 'vitest';
import { nearer, nearestLegal } from './nearest-legal.js';
import type { NumberLimit } from './number-rule.js';

const limit = (value: bigint): NumberLimit => ({ name: '', text: '', value });

describe('nearestLegal', () => {
  it.each([
    ['the step', 437n, { step: limit(5n) }, { down: '4.35', up: '4.4' }],
    ['a minimum that is not a multiple of the step', 1n, { min: limit(7n), step: limit(5n) }, { up: '0.1' }],
    ['a maximum that is not a multiple of the step', 900n, { max: limit(788n), step: limit(25n) }, { down: '7.75' }],
    ['no value, if none is legal', 5n, { min: limit(6n), max: limit(9n), step: limit(5n) }, undefined],
    ['no value, if none above zero is legal', 5n, { max: limit(-3n) }, undefined],
    [
      'a step of 39 digits',
      10n ** 39n + 1n,
      { step: limit(10n ** 38n) },
      {
        ...{ down: `1${'0'.repeat(37)}`, up: `11${'0'.repeat(36)}` },
      },
    ],
  ])('satisfies %s', (_, value, bound, fix) => {
    expect(nearestLegal(value, [{ filter: 'X', ...bound }], 2)).toEqual(fix);
  });

  it('satisfies two steps without a common divisor', () => {
    const steps = [99_999_999n, 99_999_998n].map((value) => ({ filter: 'X', step: limit(value) }));
    expect(nearestLegal(5n, steps, 8)).toEqual({ up: '99999997.00000002' });
  });
});

describe('nearer', () => {
  it('prefers the lower of two values that are equally near', () => {
    expect(nearer('0.25', '0.2', '0.3')).toBe('0.2');
    expect(nearer('0.25000000000000000001', '0.2', '0.3')).toBe('0.3');
  });
});

describe('the rounding settings of another copy of big.js', () => {
  const { DP, RM, strict } = Big;
  afterEach(() => void Object.assign(Big, { DP, RM, strict }));

  it('do not change which correction is nearer', () => {
    Object.assign(Big, { DP: 0, RM: 3, strict: true });
    expect(nearer('0.25', '0.2', '0.3')).toBe('0.2');
  });
});
