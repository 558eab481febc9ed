import { createHmac } from 'node:crypto';
import ky, { type Options } from 'ky';
import newestKy1 from 'ky1';
import ky2 from 'ky2';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import { createSpotClient, type SpotClient } from '../client/spot-client.js';
import { BinanceApiError, BinanceConfigError, BinanceUnknownOutcomeError } from '../errors/index.js';
import { rest } from './rest.js';
import type { KyLike } from './send-by-ky.js';

const apiKey = 'the-api-key';
const apiSecret = 'the-api-secret';
const sign = (text: string): string => createHmac('sha256', apiSecret).update(text).digest('hex');
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

/**
 * Creates a client that sends its requests through a ky instance. Records the requests that reach the `fetch` of that
 * instance.
 */
function setUp(
  create: (fetch: typeof globalThis.fetch) => KyLike,
  reply = () => Response.json({ orderId: 1, price: '5' }),
) {
  const clock = new ManualClock();
  const sent: Request[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    if (new URL(request.url).pathname === '/api/v3/time') return Response.json({ serverTime: clock.now() });
    sent.push(request);
    return reply();
  };
  const client: SpotClient = createSpotClient({
    ...{ apiKey, clock, validateOrders: false },
    signer: sign,
    transport: rest({ ky: create(fetch as typeof globalThis.fetch) }),
    fetch: () => Promise.reject(new Error('the fetch of the client')),
  });
  return { client, clock, sent, run: <T>(promise: Promise<T>) => clock.run(promise) };
}

type BeforeRequest = (request: Request) => Request | undefined;
type AfterResponse = (response: Response) => Promise<Response>;
type OwnOptions = Omit<Options, 'hooks' | 'prefixUrl'> & {
  readonly before?: BeforeRequest;
  readonly after?: AfterResponse;
  /** A path or address that ky puts before each URL. */
  readonly prefix?: string;
};

/** Creates an instance of ky 1, whose hooks get the request and the response as separate arguments. */
function create1(library: typeof ky | typeof newestKy1, { before, after, prefix, ...options }: OwnOptions): KyLike {
  const beforeRequest = before ? [before] : [];
  const afterResponse = after ? [(_request: Request, _options: unknown, response: Response) => after(response)] : [];
  return (library as typeof ky).create({
    ...options,
    ...(prefix ? { prefixUrl: prefix } : {}),
    hooks: { beforeRequest, afterResponse },
  });
}

/** Creates an instance of ky 2, whose hooks get one object, and where `prefixUrl` is called `prefix`. */
function create2({ before, after, ...options }: OwnOptions): KyLike {
  const beforeRequest = before ? [({ request }: { request: Request }) => before(request)] : [];
  const afterResponse = after ? [({ response }: { response: Response }) => after(response)] : [];
  return ky2.create({ ...options, hooks: { beforeRequest, afterResponse } } as Parameters<typeof ky2.create>[0]);
}

