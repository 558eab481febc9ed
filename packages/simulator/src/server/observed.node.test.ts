import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { hmacKey, rest } from '../../test/raw-client.js';
import { createExchange, type Exchange, type ExchangeOptions, noLimits, VirtualClock } from '../index.js';
import { type Served, serve } from '../node.js';
import { run } from './command-line.node.js';

let exchange: Exchange;
let served: Served;

async function start(options: ExchangeOptions = {}): Promise<void> {
  const clock = new VirtualClock({ start: 1_800_000_000_000 });
  exchange = createExchange({ symbols: ['BTCUSDT'], clock, ...options });
  exchange.setBook('BTCUSDT', { bids: [['59990', '2']], asks: [['60010', '2']] });
  served = await serve(exchange, { speed: 0 });
}

afterEach(async () => {
  vi.restoreAllMocks();
  await served.close();
  exchange.close();
});

type Row = Record<string, unknown>;
const control = async (method: string, path: string): Promise<Row[]> =>
  (await fetch(served.rest + path, { method })).json() as Promise<Row[]>;

describe('/sim/requests', () => {
  it('has every request with its outcome, and no secret of any kind', async () => {
    await start();
    const account = exchange.createAccount({ apiKey: 'the-api-key', apiSecret: 'the+secret', balances: { USDT: '9' } });
    const key = hmacKey(account);
    const query = `recvWindow=5000&timestamp=${exchange.clock.now()}`;
    const signature = key.sign(query);
    const headers = { 'x-mbx-apikey': key.apiKey };
    await fetch(`${served.rest}/api/v3/account?${query}&signature=${signature}`, { headers });
    // A client sends its secret and its signature in the wrong parameters. They must be hidden there too.
    await fetch(`${served.rest}/api/v3/time?note=the+secret&other=${encodeURIComponent('the+secret')}`);
    await fetch(`${served.rest}/api/v3/order`, { method: 'POST', headers, body: `symbol=X&signature=${signature}` });
    exchange.faults.script({ kind: 'reset', target: 'ping', times: 1 });
    await fetch(`${served.rest}/api/v3/ping`).catch(() => undefined);
    const socket = new WebSocket(served.wsApi);
    await once(socket, 'open');
    const params = { apiKey: key.apiKey, signature, timestamp: 1 };
    socket.send(JSON.stringify({ id: 1, method: 'account.status', params }));
    await once(socket, 'message');
    socket.send('{"id":2,');
    await once(socket, 'message');
    socket.close();

    const rows = await control('GET', '/sim/requests');
    expect(rows.map(({ id, api, target, outcome }) => [id, api, target, outcome])).toEqual([
      [1, 'REST', 'GET /api/v3/account', 200],
      [2, 'REST', 'GET /api/v3/time', 400],
      [3, 'REST', 'POST /api/v3/order', 400],
      [4, 'REST', 'GET /api/v3/ping', 'reset'],
      [5, 'WS', 'account.status', 400],
      [6, 'WS', '', 400],
    ]);
    expect(rows[0]).toMatchObject({ time: 1_800_000_000_000, ip: '127.0.0.1', request: `${query}&signature=…` });
    expect(rows[0]?.answer).toContain('"makerCommission"');
    const text = JSON.stringify(rows);
    for (const secret of ['the-api-key', 'the+secret', 'the%2Bsecret', signature]) expect(text).not.toContain(secret);

    expect(await control('GET', '/sim/requests?target=order&limit=1')).toMatchObject([{ id: 3 }]);
    expect(await control('GET', '/sim/requests?afterId=4')).toHaveLength(2);
    await control('DELETE', '/sim/requests');
    expect(await control('GET', '/sim/requests')).toEqual([]);
  });

  it('keeps the newest thousand, each shortened', async () => {
    await start({ ...noLimits });
    for (let sent = 0; sent < 1010; sent += 1) await rest(exchange, 'GET /api/v3/ping');
    expect(exchange.journal.list()).toEqual([]);
    const { environment } = exchange;
    for (let sent = 0; sent < 1010; sent += 1) {
      await environment.fetch!(`${environment.rest}/api/v3/ping?x=${'y'.repeat(sent === 1009 ? 5000 : 1)}`);
    }
    const rows = exchange.journal.list();
    expect([rows.length, rows[0]?.id, rows.at(-1)?.request.length]).toEqual([1000, 11, 1001]);
    const ids = (limit: number) => exchange.journal.list({ limit }).map(({ id }) => id);
    expect([ids(0), ids(2)]).toEqual([[], [1009, 1010]]);
  });
});

describe('failures', () => {
  it('of the simulator are counted and listed', async () => {
    await start();
    const reported: unknown[] = [];
    exchange.onFailure((error) => reported.push(error));
    vi.spyOn(exchange.engine, 'book').mockImplementation(() => {
      throw new Error('a fault of the simulator');
    });
    const answer = await fetch(`${served.rest}/api/v3/depth?symbol=BTCUSDT`);
    expect([answer.status, (await answer.json()).code]).toEqual([500, -1000]);
    expect(reported).toHaveLength(1);
    expect(await control('GET', '/sim/')).toMatchObject({ failures: 1 });
    expect((await control('GET', '/sim/failures'))[0]).toContain('a fault of the simulator');
  });
});

