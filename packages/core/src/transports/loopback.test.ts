import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent } from 'node:https';
import {
  BinanceApiError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
  createSpotClient,
  rest,
  type SpotClient,
  type SpotClientOptions,
  type TransportFactory,
} from '@pkg/core';
import { type HttpsOptions, httpsRest } from '@pkg/core/node';
import ky from 'ky';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loopbackTls } from '../../../../tests/support/loopback-tls.js';
import { answer, type Handler, json, type Loopback, loopback } from '../../test/loopback.js';
import { failing } from '../../test/outcome.js';

const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
let server: Loopback;
let client: SpotClient;

// `fetch` would refuse the certificate of the test server, which is not trusted. So certificates are not checked here.
beforeAll(() => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
});
afterAll(() => {
  if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
});
afterEach(async () => {
  client.close();
  await server.close();
});

const pool = { keepAlive: true, ca: loopbackTls.cert };
const transports: readonly [name: string, transport: () => TransportFactory][] = [
  ['rest()', () => rest()],
  ['httpsRest()', () => httpsRest()],
  ['httpsRest() with an agent', () => httpsRest({ agent: new Agent(pool) })],
];

describe('rest() with code of the caller', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
  /** Imitates code of the caller that reports each order to another host, and fails because this host is down. */
  const report = <T>(method: string | undefined, response: T): T => {
    if (method === 'POST') throw new TypeError('fetch failed', { cause });
    return response;
  };

  it.each<[string, SpotClientOptions]>([
    ['a wrapped fetch', { fetch: async (url, init) => report(init?.method, await globalThis.fetch(url, init)) }],
    [
      'a hook of ky',
      {
        transport: rest({
          ky: ky.create({ hooks: { afterResponse: [({ method }, _, response) => report(method, response)] } }),
        }),
      },
    ],
  ])('error: %s cannot connect to another host after the order was sent', async (_, options) => {
    server = await loopback(answer);
    const { environment } = server;
    client = createSpotClient({ apiKey: 'k', apiSecret: 's', environment, validateOrders: false, ...options });
    expect(await failing(client.createOrder(order))).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(server.seen.requests).toEqual(['POST /api/v3/order']);
  });

  it.each([
    ['ignores the signal', true, false, 'BinanceUnknownOutcomeError'],
    ['obeys the signal', false, false, 'BinanceTransportError'],
    ['ignores the signal, in a ky instance', true, true, 'BinanceUnknownOutcomeError'],
    ['obeys the signal, in a ky instance', false, true, 'BinanceTransportError'],
  ])('error: an order is aborted while the fetch connects, and the fetch %s', async (_, ignores, isByKy, name) => {
    server = await loopback(answer);
    const { environment } = server;
    const aborting = new AbortController();
    const fetch: typeof globalThis.fetch = async (url, init) => {
      if (new Request(url).url.endsWith('/time')) return Response.json({ serverTime: Date.now() });
      return globalThis.fetch(url, ignores ? { ...init, signal: null } : init);
    };
    const transport = isByKy
      ? rest({ ky: ky.create({ hooks: { afterResponse: [(_r, _o, response) => response] } }) })
      : rest();
    client = createSpotClient({ apiKey: 'k', apiSecret: 's', environment, validateOrders: false, fetch, transport });
    const abort = (): void => void setImmediate(() => aborting.abort());
    subscribe('undici:client:beforeConnect', abort);
    const error = await failing(client.createOrder(order, { signal: aborting.signal }));
    unsubscribe('undici:client:beforeConnect', abort);
    expect([error.name, aborting.signal.aborted]).toEqual([name, true]);
  });
});

