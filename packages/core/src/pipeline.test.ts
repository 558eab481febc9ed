import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../test/manual-clock.js';
import { type Answer, type SentRequest, scriptedFetch } from '../test/scripted-fetch.js';
import {
  BinanceApiError,
  BinanceConfigError,
  type BinanceError,
  BinanceRateLimitError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
} from './errors.js';
import { createSpotClient, type SpotClient } from './spot-client.js';
import { unknownParams } from './unknown-params.js';

type Outcome = { readonly error: BinanceError | undefined; readonly sent: readonly SentRequest[] };

/** What a call comes to when the exchange answers as the script says, and what was sent for it. */
async function outcome(script: readonly Answer[], call: (client: SpotClient) => Promise<unknown>): Promise<Outcome> {
  const clock = new ManualClock();
  const { fetch, sent } = scriptedFetch(clock, script);
  const client = createSpotClient({ apiKey: 'key', signer: () => 'signature', validateOrders: false, clock, fetch });
  const error = await clock.run(
    call(client).then(
      () => undefined,
      (thrown) => thrown,
    ),
  );
  expect(clock.timers.size).toBe(0);
  return { error, sent };
}

const read = (client: SpotClient): Promise<unknown> => client.getAccount();
const place = (client: SpotClient): Promise<unknown> =>
  client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1', newClientOrderId: 'mine' });
const cancel = (client: SpotClient): Promise<unknown> => client.cancelOrder({ symbol: 'BNBBTC', orderId: 7 });
const amend = (client: SpotClient): Promise<unknown> =>
  client.amendOrder({ symbol: 'BNBBTC', orderId: 7, newQty: '1' });

const refusal = (status: number, code: number, msg = 'no'): Answer => ({ status, body: { code, msg } });
const html = { body: '<html><body>Bad Gateway</body></html>' };