describe.each<[string, (options: OwnOptions) => KyLike]>([
  ['ky 1.7', (options) => create1(ky, options)],
  ['the newest ky 1', (options) => create1(newestKy1, options)],
  ['ky 2', create2],
])('rest({ ky }) with an instance of %s', (_, create) => {
  it('sends by the fetch of the instance, with its headers and through its hooks', async () => {
    const { client, sent, run } = setUp((fetch) =>
      create({
        fetch,
        headers: { 'x-team': 'red' },
        before: (request) => {
          request.headers.set('traceparent', '00-1-2-01');
        },
        after: async (response) => Response.json({ price: '1', seen: await response.json() }),
      }),
    );
    expect(await run(client.getSymbolTicker({ symbol: 'BNBBTC' }))).toEqual({
      price: '1',
      seen: { orderId: 1, price: '5' },
    });
    const [request] = sent;
    expect(request?.url).toBe('https://api.binance.com/api/v3/ticker/price?symbol=BNBBTC');
    expect(request?.headers.get('x-team')).toBe('red');
    expect(request?.headers.get('traceparent')).toBe('00-1-2-01');
    expect(request?.headers.has('x-mbx-apikey')).toBe(false);
  });

  it('sends exactly the bytes that were signed', async () => {
    const { client, sent, run } = setUp((fetch) =>
      create({
        fetch,
        prefix: 'https://elsewhere.example',
        searchParams: { added: '1' },
        json: { added: 1 },
        headers: { 'X-MBX-APIKEY': 'another' },
      }),
    );
    await run(client.createOrder({ ...order, newClientOrderId: "a'(b)*" }));
    const [request] = sent;
    const { origin, search } = new URL(request?.url ?? '');
    const [, payload = '', signature] = /^\?(.*)&signature=([0-9a-f]{64})$/.exec(search) ?? [];
    expect(origin).toBe('https://api.binance.com');
    expect(signature).toBe(sign(payload));
    expect(request?.method).toBe('POST');
    expect(request?.body).toBeNull();
    expect(request?.headers.get('x-mbx-apikey')).toBe(apiKey);
  });

  it('uses the fetch of the client if the instance has none', async () => {
    const client = createSpotClient({
      transport: rest({ ky: create({ headers: { 'x-team': 'red' } }) }),
      fetch: async (input) => Response.json({ price: (input as Request).headers.get('x-team') }),
    });
    expect(await client.getSymbolTicker({ symbol: 'BNBBTC' })).toEqual({ price: 'red' });
  });

  it('does not use the retries of the instance: a failed order is sent once', async () => {
    const { client, sent, run } = setUp(
      (fetch) => create({ fetch, retry: { limit: 5, methods: ['post'] } }),
      () => Response.json({ code: -1000, msg: 'no' }, { status: 503 }),
    );
    expect(await run(caught(client.createOrder(order)))).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(sent).toHaveLength(1);
  });

  it('does not use the errors of the instance: a refusal is a BinanceApiError', async () => {
    const { client, run } = setUp(
      (fetch) => create({ fetch, throwHttpErrors: true }),
      () => Response.json({ code: -1121, msg: 'Invalid symbol.' }, { status: 400 }),
    );
    const error = await run(caught(client.createOrder(order)));
    expect(error).toBeInstanceOf(BinanceApiError);
    expect(error).toMatchObject({ code: -1121, statusCode: 400 });
  });

  it('does not use the deadline of the instance, but that of the call', async () => {
    const { client, clock, run } = setUp((fetch) =>
      create({
        timeout: 1,
        fetch: ((request: Request) =>
          request.url.includes('/time') ? fetch(request) : new Promise(() => undefined)) as typeof globalThis.fetch,
      }),
    );
    const error = await run(caught(client.createOrder(order, { timeout: 3_000 })));
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(clock.monotonic()).toBe(3_000);
  });

  it('error: a hook cannot connect to another host after the answer: the outcome of an order is unknown', async () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
    const report = async (response: Response): Promise<Response> => {
      if ((await response.clone().text()).includes('orderId')) throw new TypeError('fetch failed', { cause });
      return response;
    };
    const { client, run } = setUp((fetch) => create({ fetch, after: report }));
    const error = await run(caught(client.createOrder(order)));
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect((error as Error).message).toContain('after the answer: fetch failed');
  });

  it('error: aborted in a hook: not sent, even if fetch ignores the signal', async () => {
    const abort = new AbortController();
    const abortsOrder = ({ url }: Request): undefined => {
      if (url.includes('/order')) abort.abort();
    };
    const { client, clock, sent, run } = setUp((fetch) => create({ fetch, before: abortsOrder }));
    const error = await run(caught(client.createOrder(order, { signal: abort.signal })));
    expect(error).toMatchObject({ name: 'BinanceTransportError', sent: false });
    await clock.advance(1_000);
    expect(sent).toEqual([]);
  });

  it.each<[string, (request: Request) => Request]>([
    ['the query', (request) => new Request(`${request.url}&added=1`, request)],
    ['the path', (request) => new Request(request.url.replace('/order', '/order/test'), request)],
    ['the body', (request) => new Request(request, { body: 'added=1' })],
    ['the method', (request) => new Request(request.url, { method: 'PUT', headers: request.headers })],
  ])('error: a hook that changes %s of a request', async (_, change) => {
    const { client, sent, run } = setUp((fetch) =>
      create({
        fetch,
        before: (request) => (request.url.includes('/time') ? undefined : change(request)),
      }),
    );
    expect(await run(caught(client.createOrder(order)))).toBeInstanceOf(BinanceConfigError);
    expect(sent).toEqual([]);
  });

  it('shows neither the key nor the signature when a hook throws the URL', async () => {
    const { client, run } = setUp((fetch) =>
      create({
        fetch,
        before: (request) => {
          if (!request.url.includes('/time')) throw new Error(`${request.url} ${request.headers.get('x-mbx-apikey')}`);
        },
      }),
    );
    const error = (await run(caught(client.createOrder(order)))) as Error;
    const shown = `${error.stack} ${JSON.stringify(error)} ${(error.cause as Error)?.stack}`;
    expect(shown).not.toContain(apiKey);
    expect(shown).not.toContain('signature=');
  });
});

describe('rest', () => {
  it('accepts the instances of each version by their types', () => {
    const own = ky2.create({ totalTimeout: 5_000 });
    for (const instance of [rest({ ky }), rest({ ky: newestKy1 }), rest({ ky: own })]) {
      expect(instance).toBeTypeOf('function');
    }
  });

  it('error: a value that is not a ky instance', () => {
    expect(() => rest({ ky: {} as KyLike })).toThrow('ky: expected a ky instance, got [object Object]');
  });
});
