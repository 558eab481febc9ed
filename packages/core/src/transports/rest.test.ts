import { createHmac } from 'node:crypto';
import ky, { type KyInstance } from 'ky';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import { createSpotClient, type SpotClient } from '../client/spot-client.js';
import { BinanceApiError, BinanceConfigError, BinanceUnknownOutcomeError } from '../errors/index.js';
import { rest } from './rest.js';

const apiKey = 'the-api-key';
const apiSecret = 'the-api-secret';
const sign = (text: string): string => createHmac('sha256', apiSecret).update(text).digest('hex');
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

/**
 * Creates a client that sends its requests through a ky instance. Records the requests that reach the `fetch` of that
 * instance.
 */
function setUp(
  create: (fetch: (request: Request) => Promise<Response>) => KyInstance,
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
    transport: rest({ ky: create(fetch as never) }),
    fetch: () => Promise.reject(new Error('the fetch of the client')),
  });
  return { client, clock, sent, run: <T>(promise: Promise<T>) => clock.run(promise) };
}

describe('rest({ ky })', () => {
  it('sends by the fetch of the instance, with its headers and through its hooks', async () => {
    const { client, sent, run } = setUp((fetch) =>
      ky.create({
        fetch: fetch as typeof globalThis.fetch,
        headers: { 'x-team': 'red' },
        hooks: {
          beforeRequest: [(request) => request.headers.set('traceparent', '00-1-2-01')],
          afterResponse: [
            async (_request, _options, response) => Response.json({ price: '1', seen: await response.json() }),
          ],
        },
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
      ky.create({
        fetch: fetch as typeof globalThis.fetch,
        prefixUrl: 'https://elsewhere.example',
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
      transport: rest({ ky: ky.create({ headers: { 'x-team': 'red' } }) }),
      fetch: async (input) => Response.json({ price: (input as Request).headers.get('x-team') }),
    });
    expect(await client.getSymbolTicker({ symbol: 'BNBBTC' })).toEqual({ price: 'red' });
  });

  it('does not use the retries of the instance: a failed order is sent once', async () => {
    const { client, sent, run } = setUp(
      (fetch) => ky.create({ fetch: fetch as typeof globalThis.fetch, retry: { limit: 5, methods: ['post'] } }),
      () => Response.json({ code: -1000, msg: 'no' }, { status: 503 }),
    );
    expect(await run(caught(client.createOrder(order)))).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(sent).toHaveLength(1);
  });

  it('does not use the errors of the instance: a refusal is a BinanceApiError', async () => {
    const { client, run } = setUp(
      (fetch) => ky.create({ fetch: fetch as typeof globalThis.fetch, throwHttpErrors: true }),
      () => Response.json({ code: -1121, msg: 'Invalid symbol.' }, { status: 400 }),
    );
    const error = await run(caught(client.createOrder(order)));
    expect(error).toBeInstanceOf(BinanceApiError);
    expect(error).toMatchObject({ code: -1121, statusCode: 400 });
  });

  it('does not use the deadline of the instance, but that of the call', async () => {
    const { client, clock, run } = setUp((fetch) =>
      ky.create({
        timeout: 1,
        fetch: ((request: Request) =>
          request.url.includes('/time') ? fetch(request) : new Promise(() => undefined)) as typeof globalThis.fetch,
      }),
    );
    const error = await run(caught(client.createOrder(order, { timeout: 3_000 })));
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(clock.monotonic()).toBe(3_000);
  });

  it.each<[string, (request: Request) => Request]>([
    ['the query', (request) => new Request(`${request.url}&added=1`, request)],
    ['the path', (request) => new Request(request.url.replace('/order', '/order/test'), request)],
    ['the method', (request) => new Request(request.url, { method: 'PUT', headers: request.headers })],
  ])('error: a hook that changes %s of a request', async (_, change) => {
    const { client, sent, run } = setUp((fetch) =>
      ky.create({
        fetch: fetch as typeof globalThis.fetch,
        hooks: { beforeRequest: [(request) => (request.url.includes('/time') ? undefined : change(request))] },
      }),
    );
    expect(await run(caught(client.createOrder(order)))).toBeInstanceOf(BinanceConfigError);
    expect(sent).toEqual([]);
  });

  it('shows neither the key nor the signature when a hook throws the URL', async () => {
    const { client, run } = setUp((fetch) =>
      ky.create({
        fetch: fetch as typeof globalThis.fetch,
        hooks: {
          beforeRequest: [
            (request) => {
              if (!request.url.includes('/time'))
                throw new Error(`${request.url} ${request.headers.get('x-mbx-apikey')}`);
            },
          ],
        },
      }),
    );
    const error = (await run(caught(client.createOrder(order)))) as Error;
    const shown = `${error.stack} ${JSON.stringify(error)} ${(error.cause as Error)?.stack}`;
    expect(shown).not.toContain(apiKey);
    expect(shown).not.toContain('signature=');
  });

  it('error: a value that is not a ky instance', () => {
    expect(() => rest({ ky: {} as KyInstance })).toThrow('ky: expected a ky instance, got [object Object]');
  });
});