/** Answer to the request, whether nobody can know what a write came to, and whether a read is repeated. */
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

  it('after no answer: unknown, sent once', async () => {
    const { error, sent } = await outcome(['silence'], write);
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(sent).toHaveLength(1);
  });

  it('after 429: refused, sent once', async () => {
    const { error, sent } = await outcome([{ ...refusal2(429, -1003), headers: { 'Retry-After': '1' } }, {}], write);
    expect(error).toBeInstanceOf(BinanceRateLimitError);
    expect(sent).toHaveLength(1);
  });

  it('after -1021: measured and signed anew, once', async () => {
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

describe("the exchange's clock is set while the host's is not", () => {
  it('an order is stamped by the new time after one -1021', async () => {
    const clock = new ManualClock();
    let ahead = 0;
    const stamps: number[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      const { pathname, searchParams } = new URL(String(input));
      const serverTime = clock.now() + ahead;
      if (pathname === '/api/v3/time') return Response.json({ serverTime });
      stamps.push(Number(searchParams.get('timestamp')) - serverTime);
      const inTime = Math.abs(stamps.at(-1) ?? 0) < 1000;
      return inTime ? Response.json({}) : Response.json({ code: -1021, msg: 'Timestamp …' }, { status: 400 });
    };
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
    await clock.run(place(client));
    ahead = 600_000;
    await clock.run(place(client));
    await clock.run(place(client));
    expect(stamps).toEqual([0, -600_000, 0, 0]);
  });
});

describe("a caller's signer", () => {
  const key = 'CANARYKEYCANARYKEY';
  const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
  const place = async (
    signer: unknown,
  ): Promise<{ readonly error: unknown; readonly sent: readonly SentRequest[] }> => {
    const clock = new ManualClock();
    const { fetch, sent } = scriptedFetch(clock, [{}]);
    const options = { apiKey: key, signer: signer as () => string, validateOrders: false, clock, fetch };
    const error = await clock.run(
      createSpotClient(options)
        .createOrder(order)
        .catch((thrown: unknown) => thrown),
    );
    return { error, sent };
  };

  it('that fails: nothing is sent, and what it says is told without the key', async () => {
    const { error, sent } = await place(() => {
      throw new Error(`vault: ${key} is locked`, { cause: new Error(key) });
    });
    expect(error).toMatchObject({
      name: 'BinanceTransportError',
      sent: false,
      message: expect.stringContaining('locked'),
    });
    expect(inspect(error)).not.toContain(key);
    expect(sent).toEqual([]);
  });

  it.each([
    ['nothing', () => undefined],
    ['nothing, later', async () => undefined],
    ['bytes', () => new Uint8Array(32)],
    ['empty text', () => ''],
  ])('that gives %s: nothing is sent', async (_, signer) => {
    const { error, sent } = await place(signer);
    expect(error).toBeInstanceOf(BinanceConfigError);
    expect(sent).toEqual([]);
  });
});

describe('what a call asks for', () => {
  const account = async (options: object, params: object, call: object = {}): Promise<string | null | undefined> => {
    const clock = new ManualClock();
    const { fetch, sent } = scriptedFetch(clock, [{}]);
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', clock, fetch, ...options });
    await clock.run(client.getAccount(params, call));
    return sent[0]?.url.searchParams.get('recvWindow');
  };

  it("goes before what its client does: the option's window, then the parameter's, then the client's", async () => {
    expect(await account({ recvWindow: 3000 }, {})).toBe('3000');
    expect(await account({ recvWindow: 3000 }, unknownParams({ recvWindow: 2000 }))).toBe('2000');
    expect(await account({ recvWindow: 3000 }, unknownParams({ recvWindow: 2000 }), { recvWindow: 1000 })).toBe('1000');
  });

  it('error: REST where the environment has none', async () => {
    const environment = { name: 'streams only', rest: '', streams: 'wss://stream.example', wsApi: '' };
    const client = createSpotClient({ environment, fetch: () => Promise.reject(new Error('sent')) });
    await expect(client.ping()).rejects.toThrow('environment.rest is empty');
  });
});

describe('signal', () => {
  it('of many calls at once has one listener, and none when they are over', async () => {
    const warnings: unknown[] = [];
    const note = (warning: unknown): void => void warnings.push(warning);
    process.on('warning', note);
    const { signal } = new AbortController();
    await outcome([{}], (client) => Promise.all(Array.from({ length: 50 }, () => client.ping({}, { signal }))));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('of many calls ends those that are not over', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const { error } = await outcome([{}, 'silence'], async (client) => {
      await client.ping({}, { signal });
      const calls = [client.ping({}, { signal }), client.ping({}, { signal })];
      controller.abort();
      const ended = await Promise.allSettled(calls);
      expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await client.ping({}, { signal });
    });
    expect(error).toMatchObject({ message: 'ping: aborted by the caller', sent: false });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  const abort = new AbortController();
  const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

  it('aborted before an order is sent: certain that nothing was', async () => {
    const { error, sent } = await outcome([{}], (client) => client.createOrder(order, { signal: AbortSignal.abort() }));
    expect(error).toBeInstanceOf(BinanceTransportError);
    expect(error).toMatchObject({ message: 'createOrder: aborted by the caller', sent: false });
    expect(sent).toHaveLength(0);
  });

  it('aborted after an order was sent: unknown', async () => {
    const { error, sent } = await outcome(['silence'], (client) => {
      client.context.clock.setTimeout(() => abort.abort(), 100);
      return client.createOrder(order, { signal: abort.signal });
    });
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(sent).toHaveLength(1);
  });
});

describe('before an order is sent', () => {
  const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

  it('a quantity that is no decimal: refused, and says which call it was', async () => {
    const { error, sent } = await outcome([{}], (client) => client.createOrder({ ...order, quantity: Number.NaN }));
    expect(error).toMatchObject({
      name: 'BinanceOrderFilterError',
      message: expect.stringMatching(/^createOrder: quantity NaN is not a plain decimal/),
      request: { operation: 'createOrder' },
    });
    expect(sent).toHaveLength(0);
  });

  it.each<[title: string, time: () => Response]>([
    ['is lost', () => expect.fail('reset')],
    ['is refused with 502', () => new Response('<html>', { status: 502 })],
  ])('the question for the time %s: certain that nothing was sent', async (_, time) => {
    const clock = new ManualClock();
    const { fetch: scripted, sent } = scriptedFetch(clock, [{}]);
    let broken = false;
    const fetch: typeof globalThis.fetch = async (input, init) =>
      broken && String(input).includes('/time') ? time() : scripted(input, init);
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
    await clock.run(client.createOrder(order));
    broken = true;
    clock.step(600_000);
    const error = await clock.run(client.createOrder(order).catch((thrown) => thrown));
    expect(error).toBeInstanceOf(BinanceTransportError);
    expect(error).toMatchObject({ sent: false, request: { operation: 'createOrder' } });
    expect(sent).toHaveLength(1);
  });

  it('the question for the time meets a ban: the call is named, and when it may be made again', async () => {
    const clock = new ManualClock();
    const ban = { status: 418, headers: { 'Retry-After': '120' } };
    const fetch = async (): Promise<Response> => Response.json({ code: -1003, msg: 'Banned.' }, ban);
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
    const error = await clock.run(client.createOrder(order).catch((thrown) => thrown));
    expect(error).toBeInstanceOf(BinanceRateLimitError);
    expect(error).toMatchObject({
      request: { operation: 'createOrder' },
      statusCode: 418,
      banned: true,
      until: clock.now() + 120_000,
      message: expect.stringMatching(/^createOrder: 418 -1003 TOO_MANY_REQUESTS: not sent/),
    });
  });

  it('it ends while it is signed: never sent, whatever fetch makes of its signal', async () => {
    const clock = new ManualClock();
    const { fetch, sent } = scriptedFetch(clock, [{}]);
    const signer = (): Promise<string> => new Promise((resolve) => clock.setTimeout(() => resolve('s'), 20_000));
    const client = createSpotClient({ apiKey: 'key', signer, validateOrders: false, clock, fetch });
    const error = await clock.run(client.createOrder(order).catch((thrown) => thrown));
    expect(error).toMatchObject({ name: 'BinanceTransportError', sent: false });
    await clock.advance(30_000);
    expect(sent).toHaveLength(0);
  });
});

describe('arguments that no type would let through', () => {
  const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' };
  type Loose = (params: unknown, options?: unknown) => Promise<unknown>;
  const loose = (client: SpotClient, name: keyof SpotClient): Loose => client[name] as unknown as Loose;
  const refused = async (name: keyof SpotClient, ...given: [params: unknown, options?: unknown]): Promise<string> => {
    const { error, sent } = await outcome([{}], (client) => loose(client, name)(...given));
    expect(error).toBeInstanceOf(BinanceConfigError);
    expect(sent).toEqual([]);
    return error?.message ?? '';
  };
  const none = [null, 'BNBBTC', ['BNBBTC'], 5, true, () => order, new Map(Object.entries(order))];

  it.each(none)('params that are no object: %o', async (params) => {
    for (const name of ['createOrder', 'cancelOrder', 'getOrderBook', 'getAccount'] as const) {
      expect(await refused(name, params)).toBe(`${name}: params must be an object; nothing was sent`);
    }
  });

  it.each(none)('options that are no object: %o', async (options) => {
    expect(await refused('createOrder', order, options)).toMatch(/^createOrder: options must be an object/);
    expect(await refused('getOrderBook', order, options)).toMatch(/^getOrderBook: options must be an object/);
  });

  it.each([undefined, null, '', 5, {}, ['BNBBTC']])('a write whose symbol is %o', async (symbol) => {
    for (const name of ['createOrder', 'cancelOrder', 'cancelOpenOrders', 'amendOrder'] as const) {
      expect(await refused(name, { ...order, symbol })).toMatch(/symbol must be given, as text/);
    }
  });

  it.each([null, {}, Symbol('x'), () => 1])('a parameter that is %o', async (value) => {
    const kind = value === null ? 'null' : typeof value;
    expect(await refused('createOrder', { ...order, quantity: value })).toBe(
      `createOrder: quantity cannot be sent: it is ${kind}`,
    );
    expect(await refused('getOrderBook', { symbol: value })).toBe(`getOrderBook: symbol cannot be sent: it is ${kind}`);
    expect(await refused('getTickers', { symbols: [value] })).toMatch(/symbols cannot be sent/);
  });

  it.each([Number.NaN, 0, -1, '5', Number.NEGATIVE_INFINITY])('timeout %o', async (timeout) => {
    expect(await refused('createOrder', order, { timeout })).toMatch(/timeout must be a number of ms above 0/);
    expect(await refused('getOrderBook', order, { timeout })).toMatch(/timeout must be/);
  });

  it.each([Number.NaN, 0, -1, 60_001, '5000', Number.POSITIVE_INFINITY])('recvWindow %o', async (recvWindow) => {
    expect(await refused('createOrder', order, { recvWindow })).toMatch(
      /recvWindow must be a number of ms above 0, up to 60000/,
    );
  });

  it.each([{}, 'x', 5, { aborted: true }])('signal %o', async (signal) => {
    expect(await refused('createOrder', order, { signal })).toMatch(/signal must be an AbortSignal/);
  });

  it('but takes what is undefined or null among the options for not given', async () => {
    const options = { timeout: null, recvWindow: undefined, signal: null, validate: undefined };
    const { error, sent } = await outcome([{}], (client) => loose(client, 'createOrder')(order, options));
    expect(error).toBeUndefined();
    expect(sent).toHaveLength(1);
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

  it('after 429: once more when the exchange wants to hear again', async () => {
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

  it('is made here when the caller gives none, new each time', async () => {
    const [first, second] = [await sentId({}), await sentId({})];
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
  });

  it("is the caller's own where there is one", async () => {
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
      { code: -1121, message: 'getAccount: 400 -1121 BAD_SYMBOL: 5' },
    ],
    ['with a code that is no number', '{"code":"x","msg":null}', { code: undefined }],
    ['that is a list', '[1]', { code: undefined, response: [1] }],
    ['that is null', 'null', { code: undefined }],
  ])('%s is read as it is', async (_, body, expected) => {
    const { error } = await outcome([{ status: 400, body }], read);
    expect(error).toBeInstanceOf(BinanceApiError);
    expect(error).toMatchObject(expected);
  });
});
