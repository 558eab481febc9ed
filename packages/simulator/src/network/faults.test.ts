import { createHmac } from 'node:crypto';
import { type Clock, createSpotClient, type SpotClient } from '@pkg/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClientClock, createExchange, type Exchange } from '../index.js';

const book = { bids: [['59990', '2']], asks: [['60010', '2']] } as const;
const resting = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.1',
  price: '59000',
} as const;

let exchange: Exchange;
let apiKey: string;
let apiSecret: string;

beforeEach(() => {
  exchange = createExchange({ symbols: ['BTCUSDT'] });
  exchange.setBook('BTCUSDT', book);
  ({ apiKey, apiSecret } = exchange.createAccount({ balances: { USDT: '100000' } }));
});

afterEach(() => exchange.close());

const get = (path: string, signal?: AbortSignal): Promise<Response> =>
  exchange.environment.fetch!(`${exchange.environment.rest}${path}`, signal ? { signal } : {});

/**
 * Creates a client of the exchange with a synchronous signer. WebCrypto needs real time, for which virtual time does
 * not wait.
 */
function connectClient(options: { clock?: Clock; validateOrders?: boolean } = {}): SpotClient {
  const signer = (payload: string): string => createHmac('sha256', apiSecret).update(payload).digest('hex');
  const { environment, clock } = exchange;
  return createSpotClient({ environment, clock, apiKey, signer, ...options });
}

/** Returns the value or the error of a promise that has settled, or `'pending'` if the promise has not settled. */
async function outcome<T>(promise: Promise<T>): Promise<T | 'pending' | Error> {
  const pending = exchange.advance(0).then(() => 'pending' as const);
  return Promise.race([promise.catch((error: Error) => error), pending]);
}

describe('faults of REST', () => {
  it('delays requests, responses or both', async () => {
    const delay = exchange.faults.script({ kind: 'delay', ms: 300 });
    const answer = get('/api/v3/time').then((response) => response.json());
    await exchange.advance(299);
    expect(await outcome(answer)).toBe('pending');
    await exchange.advance(1);
    // The delay of 300 ms is divided between the request and the answer, so the exchange reads its clock 150 ms before
    // the answer arrives.
    expect((await answer).serverTime).toBe(exchange.clock.now() - 150);
    delay.stop();
    expect((await get('/api/v3/ping')).status).toBe(200);
  });

  it('responds in place of the exchange, with and without a body', async () => {
    exchange.faults.script({
      kind: 'status',
      status: 403,
      body: '<html>blocked</html>',
      headers: { 'content-type': 'text/html' },
      times: 1,
    });
    exchange.faults.script({
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '3' },
      times: 1,
      target: '/api/v3/time',
    });
    const blocked = await get('/api/v3/ping');
    expect([blocked.status, blocked.headers.get('content-type'), await blocked.text()]).toEqual([
      403,
      'text/html',
      '<html>blocked</html>',
    ]);
    const limited = await get('/api/v3/time');
    expect([limited.status, limited.headers.get('retry-after'), await limited.text()]).toEqual([429, '3', '']);
    expect((await get('/api/v3/time')).status).toBe(200);
  });

  it('breaks the connection, sends no response, truncates a response', async () => {
    exchange.faults.script({ kind: 'reset', times: 1 });
    await expect(get('/api/v3/ping')).rejects.toThrow(TypeError);
    exchange.faults.script({ kind: 'hang', times: 1 });
    const controller = new AbortController();
    const hanging = get('/api/v3/ping', controller.signal);
    await exchange.advance(3_600_000);
    expect(await outcome(hanging)).toBe('pending');
    controller.abort();
    await expect(hanging).rejects.toThrow('abort');
    exchange.faults.script({ kind: 'truncate', times: 1, at: 0.25 });
    const cut = await (await get('/api/v3/exchangeInfo')).text();
    expect(() => JSON.parse(cut)).toThrow(SyntaxError);
  });

  it.each([
    ['loses the answer', { kind: 'loseAnswer' }],
    ['hangs after execution', { kind: 'hang', executed: true }],
    ['answers 503 after execution', { kind: 'status', status: 503, executed: true }],
  ] as const)('%s: the client reports an unknown outcome and finds the order', async (_, fault) => {
    const client = connectClient({ validateOrders: false });
    await client.getServerTime();
    exchange.faults.script({ ...fault, target: 'POST /api/v3/order', times: 1 });
    const placed = client.createOrder(resting).catch((error: unknown) => error);
    await exchange.advance(60_000);
    const error = (await placed) as { name: string; resolve(): Promise<{ outcome: string }> };
    expect(error).toMatchObject({ name: 'BinanceUnknownOutcomeError' });
    const resolved = error.resolve();
    await exchange.advance(60_000);
    expect(await resolved).toMatchObject({ outcome: 'executed', order: { status: 'NEW' } });
    expect(await client.getOpenOrders({ symbol: 'BTCUSDT' })).toHaveLength(1);
    client.close();
  });

  it('serves a stale snapshot, and hides new orders from queries', async () => {
    const depth = async () => (await get('/api/v3/depth?symbol=BTCUSDT')).json();
    const stale = exchange.faults.script({ kind: 'staleSnapshot', ms: 5000 });
    const first = await depth();
    exchange.trade('BTCUSDT', { price: '60010', quantity: '1' });
    await exchange.advance(5000);
    expect(await depth()).toEqual(first);
    await exchange.advance(1);
    expect((await depth()).lastUpdateId).toBeGreaterThan(first.lastUpdateId);
    stale.stop();

    const client = connectClient();
    const { orderId } = await client.createOrder(resting);
    exchange.faults.script({ kind: 'queryLag', ms: 1000 });
    await expect(client.getOrder({ symbol: 'BTCUSDT', orderId })).rejects.toMatchObject({ code: -2013 });
    await exchange.advance(1000);
    expect(await client.getOrder({ symbol: 'BTCUSDT', orderId })).toMatchObject({ status: 'NEW' });
    client.close();
  });
});

