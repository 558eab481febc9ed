import { BinanceApiError, BinanceRateLimitError, BinanceStreamError } from '@pkg/core/errors';
import { describe, expect, it } from 'vitest';
import { SNAPSHOT_REQUEST } from '../../test/fake-market.js';
import { isFinal } from './depth-errors.js';

describe('isFinal', () => {
  // In Binance's list of errors, the codes -1000 to -1099 are about the server or the network, and the codes -1100 to
  // -1199 are about the request.
  it.each([
    [-1100, true],
    [-1102, true],
    [-1121, true],
    [-1099, false],
    [-1003, false],
    [-1000, false],
    [undefined, false],
  ])('of error %s is %s', (code, expected) => {
    const error = new BinanceApiError({ request: SNAPSHOT_REQUEST, statusCode: 400, code, text: 'x' } as never);
    expect(isFinal(error)).toBe(expected);
  });

  it('is false of rate limits and other errors', () => {
    const limit = { request: SNAPSHOT_REQUEST, statusCode: 429, code: -1121, text: 'x', until: 1, banned: false };
    for (const error of [new BinanceRateLimitError(limit), new BinanceStreamError('x', -1121), new Error('x'), null]) {
      expect(isFinal(error)).toBe(false);
    }
  });
});
