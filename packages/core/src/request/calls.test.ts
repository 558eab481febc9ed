import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { outcome } from '../../test/outcome.js';
import { type SentRequest, scriptedFetch } from '../../test/scripted-fetch.js';
import { createSpotClient, type SpotClient } from '../client/spot-client.js';
import {
  BinanceConfigError,
  BinanceRateLimitError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
} from '../errors/index.js';
import { unknownParams } from '../operations/unknown-params.js';

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

  it('error: throws: nothing is sent, and the message shows no key', async () => {
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
    ['a promise of nothing', async () => undefined],
    ['bytes', () => new Uint8Array(32)],
    ['empty text', () => ''],
  ])('error: returns %s: nothing is sent', async (_, signer) => {
    const { error, sent } = await place(signer);
    expect(error).toBeInstanceOf(BinanceConfigError);
    expect(sent).toEqual([]);
  });
});

describe('recvWindow', () => {
  const account = async (options: object, params: object, call: object = {}): Promise<string | null | undefined> => {
    const clock = new ManualClock();
    const { fetch, sent } = scriptedFetch(clock, [{}]);
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', clock, fetch, ...options });
    await clock.run(client.getAccount(params, call));
    return sent[0]?.url.searchParams.get('recvWindow');
  };

  it('is taken from the options of the call, then from its parameters, then from the client', async () => {
    expect(await account({ recvWindow: 3000 }, {})).toBe('3000');
    expect(await account({ recvWindow: 3000 }, unknownParams({ recvWindow: 2000 }))).toBe('2000');
    expect(await account({ recvWindow: 3000 }, unknownParams({ recvWindow: 2000 }), { recvWindow: 1000 })).toBe('1000');
  });

  it('error: a call over REST in an environment without a REST origin', async () => {
    const environment = { name: 'streams only', rest: '', streams: 'wss://stream.example', wsApi: '' };
    const client = createSpotClient({ environment, fetch: () => Promise.reject(new Error('sent')) });
    await expect(client.ping()).rejects.toThrow('ping: expected an operation with a REST route, and environment.rest');
  });
});