describe.each(transports)('%s', (_, transport) => {
  async function connect(handle: Handler, timeout?: number): Promise<void> {
    server = await loopback(handle);
    const { environment } = server;
    client = createSpotClient({
      apiKey: 'k',
      apiSecret: 's',
      environment,
      transport: transport(),
      validateOrders: false,
      timeout,
    });
  }

  it('makes at most 2 connections for 50 calls one after another', async () => {
    await connect(answer);
    for (let call = 0; call < 50; call++) {
      if (call % 2) await client.getOrderBook({ symbol: 'BNBBTC' });
      else await client.createOrder(order);
    }
    expect(server.seen.requests).toHaveLength(50);
    expect(server.seen.connections).toBeLessThanOrEqual(2);
  });

  it('reads status, body, limits and Retry-After', async () => {
    const headers = { 'X-MBX-USED-WEIGHT-1M': '42', 'Retry-After': '7' };
    await connect((_request, response) => json(response, 418, { code: -1003, msg: 'banned' }, headers));
    expect(await failing(client.getAccount())).toMatchObject({
      statusCode: 418,
      code: -1003,
      banned: true,
      retryAfter: 7000,
    });
    expect(client.limits.use[0]).toMatchObject({ count: 42 });
  });

  it('counts the orders of two accounts at one REST origin separately', async () => {
    await connect((request, response) => {
      const count = request.headers['x-mbx-apikey'] === 'k' ? '7' : '2';
      answer(request, response, { 'X-MBX-ORDER-COUNT-1D': count, 'X-MBX-USED-WEIGHT-1M': '30' });
    });
    const { environment } = server;
    const options = { environment, transport: transport(), validateOrders: false };
    const another = createSpotClient({ apiKey: 'another', apiSecret: 's', ...options });
    await client.createOrder(order);
    await another.createOrder(order);
    const use = ({ limits }: SpotClient): unknown =>
      limits.use.map(({ rateLimitType, count }) => [rateLimitType, count]);
    expect(use(client)).toEqual(
      expect.arrayContaining([
        ['REQUEST_WEIGHT', 30],
        ['ORDERS', 7],
      ]),
    );
    expect(use(another)).toEqual(
      expect.arrayContaining([
        ['REQUEST_WEIGHT', 30],
        ['ORDERS', 2],
      ]),
    );
    another.close();
  });

  it('a connection lost before the answer: the outcome of an order is unknown and it is not sent again; a read is repeated', async () => {
    await connect((request) => request.socket.destroy());
    expect(await failing(client.createOrder(order))).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(server.seen.requests).toEqual(['POST /api/v3/order']);
    expect(await failing(client.getAccount())).toBeInstanceOf(BinanceTransportError);
    expect(server.seen.requests).toHaveLength(5);
  });

  it('a connection lost in the middle of the answer: the outcome of an order is unknown', async () => {
    await connect((request, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{"orderId":');
      response.socket?.end();
      request.resume();
    });
    expect(await failing(client.createOrder(order))).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(server.seen.requests).toHaveLength(1);
  });

  it('no server at the address: certain that nothing was sent', async () => {
    await connect(answer);
    await client.getAccount();
    await server.close();
    // The server has closed the connection, so this read fails. The order after it needs a new connection, which cannot
    // be opened.
    await failing(client.getAccount());
    const error = await failing(client.createOrder(order));
    expect(error).toBeInstanceOf(BinanceTransportError);
    expect(error).toMatchObject({ sent: false });
  });

  it('no answer in time: the outcome of an order is unknown', async () => {
    await connect(() => {}, 2000);
    expect(await failing(client.createOrder(order))).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(server.seen.requests).toHaveLength(1);
  });

  it('a signer that never returns: the call times out, and nothing was sent', async () => {
    server = await loopback(() => {});
    const { environment } = server;
    const signer = (): Promise<string> => new Promise(() => {});
    const options = { apiKey: 'k', signer, environment, validateOrders: false, timeout: 200 };
    client = createSpotClient({ ...options, transport: transport() });
    expect(await failing(client.createOrder(order))).toMatchObject({ name: 'BinanceTransportError', sent: false });
    expect(server.seen.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  it('follows no redirect with a signed request', async () => {
    await connect((request, response) => {
      if (request.url?.includes('elsewhere')) return json(response, 200, {});
      response.writeHead(307, { location: '/elsewhere' });
      response.end();
    });
    await failing(client.createOrder(order));
    expect(server.seen.requests).toEqual(['POST /api/v3/order']);
  });

  it('a page of HTML: the outcome of an order is unknown, except with 403; a read is refused', async () => {
    let status = 502;
    await connect((_request, response) => {
      response.writeHead(status, { 'Content-Type': 'text/html' });
      response.end('<html>no</html>');
    });
    expect(await failing(client.createOrder(order))).toBeInstanceOf(BinanceUnknownOutcomeError);
    status = 404;
    expect(await failing(client.createOrder(order))).toBeInstanceOf(BinanceUnknownOutcomeError);
    const read = await failing(client.getAccount());
    status = 403;
    for (const error of [read, await failing(client.createOrder(order))]) {
      expect(error).toBeInstanceOf(BinanceApiError);
      expect(error).toMatchObject({ code: undefined, response: '<html>no</html>' });
    }
  });

  it('sends the key with signed calls only, and no custom header with public ones', async () => {
    const keys: (string | undefined)[] = [];
    await connect((request, response) => {
      keys.push(request.headers['x-mbx-apikey'] as string | undefined);
      answer(request, response);
    });
    await client.getOrderBook({ symbol: 'BNBBTC' });
    await client.getAccount();
    expect(keys).toEqual([undefined, 'k']);
  });

  it('sends a write with a length of 0, and a read without a body', async () => {
    const seen: unknown[] = [];
    await connect((request, response) => {
      const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
      seen.push([request.method, length, encoding]);
      answer(request, response);
    });
    await client.createOrder(order);
    await client.getAccount();
    expect(seen).toEqual([
      ['POST', '0', undefined],
      ['GET', undefined, undefined],
    ]);
  });
});

describe('the connections of httpsRest()', () => {
  /**
   * Starts a server whose responses have the given headers, and creates its client. Returns a list, to which each
   * request adds a promise. The promise resolves when the connection of that request is closed.
   */
  async function connect(options: HttpsOptions, headers: Record<string, string> = {}): Promise<Promise<void>[]> {
    const closed: Promise<void>[] = [];
    server = await loopback((request, response) => {
      closed.push(new Promise((resolve) => request.socket.once('close', resolve)));
      answer(request, response, headers);
    });
    client = createSpotClient({ environment: server.environment, transport: httpsRest(options) });
    return closed;
  }
  const read = (): Promise<unknown> => client.getOrderBook({ symbol: 'BNBBTC' });

  it('are at most as many as maxSockets; further calls wait for one', async () => {
    await connect({ maxSockets: 2 });
    await Promise.all(Array.from({ length: 20 }, read));
    expect(server.seen.requests).toHaveLength(20);
    expect(server.seen.connections).toBeLessThanOrEqual(2);
  });

  it('are closed a second before the server closes them, if it announces that', async () => {
    const closed = await connect({}, { 'Keep-Alive': 'timeout=2, max=100' });
    await read();
    await read();
    expect(server.seen.connections).toBe(1);
    await closed[0];
  });

  it('are not used again if the server closes them within a second', async () => {
    const closed = await connect({}, { 'keep-alive': 'timeout=1' });
    await read();
    await closed[0];
    await read();
    expect(server.seen.connections).toBe(2);
  });

  it.each(['timeout=9', 'timeout=99999999999999999999', 'timeout=soon', 'max=5', ''])(
    'stay open for %o',
    async (hint) => {
      await connect({}, { 'Keep-Alive': hint });
      await read();
      await read();
      expect(server.seen.connections).toBe(1);
    },
  );

  it.each([0, -1, Number.NaN, Infinity, 2 ** 31, '5', null])('error: idle %o', (idle) => {
    expect(() => httpsRest({ idle: idle as number })).toThrow(
      /^idle: expected a number of ms above 0, up to 2147483647, got /,
    );
  });
});

describe('httpsRest() with an idle time', () => {
  it('closes an unused connection after it, also one that was used again, and none that waits for a reply', async () => {
    let closed = 0;
    const isClosed = new Promise<void>((resolve) => {
      const handle: Handler = (request, response) => {
        request.socket.once('close', () => {
          closed++;
          resolve();
        });
        // The second request uses the connection that was idle. The answer to this request takes three times the idle
        // timeout, and the connection must stay open meanwhile.
        if (server.seen.requests.length === 2) setTimeout(() => answer(request, response), 300);
        else answer(request, response);
      };
      void loopback(handle).then(async (started) => {
        server = started;
        const { environment } = server;
        client = createSpotClient({ environment, transport: httpsRest({ idle: 100 }) });
        await client.getOrderBook({ symbol: 'BNBBTC' });
        await client.getOrderBook({ symbol: 'BNBBTC' });
        expect(closed).toBe(0);
        expect(server.seen.connections).toBe(1);
      });
    });
    await isClosed;
    expect(server.seen.requests).toHaveLength(2);
  });
});
