import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { outcome } from '../../test/outcome.js';
import type { Answer } from '../../test/scripted-fetch.js';
import { createSpotClient, type SpotClient } from '../client/spot-client.js';
import {
  BinanceApiError,
  BinanceRateLimitError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
} from '../errors/index.js';

const read = (client: SpotClient): Promise<unknown> => client.getAccount();
const place = (client: SpotClient): Promise<unknown> =>
  client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1', newClientOrderId: 'mine' });
const cancel = (client: SpotClient): Promise<unknown> => client.cancelOrder({ symbol: 'BNBBTC', orderId: 7 });
const amend = (client: SpotClient): Promise<unknown> =>
  client.amendOrder({ symbol: 'BNBBTC', orderId: 7, newQty: '1' });

const refusal = (status: number, code: number, msg = 'no'): Answer => ({ status, body: { code, msg } });
const html = { body: '<html><body>Bad Gateway</body></html>' };

/**
 * Each case: a title, the reply, whether the outcome of an order is unknown after this reply, whether a read is retried
 * after it, and the class of the error.
 */
const cases: readonly [title: string, answer: Answer, unknown: boolean, repeats: boolean, kind: unknown][] = [
  ['a lost connection', 'reset', true, true, BinanceTransportError],
  ['a refused connection', 'refused', false, true, BinanceTransportError],
  ['an HTML 502', { status: 502, ...html }, true, true, BinanceApiError],
  ['an HTML 200', { status: 200, ...html }, true, true, BinanceTransportError],
  ['an empty body', { status: 200, body: '' }, true, true, BinanceTransportError],
  ['truncated JSON', { status: 200, body: '{"orderId":12' }, true, true, BinanceTransportError],
  ['-1000', refusal(400, -1000), false, false, BinanceApiError],
  ['-1000 with 500', refusal(500, -1000), true, true, BinanceApiError],
  ['-1001', refusal(400, -1001), true, false, BinanceApiError],
  ['-1006', refusal(400, -1006), true, false, BinanceApiError],
  ['-1007', refusal(504, -1007), true, true, BinanceApiError],
  ['-1007 with 400', refusal(400, -1007), true, false, BinanceApiError],
  ['-1008', refusal(400, -1008), false, false, BinanceApiError],
  ['-1008 with 503', refusal(503, -1008), true, true, BinanceApiError],
  ['-1022', refusal(400, -1022), false, false, BinanceApiError],
  ['-2010', refusal(400, -2010), false, false, BinanceApiError],
  ['-2013', refusal(400, -2013), false, false, BinanceApiError],
  ['503', { status: 503, body: '' }, true, true, BinanceApiError],
  ['409', refusal(409, -2021), false, false, BinanceApiError],
  ['403', { status: 403, ...html }, false, false, BinanceApiError],
  ['418', { ...refusal2(418, -1003), headers: { 'Retry-After': '120' } }, false, false, BinanceRateLimitError],
];

function refusal2(status: number, code: number): { status: number; body: unknown } {
  return { status, body: { code, msg: 'no' } };
}

describe.each([
  ['createOrder', place],
  ['cancelOrder', cancel],
  ['amendOrder', amend],
])('%s', (name, write) => {
  it.each(cases)('after %s: sent once', async (_, answer, unknown, _repeats, kind) => {
    const { error, sent } = await outcome([answer, {}], write);
    expect(sent).toHaveLength(1);
    expect(error).toBeInstanceOf(unknown ? BinanceUnknownOutcomeError : kind);
    expect(error).toMatchObject({ request: { operation: name } });
  });

  it('after no answer: unknown outcome, sent once', async () => {
    const { error, sent } = await outcome(['silence'], write);
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(sent).toHaveLength(1);
  });

  it('after 429: refused, sent once', async () => {
    const { error, sent } = await outcome([{ ...refusal2(429, -1003), headers: { 'Retry-After': '1' } }, {}], write);
    expect(error).toBeInstanceOf(BinanceRateLimitError);
    expect(sent).toHaveLength(1);
  });

  it('after -1021: time measured and order signed again, once', async () => {
    const good = await outcome([refusal(400, -1021), {}], write);
    expect(good.error).toBeUndefined();
    expect(good.sent).toHaveLength(2);
    const [first, second] = good.sent;
    expect(second?.url.searchParams.get('newClientOrderId')).toBe(first?.url.searchParams.get('newClientOrderId'));
    const bad = await outcome([refusal(400, -1021)], write);
    expect(bad.error).toMatchObject({ code: -1021, codeName: 'INVALID_TIMESTAMP' });
    expect(bad.sent).toHaveLength(2);
  });
});