describe('signal', () => {
  it('has one listener for many open calls, and none after they end', async () => {
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

  it('ends a call if it is not a real AbortSignal and passes no event to its listeners', async () => {
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      addEventListener: (_: string, listener: () => void) => void listeners.add(listener),
      removeEventListener: (_: string, listener: () => void) => void listeners.delete(listener),
    } as unknown as AbortSignal;
    const { error } = await outcome(['silence'], (client) => {
      const call = client.ping({}, { signal });
      for (const listener of listeners) listener();
      return call;
    });
    expect(error).toMatchObject({ message: 'ping: aborted by the caller' });
    expect(listeners.size).toBe(0);
  });

  it('ends every open call of several', async () => {
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

  it('ends an order that is not sent yet as not sent', async () => {
    const { error, sent } = await outcome([{}], (client) => client.createOrder(order, { signal: AbortSignal.abort() }));
    expect(error).toBeInstanceOf(BinanceTransportError);
    expect(error).toMatchObject({ message: 'createOrder: aborted by the caller', sent: false });
    expect(sent).toHaveLength(0);
  });

  it('ends an order that was sent as an unknown outcome', async () => {
    const { error, sent } = await outcome(['silence'], (client) => {
      client.context.clock.setTimeout(() => abort.abort(), 100);
      return client.createOrder(order, { signal: abort.signal });
    });
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(sent).toHaveLength(1);
  });
});

describe('an order that is not sent', () => {
  const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

  it('error: a quantity that is not a decimal; the error names the call', async () => {
    const { error, sent } = await outcome([{}], (client) => client.createOrder({ ...order, quantity: Number.NaN }));
    expect(error).toMatchObject({
      name: 'BinanceOrderFilterError',
      message: expect.stringMatching(/^createOrder: quantity: expected a plain decimal .*, got NaN$/),
      request: { operation: 'createOrder' },
    });
    expect(sent).toHaveLength(0);
  });

  it.each<[title: string, time: () => Response]>([
    ['is lost', () => expect.fail('reset')],
    ['is refused with 502', () => new Response('<html>', { status: 502 })],
  ])('the request for the server time %s: certain that nothing was executed', async (_, time) => {
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

  it('error: a ban while the server time is measured; the error names the call and the end of the ban', async () => {
    const clock = new ManualClock();
    const ban = { status: 418, headers: { 'Retry-After': '120' } };
    const fetch = async (): Promise<Response> => Response.json({ code: -1003, msg: 'Banned.' }, ban);
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
    const error = await clock.run(client.createOrder(order).catch((thrown) => thrown));
    expect(error).toBeInstanceOf(BinanceRateLimitError);
    expect(error).toMatchObject({
      request: { operation: 'createOrder' },
      sent: false,
      statusCode: undefined,
      cause: { statusCode: 418, sent: true },
      banned: true,
      until: clock.now() + 120_000,
      message: expect.stringMatching(/^createOrder: not sent: the server time could not be measured/),
    });
  });

  it('error: aborted while it is signed: not sent, even if fetch ignores the signal', async () => {
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

describe('error: an illegal argument', () => {
  const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' };
  type Loose = (params: unknown, options?: unknown) => Promise<unknown>;
  const loose = (client: SpotClient, name: keyof SpotClient): Loose => client[name] as unknown as Loose;
  const refused = async (name: keyof SpotClient, ...given: [params: unknown, options?: unknown]): Promise<string> => {
    const { error, sent } = await outcome([{}], (client) => loose(client, name)(...given));
    expect(error).toBeInstanceOf(BinanceConfigError);
    expect(sent).toEqual([]);
    return error?.message ?? '';
  };
  const notObjects = [null, 'BNBBTC', ['BNBBTC'], 5, true, () => order, new Map(Object.entries(order))];

  it.each(notObjects)('params that are not an object: %o', async (params) => {
    for (const name of ['createOrder', 'cancelOrder', 'getOrderBook', 'getAccount'] as const) {
      expect(await refused(name, params)).toMatch(new RegExp(`^${name}: params: expected an object, got .+$`));
    }
  });

  it.each(notObjects)('options that are not an object: %o', async (options) => {
    expect(await refused('createOrder', order, options)).toMatch(/^createOrder: options: expected an object, got /);
    expect(await refused('getOrderBook', order, options)).toMatch(/^getOrderBook: options: expected an object, got /);
  });

  it.each([undefined, null, '', 5, {}, ['BNBBTC']])('a write whose symbol is %o', async (symbol) => {
    for (const name of ['createOrder', 'cancelOrder', 'cancelOpenOrders', 'amendOrder'] as const) {
      expect(await refused(name, { ...order, symbol })).toMatch(/symbol: expected a non-empty string, got /);
    }
  });

  it.each([null, {}, Symbol('x'), () => 1])('a parameter that is %o', async (value) => {
    const kind = typeof value === 'symbol' || value === null ? String(value) : Object.prototype.toString.call(value);
    expect(await refused('createOrder', { ...order, quantity: value })).toBe(
      `createOrder: quantity: expected a decimal, got ${kind}`,
    );
    expect(await refused('getOrderBook', { symbol: value })).toBe(
      `getOrderBook: symbol: expected text, a number, a boolean or a list of these, got ${kind}`,
    );
    expect(await refused('getTickers', { symbols: [value] })).toMatch(/symbols: expected text/);
  });

  it.each(['\ud800', 'BNB\udc00', '\udc00\ud800'])('text with an unpaired surrogate: %o', async (text) => {
    const message = `symbol: expected text without unpaired surrogates, got '${JSON.stringify(text)}'`;
    expect(await refused('getOrderBook', { symbol: text })).toBe(`getOrderBook: ${message}`);
    expect(await refused('createOrder', { ...order, symbol: text })).toBe(`createOrder: ${message}`);
    expect(await refused('getTickers', { symbols: ['BNBBTC', text] })).toMatch(
      /symbols: expected text without unpaired surrogates/,
    );
  });

  it.each([Number.NaN, 0, -1, '5', Number.NEGATIVE_INFINITY])('timeout %o', async (timeout) => {
    expect(await refused('createOrder', order, { timeout })).toMatch(
      /timeout: expected a number of ms above 0, up to Infinity, got /,
    );
    expect(await refused('getOrderBook', order, { timeout })).toMatch(/timeout: expected/);
  });

  it.each([Number.NaN, 0, -1, 60_001, '5000', Number.POSITIVE_INFINITY])('recvWindow %o', async (recvWindow) => {
    expect(await refused('createOrder', order, { recvWindow })).toMatch(
      /recvWindow: expected a number of ms above 0, up to 60000, got /,
    );
  });

  it.each([{}, 'x', 5, { aborted: true }])('signal %o', async (signal) => {
    expect(await refused('createOrder', order, { signal })).toMatch(/signal: expected an AbortSignal, got /);
  });

  it('takes options that are undefined or null as not given', async () => {
    const options = { timeout: null, recvWindow: undefined, signal: null, validate: undefined };
    const { error, sent } = await outcome([{}], (client) => loose(client, 'createOrder')(order, options));
    expect(error).toBeUndefined();
    expect(sent).toHaveLength(1);
  });
});