describe('faults of the WebSocket API', () => {
  async function connect() {
    const socket = new exchange.environment.WebSocket!(exchange.environment.wsApi);
    const received: Record<string, unknown>[] = [];
    socket.onmessage = ({ data }) => void received.push(JSON.parse(data));
    await exchange.advance(0);
    const ask = async (id: number, method: string, params = {}): Promise<void> => {
      socket.send(JSON.stringify({ id, method, params }));
      await exchange.advance(0);
    };
    return { socket, received, ask };
  }

  it('applies to the targeted method only', async () => {
    const { received, ask } = await connect();
    exchange.faults.script({ kind: 'drop', target: 'depth' });
    await ask(1, 'depth', { symbol: 'BTCUSDT' });
    await ask(2, 'time');
    expect(received.map(({ id }) => id)).toEqual([2]);
  });

  it('replies with the digits of the id, and finds the method of a reply by its id', async () => {
    const { socket, received } = await connect();
    const texts: string[] = [];
    socket.addEventListener('message', ({ data }) => void texts.push(String(data)));
    exchange.faults.script({ kind: 'status', scope: 'wsApi', target: ' time', status: 503, times: 1 });
    exchange.faults.script({ kind: 'drop', scope: 'wsApi', target: ' ping' });
    socket.send('{"id":9007199254740993,"method":"time"}');
    socket.send('{"id":9007199254740994,"method":"ping"}');
    socket.send('{"id":9007199254740995,"method":"time"}');
    await exchange.advance(0);
    expect(texts[0]).toContain('{"id":9007199254740993,"status":503');
    expect(texts[1]).toContain('{"id":9007199254740995,"status":200');
    expect(received).toHaveLength(2);
  });

  it('replies with a status in place of the exchange', async () => {
    const { received, ask } = await connect();
    exchange.faults.script({ kind: 'status', scope: 'wsApi', target: ' time', status: 503, times: 1 });
    await ask(1, 'time');
    await ask(2, 'time');
    expect(received).toMatchObject([
      { id: 1, status: 503, error: { code: -1000 } },
      { id: 2, status: 200 },
    ]);
  });

  it('loses a reply together with its connection', async () => {
    const { socket, ask, received } = await connect();
    exchange.faults.script({ kind: 'loseAnswer', target: 'time' });
    await ask(1, 'time');
    expect(received).toEqual([]);
    expect(socket.readyState).toBe(3);
  });
});

describe('clocks of client machines', () => {
  it('the client detects an offset, a drift and a step, and corrects for them', async () => {
    const clock = new ClientClock(exchange.clock, { offset: 90_000, drift: 0.002 });
    const client = connectClient({ clock });
    for (let hour = 0; hour < 6; hour++) {
      expect(await client.getOpenOrders({ symbol: 'BTCUSDT' })).toEqual([]);
      await exchange.advance(3_600_000);
      if (hour === 3) clock.step(-7_200_000);
    }
    client.close();
  });
});

describe('changes at the exchange', () => {
  it('the client handles a revoked key, changed filters and a halted symbol', async () => {
    const client = connectClient({ validateOrders: false });
    const place = () => client.createOrder(resting);
    exchange.engine.changeSymbol('BTCUSDT', {
      filters: [{ filterType: 'LOT_SIZE', minQty: '1', maxQty: '100', stepSize: '1' }],
    });
    await expect(place()).rejects.toMatchObject({ code: -1013, message: expect.stringContaining('LOT_SIZE') });
    exchange.engine.setSymbolStatus('BTCUSDT', 'HALT');
    await expect(place()).rejects.toMatchObject({ code: expect.any(Number), name: 'BinanceApiError' });
    exchange.revokeKey(apiKey);
    await expect(client.getAccount()).rejects.toMatchObject({ code: -2015 });
    client.close();
  });
});
