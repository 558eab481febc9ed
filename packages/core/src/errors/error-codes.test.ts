import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../../tests/documented/index.js';
import { errorCodeName } from './error-codes.js';

describe('errorCodeName', () => {
  it('knows every documented code', () => {
    expect(errorCodes.length).toBeGreaterThan(100);
    for (const { code, name } of errorCodes) expect([code, errorCodeName(code)]).toEqual([code, name ?? undefined]);
  });

  it('has no name for a code that is not documented', () => {
    for (const value of ['-1121', 'constructor', '__proto__', null, {}, Object.create(null), Symbol('s')])
      expect(errorCodeName(value as never)).toBeUndefined();
    expect([0, -1, 1000, -999, -1004, -9999, undefined].map(errorCodeName)).toEqual(Array(7).fill(undefined));
  });
});
