import { describe, expect, it } from 'vitest';
import { connect } from '../../test/connect.js';
import { caught } from '../../test/outcome.js';
import type { Answer } from '../../test/scripted-fetch.js';
// The client loads this module with its first order. It is imported here so that no order in the tests waits for it.
import './guard.js';

const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

describe('an order of a symbol whose rules cannot be loaded', () => {
  it.each<[string, Answer, object]>([
    ["the firewall's 403", { status: 403, body: '<html>' }, { name: 'BinanceTransportError' }],
    ['a refusal', { status: 400, body: { code: -1000, msg: 'no' } }, { name: 'BinanceTransportError' }],
    ['an error of the server', { status: 503, body: '<html>' }, { name: 'BinanceTransportError' }],
    ['a page with status 200', { body: '<html>' }, { name: 'BinanceTransportError' }],
    ['an answer without symbols', { body: 'null' }, { name: 'BinanceTransportError' }],
    ['a lost connection', 'reset', { name: 'BinanceTransportError' }],
    ['no connection', 'refused', { name: 'BinanceTransportError' }],
    ['no answer', 'silence', { name: 'BinanceTransportError' }],
    [
      'a limit',
      { status: 429, headers: { 'Retry-After': '5' }, body: { code: -1003, msg: 'too many' } },
      { name: 'BinanceRateLimitError', banned: false, retryAfter: 5000, statusCode: undefined, code: undefined },
    ],
    [
      'a ban',
      { status: 418, headers: { 'Retry-After': '600' }, body: { code: -1003, msg: 'banned' } },
      { name: 'BinanceRateLimitError', banned: true, retryAfter: 600_000, statusCode: undefined, code: undefined },
    ],
  ])('%s: the error is about the order, and says that it was not sent', async (_, answer, expected) => {
    const { client, clock, sent } = connect([answer], { validateOrders: true, limits: 'throw' });
    const error = (await clock.run(caught(client.createOrder(order)))) as Error;
    expect(error).toMatchObject({ ...expected, sent: false, request: { operation: 'createOrder', method: 'POST' } });
    expect(error.message).toMatch(
      /^createOrder: (not sent: the rules of BNBBTC could not be loaded: getExchangeInfo: |not sent within 10000 ms$)/,
    );
    expect(sent.map(({ method }) => method)).not.toContain('POST');
    client.close();
  });
});
