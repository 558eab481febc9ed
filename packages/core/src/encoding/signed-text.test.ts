import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createSpotClient } from '../client/spot-client.js';
import { wireParams } from './params.js';
import { encodeQuery, socketPayload } from './signed-text.js';

/**
 * Generates texts that are hard to encode: they have reserved characters, spaces, and characters of every Unicode
 * plane.
 */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'@+~*\'()%! &=#?/\\"<>[]{}|^`;:,$币é😀') }),
  fc.string({ unit: 'grapheme' }),
);

describe('encodeQuery', () => {
  it('is not changed by URL, and decodes to the same parameters', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text), (params) => {
        const query = encodeQuery(wireParams(params));
        const url = new URL(`https://api.binance.com/api/v3/order?${query}`);
        expect(url.search.slice(1)).toBe(query);
        expect([...url.searchParams]).toEqual(Object.entries(params));
      }),
    );
  });

  it('encodes lists as JSON', () => {
    expect(encodeQuery({ symbols: ['BTCUSDT', 'BNBBTC'] })).toBe('symbols=%5B%22BTCUSDT%22%2C%22BNBBTC%22%5D');
  });
});

describe('socketPayload', () => {
  it('sorts by name and does not percent-encode', () => {
    expect(socketPayload({ symbol: '这是测试币456', apiKey: 'a+b', timestamp: 1 })).toBe(
      'apiKey=a+b&symbol=这是测试币456&timestamp=1',
    );
  });
});

describe('a signed request', () => {
  it('has a signature over exactly the bytes that are sent', async () => {
    await fc.assert(
      fc.asyncProperty(text.filter(Boolean), text, async (symbol, newClientOrderId) => {
        let signed = '';
        let sent = '';
        const client = createSpotClient({
          apiKey: 'key',
          signer: (payload) => {
            signed = payload;
            return '+/=';
          },
          validateOrders: false,
          fetch: async (input) => {
            const { pathname, search } = new URL(new Request(input).url);
            if (pathname === '/api/v3/time') return Response.json({ serverTime: Date.now() });
            sent = search;
            return Response.json({ symbol, orderId: 1, transactTime: 1 });
          },
        });
        await client.createOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: '1', newClientOrderId });
        expect(sent).toBe(`?${signed}&signature=%2B%2F%3D`);
        expect(new URLSearchParams(sent).get('symbol')).toBe(symbol);
      }),
      { numRuns: 100 },
    );
  });
});