describe('a read with retry: false', () => {
  const limited: Answer = { ...refusal2(429, -1003), headers: { 'Retry-After': '1' } };

  it.each([
    ...cases.filter(([, , , repeats]) => repeats),
    ['429', limited, false, true, BinanceRateLimitError] as const,
  ])('after %s: sent once', async (_, answer, _unknown, _repeats, kind) => {
    const { error, sent } = await outcome([answer, {}], (client) => client.getAccount({}, { retry: false }));
    expect(sent).toHaveLength(1);
    expect(error).toBeInstanceOf(kind);
  });
});

describe('a jump of the clock of the exchange', () => {
  it('stamps orders with the new time after one -1021', async () => {
    const clock = new ManualClock();
    let ahead = 0;
    const stamps: number[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      const { pathname, searchParams } = new URL(String(input));
      const serverTime = clock.now() + ahead;
      if (pathname === '/api/v3/time') return Response.json({ serverTime });
      stamps.push(Number(searchParams.get('timestamp')) - serverTime);
      const inTime = Math.abs(stamps.at(-1) ?? 0) < 1000;
      return inTime
        ? Response.json({ orderId: 1 })
        : Response.json({ code: -1021, msg: 'Timestamp …' }, { status: 400 });
    };
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
    await clock.run(place(client));
    ahead = 600_000;
    await clock.run(place(client));
    await clock.run(place(client));
    expect(stamps).toEqual([0, -600_000, 0, 0]);
  });
});

describe('getAccount', () => {
  it.each(cases)('after %s', async (_, answer, _unknown, repeats, kind) => {
    const once = await outcome([answer, {}], read);
    expect(once.sent).toHaveLength(repeats ? 2 : 1);
    if (repeats) expect(once.error).toBeUndefined();
    const always = await outcome([answer], read);
    expect(always.error).toBeInstanceOf(kind);
    expect(always.sent).toHaveLength(repeats ? 4 : 1);
  });

  it('after no answer', async () => {
    const { error, sent } = await outcome(['silence'], read);
    expect(error).toBeInstanceOf(BinanceTransportError);
    expect(error?.message).toBe('getAccount: no answer within 10000 ms');
    expect(sent).toHaveLength(1);
  });

  it('after 429: sent again after Retry-After', async () => {
    const { error, sent } = await outcome([{ ...refusal2(429, -1003), headers: { 'Retry-After': '2' } }, {}], read);
    expect(error).toBeUndefined();
    const times = sent.map(({ url }) => Number(url.searchParams.get('timestamp')));
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(2000);
  });
});

describe('cancelReplaceOrder', () => {
  const replace = (client: SpotClient): Promise<unknown> =>
    client.cancelReplaceOrder({
      symbol: 'BNBBTC',
      side: 'BUY',
      type: 'MARKET',
      quantity: '1',
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrderId: 7,
    });

  it.each([
    [409, -2021, { cancelResult: 'SUCCESS', newOrderResult: 'FAILURE' }],
    [400, -2022, { cancelResult: 'FAILURE', newOrderResult: 'NOT_ATTEMPTED' }],
  ])('keeps both halves of a %s', async (status, code, data) => {
    const { error, sent } = await outcome(
      [{ status, body: { code, msg: 'Order cancel-replace failed.', data } }],
      replace,
    );
    expect(error).toBeInstanceOf(BinanceApiError);
    expect(error).toMatchObject({ statusCode: status, code, data });
    expect(sent).toHaveLength(1);
  });
});

describe('newClientOrderId', () => {
  const sentId = async (params: object): Promise<string | null | undefined> => {
    const { sent } = await outcome([{}], (client) =>
      client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1', ...params }),
    );
    return sent[0]?.url.searchParams.get('newClientOrderId');
  };

  it('is generated for each call without one', async () => {
    const [first, second] = [await sentId({}), await sentId({})];
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
  });

  it('is kept if the caller gives one', async () => {
    expect(await sentId({ newClientOrderId: 'x-mine_1' })).toBe('x-mine_1');
  });

  it('is on the error', async () => {
    const { error } = await outcome(['reset'], place);
    expect(error).toMatchObject({ newClientOrderId: 'mine', listClientOrderId: undefined });
  });
});

describe('a refusal', () => {
  it.each([
    [
      'with question marks',
      '{"code":-1121,"msg":"what?","data":{"why":"?\\"?"}}',
      { code: -1121, data: { why: '?"?' } },
    ],
    [
      'with a text that is no string',
      '{"code":-1121,"msg":5}',
      { code: -1121, message: 'getAccount: 400 -1121 BAD_SYMBOL: no reason given' },
    ],
    ['with a code that is not a number', '{"code":"x","msg":null}', { code: undefined }],
    ['that is a list', '[1]', { code: undefined, response: [1] }],
    ['that is null', 'null', { code: undefined }],
  ])('%s becomes a BinanceApiError', async (_, body, expected) => {
    const { error } = await outcome([{ status: 400, body }], read);
    expect(error).toBeInstanceOf(BinanceApiError);
    expect(error).toMatchObject(expected);
  });
});
