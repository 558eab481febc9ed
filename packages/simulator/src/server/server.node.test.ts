import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createExchange, type Exchange, type ExchangeAccount, SyntheticMarket, VirtualClock } from '../index.js';
import { type Served, serve } from '../node.js';

let exchange: Exchange;
let market: SyntheticMarket;
let account: ExchangeAccount;
let served: Served;

beforeEach(async () => {
  exchange = createExchange({ clock: new VirtualClock({ start: 1_800_000_000_000 }) });
  market = new SyntheticMarket(exchange, { symbols: ['BNBBTC'] });
  account = exchange.createAccount({ balances: { USDT: '1000' } });
  exchange.setBook('BTCUSDT', { bids: [['59990', '2']], asks: [['60010', '2']] });
  served = await serve(exchange, { market, speed: 0 });
});

afterEach(async () => {
  market.close();
  await served.close();
  exchange.close();
});

const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; json: Answer }> => {
  const response = await fetch(served.rest + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  return { status: response.status, json: (await response.json()) as Answer };
};
type Answer = Record<string, never> & { [key: string]: unknown };

async function open(path: string): Promise<{ socket: WebSocket; next(): Promise<Answer> }> {
  const socket = new WebSocket(served.streams + path);
  const messages: string[] = [];
  let wake: () => void = () => undefined;
  socket.on('message', (data) => {
    messages.push(String(data));
    wake();
  });
  await once(socket, 'open');
  return {
    socket,
    async next() {
      while (messages.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return JSON.parse(messages.shift() as string);
    },
  };
}

/** Returns the head of an HTTP request that asks for an upgrade to another protocol. */
const upgrade = (path: string, protocol: string, ...headers: string[]): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade, HTTP2-Settings',
    `Upgrade: ${protocol}`,
    'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
    '\r\n',
  ].join('\r\n');

/** Reads an answer up to the brace at the end of its body. */
async function answerOn(socket: Socket): Promise<string> {
  let text = '';
  while (!text.includes('}')) text += String((await once(socket, 'data'))[0]);
  return text;
}

describe('serve', () => {
  it('serves REST, streams and the WebSocket API on one port', async () => {
    expect((await call('GET', '/api/v3/time')).json).toEqual({ serverTime: 1_800_000_000_000 });
    expect((await call('GET', '/sapi/v1/system/status')).json).toEqual({ status: 0, msg: 'normal' });
    const stream = await open('/ws/btcusdt@trade');
    exchange.trade('BTCUSDT', { price: '60010', quantity: '0.1' });
    expect(await stream.next()).toMatchObject({ e: 'trade', E: 1_800_000_000_000, s: 'BTCUSDT' });
    const api = await open('/ws-api/v3');
    api.socket.send('{"id":1,"method":"time"}');
    expect(await api.next()).toMatchObject({ id: 1, status: 200, result: { serverTime: 1_800_000_000_000 } });
  });

  it('reports microseconds on REST, streams and the WebSocket API', async () => {
    const rest = await fetch(`${served.rest}/api/v3/time`, { headers: { 'X-MBX-TIME-UNIT': 'MICROSECOND' } });
    expect(await rest.json()).toEqual({ serverTime: 1_800_000_000_000_000 });
    const stream = await open('/stream?streams=btcusdt@trade&timeUnit=MICROSECOND');
    exchange.trade('BTCUSDT', { price: '60010', quantity: '0.1' });
    expect(await stream.next()).toMatchObject({ data: { E: 1_800_000_000_000_000 } });
    const api = await open('/ws-api/v3?timeUnit=microsecond');
    api.socket.send('{"id":1,"method":"time"}');
    expect(await api.next()).toMatchObject({ result: { serverTime: 1_800_000_000_000_000 } });
  });

  it('allows web pages to call every route', async () => {
    const asked = await fetch(`${served.rest}/api/v3/order`, {
      method: 'OPTIONS',
      headers: { origin: 'http://page', 'access-control-request-headers': 'x-mbx-apikey' },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-headers')).toContain('X-MBX-APIKEY');
    const answered = await fetch(`${served.rest}/api/v3/account`);
    expect(answered.status).toBeGreaterThanOrEqual(400);
    expect(answered.headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each([
    ['/nowhere', 404],
    ['//', 404],
    ['/ws/btcusdt@trade', 503],
  ])('refuses a socket to %s with %d', async (path, status) => {
    exchange.faults.script({ kind: 'status', scope: 'stream', status: 503 });
    const socket = new WebSocket(served.streams + path);
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain(String(status));
  });

  it('survives a URL with an invalid encoding', async () => {
    const { socket } = await open('/ws/%E0%A4%A@trade');
    socket.close();
    expect((await call('GET', '/api/v3/ping')).status).toBe(200);
  });

  it('survives a client that disconnects while its socket is being refused', async () => {
    const client = connect(served.port, '127.0.0.1');
    const { sockets } = exchange;
    const refuse = sockets.refuse.bind(sockets);
    sockets.refuse = (ip, url) => {
      client.resetAndDestroy();
      return refuse(ip, url);
    };
    client.write(upgrade('/nowhere', 'websocket'));
    await once(client, 'close');
    expect((await call('GET', '/api/v3/ping')).status).toBe(200);
  });

  it('answers an offer to upgrade to HTTP/2 in HTTP/1.1, with and without a body', async () => {
    const socket = connect(served.port, '127.0.0.1');
    socket.write(upgrade('/api/v3/time', 'h2c'));
    expect(await answerOn(socket)).toMatch(/^HTTP\/1.1 200 OK.*\{"serverTime":1800000000000\}/s);
    const body = '{"ms":1000}';
    const head = upgrade('/sim/advance', 'h2c', `Content-Length: ${body.length}`).replace('GET', 'POST');
    socket.write(head + body.slice(0, 4));
    socket.write(body.slice(4));
    expect(await answerOn(socket)).toMatch(/^HTTP\/1.1 200 OK.*\{"time":1800000001000\}/s);
    socket.destroy();
  });

  it('refuses a body above the maximum size, but accepts a state of any size', async () => {
    const large = 'x'.repeat(1024 * 1024 + 1);
    const refused = await fetch(`${served.rest}/api/v3/order`, { method: 'POST', body: large });
    expect(refused.status).toBe(413);
    const { json: state } = await call('GET', '/sim/state');
    expect((await call('PUT', '/sim/state', { ...state, note: large })).status).toBe(200);
    expect((await call('POST', '/sim/market', { mode: 'crash', note: large })).status).toBe(413);
  });

  it('error: an illegal speed leaves no port open', async () => {
    const { port, close } = await serve(exchange);
    await close();
    await expect(serve(exchange, { port, speed: -1 })).rejects.toThrow('speed: expected 0 to 1000000, got -1');
    const other = await serve(exchange, { port, speed: 0 });
    await other.close();
  });

  it('leaves the time of the exchange standing still after its end, even if the time was being moved', async () => {
    const other = await serve(exchange, { speed: 1 });
    let isClosed = false;
    const moved = new Promise<void>((resolve) => {
      exchange.clock.setTimeout(() => {
        void other.close().then(resolve);
        isClosed = true;
      }, 3_600_000);
    });
    void fetch(`${other.rest}/sim/advance`, { method: 'POST', body: '{"ms":7200000}' }).catch(() => undefined);
    await moved;
    await exchange.advance(0);
    expect(isClosed).toBe(true);
    expect((exchange.clock as VirtualClock).speed).toBe(0);
  });

  it('error: a port that is in use', async () => {
    const other = createExchange();
    await expect(serve(other, { port: served.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('applies faults: no response, a broken connection, a truncated response', async () => {
    exchange.faults.script({ kind: 'reset', times: 1 });
    await expect(fetch(`${served.rest}/api/v3/ping`)).rejects.toThrow(TypeError);
    exchange.faults.script({ kind: 'hang', times: 1 });
    const controller = new AbortController();
    const hanging = fetch(`${served.rest}/api/v3/ping`, { signal: controller.signal });
    expect((await call('GET', '/api/v3/ping')).status).toBe(200);
    controller.abort();
    await expect(hanging).rejects.toThrow('abort');
  });
});

describe('/sim/', () => {
  it('lists time, sockets, symbols, faults and routes', async () => {
    const { json } = await call('GET', '/sim/');
    expect(json).toMatchObject({
      time: 1_800_000_000_000,
      speed: 0,
      sockets: 0,
      symbols: expect.arrayContaining(['BNBBTC']),
    });
    expect(json.routes).toContain('POST /sim/cut');
  });

  it('ends every socket, with or without a closing handshake', async () => {
    const lost = [await open('/ws/btcusdt@trade'), await open('/ws-api/v3')];
    const gone = lost.map(({ socket }) => once(socket, 'close'));
    expect((await call('POST', '/sim/cut')).json).toEqual({ cut: 2 });
    for (const [code] of await Promise.all(gone)) expect(code).toBe(1006);
    const { socket } = await open('/ws');
    const closed = once(socket, 'close');
    await call('POST', '/sim/cut?code=1012&reason=restart');
    expect((await closed).map(String)).toEqual(['1012', 'restart']);
  });

  it('announces a shutdown', async () => {
    const stream = await open('/ws');
    await call('POST', '/sim/shutdown', { ms: 500 });
    expect(await stream.next()).toEqual({ e: 'serverShutdown', E: 1_800_000_000_000 });
    const closed = once(stream.socket, 'close');
    await call('POST', '/sim/advance', { ms: 500 });
    expect((await closed)[0]).toBe(1001);
  });

  it('moves time, sets its speed and the wall clock', async () => {
    expect((await call('POST', '/sim/advance?ms=3600000')).json).toEqual({ time: 1_800_003_600_000 });
    expect((await call('POST', '/sim/clock', { step: -1000 })).json).toEqual({ time: 1_800_003_599_000 });
    await call('POST', '/sim/speed', { speed: 1000 });
    expect((await call('GET', '/sim/')).json.speed).toBe(1000);
    await call('POST', '/sim/speed', { speed: 0 });
    expect(exchange.clock.now()).toBeGreaterThan(1_800_003_599_000);
  });

  it('creates accounts and markets', async () => {
    const { json: made } = await call('POST', '/sim/accounts', { balances: { BTC: '1' } });
    await call('POST', '/sim/fund', { apiKey: made.apiKey, balances: { BTC: '2' } });
    const balance = exchange.engine.balances(Number(made.uid)).find(({ asset }) => asset === 'BTC');
    expect(balance?.free).toBe(300_000_000n);
    await call('POST', '/sim/book', { symbol: 'BTCUSDT', bids: [['100', '1']], asks: [['200', '1']] });
    await call('POST', '/sim/trade', { symbol: 'BTCUSDT', price: '150', quantity: '2' });
    expect((await call('GET', '/api/v3/ticker/price?symbol=BTCUSDT')).json.price).toBe('150.00000000');
    await call('POST', '/sim/symbol', { symbol: 'BTCUSDT', status: 'HALT' });
    expect(exchange.engine.symbol('BTCUSDT')?.status).toBe('HALT');
    await call('POST', '/sim/market', { mode: 'crash' });
    expect(market.mode).toBe('crash');
    expect((await call('POST', '/sim/user-data/end', { apiKey: made.apiKey })).status).toBe(200);
    await call('POST', '/sim/revoke', { apiKey: made.apiKey });
    expect((await call('POST', '/sim/revoke', { apiKey: made.apiKey })).status).toBe(400);
  });

  it('moves prices, fills and refuses orders, and changes balances and fees', async () => {
    const { apiKey } = account;
    const { orderId } = exchange.engine.placeOrder(account.uid, {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: 50_000_00000000n,
      quantity: 1000000n,
    }).order;
    await call('POST', '/sim/fill', { orderId, quantity: '0.004' });
    expect(exchange.engine.order(account.uid, { symbol: 'BTCUSDT', orderId }).executedQty).toBe(400000n);
    await call('POST', `/sim/fill?orderId=${orderId}&symbol=BTCUSDT`);
    expect(exchange.engine.order(account.uid, { symbol: 'BTCUSDT', orderId }).status).toBe('FILLED');
    await call('POST', '/sim/price', { symbol: 'BTCUSDT', price: '70000' });
    expect((await call('GET', '/api/v3/ticker/price?symbol=BTCUSDT')).json.price).toBe('70000.00000000');
    expect((await call('POST', '/sim/reject', { code: -2010, target: '/api/v3/time' })).json).toMatchObject({ id: 1 });
    expect(await call('GET', '/api/v3/time')).toMatchObject({ status: 400, json: { code: -2010 } });
    await call('POST', '/sim/balance', { apiKey, balances: { USDT: '5' } });
    await call('POST', '/sim/withdraw', { apiKey, balances: { USDT: '3' } });
    expect(exchange.engine.balance(account.uid, 'USDT').free).toBe(200_000_000n);
    await call('POST', '/sim/fees', { apiKey, maker: '0.0005', symbol: 'BTCUSDT' });
    expect(exchange.engine.commissionRates(account.uid, 'BTCUSDT').standard.maker).toBe('0.0005');
  });

  it('lists, adds, draws and clears faults', async () => {
    const fault = { kind: 'status', status: 502, target: '/api/v3/ping' };
    expect((await call('POST', '/sim/faults', fault)).json).toEqual({ id: 1, hits: 0, isActive: true, ...fault });
    await call('POST', '/sim/faults', { kind: 'delay', ms: 0, times: 1 });
    expect((await fetch(`${served.rest}/api/v3/ping`)).status).toBe(502);
    expect((await call('GET', '/sim/faults')).json).toEqual([{ id: 1, hits: 1, isActive: true, ...fault }]);
    expect((await call('GET', '/sim/faults?id=2')).json).toMatchObject({ id: 2, hits: 1, isActive: false });
    await call('POST', '/sim/faults', { kind: 'drop' });
    expect((await call('DELETE', '/sim/faults?id=1')).json).toEqual({ id: 1, hits: 1, isActive: false, ...fault });
    expect((await fetch(`${served.rest}/api/v3/ping`)).status).toBe(200);
    expect((await call('GET', '/sim/faults')).json).toEqual([{ id: 3, hits: 0, isActive: true, kind: 'drop' }]);
    expect((await call('DELETE', '/sim/faults?id=9')).status).toBe(400);
    await call('DELETE', '/sim/faults');
    expect((await call('POST', '/sim/faults/draw', { seed: 5, ms: 1000 })).json.length).toBeGreaterThan(0);
    await call('DELETE', '/sim/faults');
    expect((await call('GET', '/sim/faults')).json).toEqual([]);
  });

  it('reads the fields of a fault from the query', async () => {
    await call('POST', '/sim/faults?kind=status&status=502&times=1&after=100');
    expect((await call('GET', '/sim/faults')).json).toMatchObject([
      { kind: 'status', status: 502, times: 1, after: 100 },
    ]);
    const status = async (): Promise<number> => (await fetch(`${served.rest}/api/v3/ping`)).status;
    expect(await status()).toBe(200);
    await exchange.advance(100);
    expect([await status(), await status()]).toEqual([502, 200]);
    expect((await call('GET', '/sim/faults')).json).toEqual([]);
  });

  it('error: an invalid state changes nothing', async () => {
    const { socket } = await open('/ws');
    const { json: state } = await call('GET', '/sim/state');
    for (const wrong of [{}, { ...state, time: null }, { ...state, engine: {} }]) {
      expect((await call('PUT', '/sim/state', wrong)).status).toBe(400);
    }
    expect((await call('GET', '/api/v3/time')).json).toEqual({ serverTime: 1_800_000_000_000 });
    expect((await call('GET', '/sim/')).json.sockets).toBe(1);
    socket.close();
  });

  it('exports and imports its state', async () => {
    const { json: state } = await call('GET', '/sim/state');
    const depth = (await call('GET', '/api/v3/depth?symbol=BTCUSDT')).json;
    await call('POST', '/sim/book', { symbol: 'BTCUSDT', bids: [['1', '1']], asks: [['2', '1']] });
    expect((await call('PUT', '/sim/state', state)).status).toBe(200);
    expect((await call('GET', '/api/v3/depth?symbol=BTCUSDT')).json).toEqual(depth);
    expect(account.apiKey).not.toBe('');
  });

  it.each([
    ['POST', '/sim/nowhere', 404],
    ['POST', '/sim/advance', 400],
    ['POST', '/sim/advance?ms=soon', 400],
    ['POST', '/sim/cut?code=5', 400],
    ['POST', '/sim/faults?kind=plague', 400],
    ['POST', '/sim/faults?kind=disconnect&code=5', 400],
    ['POST', '/sim/market?mode=boring', 400],
    ['POST', '/sim/market?mode=toString', 400],
    ['POST', '/sim/symbol', 400],
    ['POST', '/sim/symbol?symbol=BTCUSDT&status=CLOSED', 400],
    ['POST', '/sim/symbol?symbol=BTCUSDT&filters=none', 400],
    ['POST', '/sim/symbol?symbol=BTCUSDT&colour=red', 400],
    ['POST', '/sim/speed?speed=-1', 400],
    ['POST', '/sim/fund?apiKey=nobody', 400],
    ['POST', '/sim/price?symbol=BTCUSDT', 400],
    ['POST', '/sim/price?symbol=BTCUSDT&price=1.001', 400],
    ['POST', '/sim/fill?orderId=99', 400],
    ['POST', '/sim/reject', 400],
    ['POST', '/sim/reject?code=5', 400],
    ['POST', '/sim/fees?apiKey=nobody&maker=0', 400],
  ])('error: %s %s', async (method, path, status) => {
    const answer = await call(method, path);
    expect(answer.status).toBe(status);
    expect(answer.json.error).toEqual(expect.any(String));
  });
});