describe('limits', () => {
  it('/sim/reset ends bans and forgets what was used', async () => {
    const limits = { requestWeightPerMinute: 10, rawRequestsPerFiveMinutes: 1000, connectionsPerFiveMinutes: 3 };
    await start({ settings: { limits }, orderLimits: [{ interval: 'DAY', intervalNum: 1, limit: 1 }] });
    const account = exchange.createAccount({ balances: { USDT: '100000' } });
    const status = async (): Promise<number> => (await fetch(`${served.rest}/api/v3/ping`)).status;
    while ((await status()) !== 418);
    const order = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '50000',
      quantity: '0.1',
    };
    const place = async (): Promise<number> =>
      (await rest(exchange, 'POST /api/v3/order', order, { key: hmacKey(account), ip: '10.0.0.1' })).status;
    expect([await place(), await place()]).toEqual([200, 429]);
    for (let opened = 0; opened < 3; opened += 1) exchange.sockets.refuse('127.0.0.1', '/ws');
    expect(exchange.sockets.refuse('127.0.0.1', '/ws')).toMatchObject({ status: 429 });
    await control('POST', '/sim/reset?ip=10.9.9.9');
    expect(await status()).toBe(418);
    await control('POST', '/sim/reset');
    expect([await status(), await place()]).toEqual([200, 200]);
    expect(exchange.sockets.refuse('127.0.0.1', '/ws')).toBeUndefined();
  });

  it('noLimits is announced and never reached', async () => {
    await start({ ...noLimits });
    const account = exchange.createAccount({ balances: { USDT: '1000000' } });
    const order = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '50000',
      quantity: '0.001',
    };
    for (let sent = 0; sent < 150; sent += 1) {
      const answer = await rest(exchange, 'POST /api/v3/order', order, { key: hmacKey(account) });
      expect(answer.status).toBe(200);
    }
    for (let sent = 0; sent < 400; sent += 1) {
      expect((await rest(exchange, 'GET /api/v3/ticker/24hr')).status).toBe(200);
      expect(exchange.sockets.refuse('127.0.0.1', '/ws')).toBeUndefined();
    }
    const { body } = await rest(exchange, 'GET /api/v3/exchangeInfo');
    expect((body.rateLimits as Row[]).map(({ limit }) => limit)).toEqual([1e9, 1e9, 1e9, 1e9]);
  });

  it('lenientTime accepts every timestamp, but no wrong signature', async () => {
    await start({ settings: { lenientTime: true } });
    const key = hmacKey(exchange.createAccount());
    for (const timestamp of [1_500_000_000_000, 1_800_000_000_000, 1_900_000_000_000]) {
      expect((await rest(exchange, 'GET /api/v3/account', { timestamp }, { key })).status).toBe(200);
    }
    const wrong = { ...key, sign: () => '0'.repeat(64) };
    expect((await rest(exchange, 'GET /api/v3/account', {}, { key: wrong })).body.code).toBe(-1022);
    const strict = createExchange();
    const other = hmacKey(strict.createAccount());
    const late = await rest(strict, 'GET /api/v3/account', { timestamp: 1_500_000_000_000 }, { key: other });
    expect(late.body.code).toBe(-1021);
  });
});

describe('a reader that does not read', () => {
  it('is disconnected, so that it takes no more memory', async () => {
    await start({ socketLimits: { unreadBytes: 200_000 } });
    const slow = new WebSocket(`${served.streams}/ws/btcusdt@trade`);
    const fast = new WebSocket(`${served.streams}/ws/btcusdt@trade`);
    await Promise.all([once(slow, 'open'), once(fast, 'open')]);
    slow.on('error', () => undefined);
    slow.pause();
    let received = 0;
    fast.on('message', () => {
      received += 1;
    });
    let made = 0;
    while (exchange.sockets.size === 2) {
      for (let trades = 0; trades < 200; trades += 1) {
        exchange.trade('BTCUSDT', { price: '60010', quantity: '0.001' });
        made += 1;
      }
      while (received < made) await once(fast, 'message');
      expect(made).toBeLessThan(200_000);
    }
    expect(exchange.sockets.size).toBe(1);
    fast.close();
    slow.terminate();
  }, 60_000);
});

describe('the options of the command', () => {
  it('--verbose prints each request, --lenient-time and --no-limits apply', async () => {
    await start();
    const out = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const err = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const args = ['--port', '0', '--json', '--history', '0', '--verbose', '--no-limits', '--lenient-time'];
    const code = run(args, () => ended);
    await vi.waitUntil(() => out.mock.calls.length > 0);
    const ready = JSON.parse(String(out.mock.calls[0]?.[0])) as { rest: string; apiKey: string; apiSecret: string };
    const key = hmacKey(ready);
    const query = 'timestamp=1500000000000';
    const headers = { 'x-mbx-apikey': key.apiKey };
    const answer = await fetch(`${ready.rest}/api/v3/account?${query}&signature=${key.sign(query)}`, { headers });
    expect(answer.status).toBe(200);
    const { rateLimits } = await (await fetch(`${ready.rest}/api/v3/exchangeInfo`)).json();
    expect(rateLimits[0].limit).toBe(1e9);
    end();
    expect(await code).toBe(0);
    const lines = err.mock.calls.map(([line]) => String(line));
    expect(lines[0]).toMatch(
      /^20\S+Z REST 127\.0\.0\.1 200 GET \/api\/v3\/account timestamp=1500000000000&signature=…$/,
    );
  });
});
