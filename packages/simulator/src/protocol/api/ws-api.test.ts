import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { hmacKey, keyPair, type TestKey, WsClient } from '../../../test/raw-client.js';
import { createExchange, type Exchange } from '../../index.js';
import { UserDataStreams } from '../user-data/user-data-streams.js';

const B = 'BTCUSDT';

function setUp(): { exchange: Exchange; key: TestKey; ed: TestKey; uid: number } {
  const pair = keyPair('ed25519');
  const exchange = createExchange({ symbols: [B] });
  const { uid, ...account } = exchange.createAccount({
    balances: { USDT: '1000' },
    keys: [{ apiKey: 'ed', publicKey: pair.publicKey }],
  });
  return { exchange, uid, key: hmacKey(account), ed: pair.key('ed') };
}

describe('frames', () => {
  it('are answered with their id of any type; ids may be reused', async () => {
    const client = new WsClient(setUp().exchange);
    for (const id of [7, 'seven', null, -1, 7]) {
      const answer = await client.send(JSON.stringify({ id, method: 'ping' }), id);
      expect(answer).toMatchObject({ id, status: 200, result: {} });
    }
  });

  it('are answered with the exact digits of their id', async () => {
    const { exchange } = setUp();
    const echo = (id: string): Promise<string> =>
      new Promise((send) => {
        const connection = { ip: '127.0.0.1', path: '/ws-api/v3', bufferedAmount: 0, send, close() {}, terminate() {} };
        const handler = exchange.wsApi.open({ ...connection, params: new URLSearchParams('returnRateLimits=false') });
        handler.receive(`{"method":"ping","params":{},"id":${id}}`);
      });
    for (const id of ['1767225600000000001', '-9007199254740993', '"1767225600000000001"']) {
      expect(await echo(id)).toBe(`{"id":${id},"status":200,"result":{}}`);
    }
  });

  it('may have the version in front of the method', async () => {
    const client = new WsClient(setUp().exchange);
    expect((await client.request('v3/time')).result).toEqual({ serverTime: expect.any(Number) });
  });

  it('have signatures over their numbers as they were written', async () => {
    const { exchange, key } = setUp();
    const client = new WsClient(exchange);
    const numbers = { price: '100.50', quantity: '1.0', timestamp: String(exchange.clock.now()) };
    const texts = { apiKey: key.apiKey, side: 'BUY', symbol: B, timeInForce: 'GTC', type: 'LIMIT' };
    const ask = (id: string, changes: object): ReturnType<WsClient['send']> => {
      const written = { ...numbers, ...changes };
      const payload = Object.entries({ ...texts, ...written })
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map((pair) => pair.join('='))
        .join('&');
      const members = Object.entries(written).map((pair) => `"${pair[0]}": ${pair[1]}`);
      const signed = JSON.stringify({ ...texts, signature: key.sign(payload) }).slice(1, -1);
      return client.send(`{"id":"${id}","method":"order.test","params":{${members.join(', ')}, ${signed}}}`, id);
    };
    expect(await ask('zeros', {})).toMatchObject({ status: 200, result: {} });
    // The exchange reads a value as the text that the client wrote, and does not convert it to a number first. The
    // texts `1e-05` and `false` are not decimals, so they are refused, as on REST.
    expect(await ask('exponent', { quantity: '1e-05' })).toMatchObject({ error: { code: -1100 } });
    expect(await ask('false', { quantity: 'false' })).toMatchObject({ error: { code: -1100 } });
  });

  it('may not repeat a parameter or use a property name of JavaScript', async () => {
    const client = new WsClient(setUp().exchange);
    const ask = (params: string): ReturnType<WsClient['send']> =>
      client.send(`{"id":1,"method":"depth","params":${params}}`, 1);
    expect(await ask(`{"symbol":"${B}","symbol":"${B}"}`)).toMatchObject({ error: { code: -1101 } });
    expect(await ask(`{"symbol":"${B}","constructor":1}`)).toMatchObject({ error: { code: -1103 } });
    expect(await ask(`{"symbol":"${B}","__proto__":1}`)).toMatchObject({ error: { code: -1103 } });
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(await ask(`{"symbol":${deep}}`)).toMatchObject({ error: { code: -1100 } });
  });

  it('that are not JSON, or not a request, are refused', async () => {
    const client = new WsClient(setUp().exchange);
    const json = { id: null, status: 400, error: { code: -1135, msg: 'Invalid JSON Request' } };
    expect(await client.send('{"id":', null)).toMatchObject(json);
    expect(await client.send('[1]', null)).toMatchObject(json);
    expect(await client.send('{"id":{"a":1},"method":"ping"}', null)).toMatchObject({ error: { code: -1130 } });
    expect(await client.send('{"method":"ping"}', null)).toMatchObject({ error: { code: -1102 } });
    expect(await client.send('{"id":1.5,"method":"ping"}', null)).toMatchObject({ error: { code: -1130 } });
    expect(await client.send('{"id":3}', 3)).toMatchObject({ id: 3, error: { code: -1102 } });
    expect(await client.send('{"id":4,"method":"ping","params":[]}', 4)).toMatchObject({ error: { code: -1130 } });
  });

  it('carry symbols as an array, not as text', async () => {
    const client = new WsClient(setUp().exchange);
    expect((await client.request('ticker.price', { symbols: [B] })).status).toBe(200);
    expect((await client.request('ticker.price', { symbols: `["${B}"]` })).error).toMatchObject({ code: -1130 });
  });
});

it('a connection that is closed while its request is checked makes no subscription', async () => {
  const { exchange, key } = setUp();
  const subscribe = vi.spyOn(UserDataStreams.prototype, 'subscribe');
  onTestFinished(() => subscribe.mockRestore());
  const closed = new WsClient(exchange);
  void closed.request('userDataStream.subscribe.signature', {}, key);
  closed.close();
  await exchange.advance(1000);
  expect(subscribe).not.toHaveBeenCalled();
  expect(await new WsClient(exchange).request('userDataStream.subscribe.signature', {}, key)).toMatchObject({
    result: { subscriptionId: 0 },
  });
  expect(subscribe).toHaveBeenCalledTimes(1);
});

describe('rateLimits', () => {
  it('are part of every reply unless the URL or the request turns them off', async () => {
    const { exchange } = setUp();
    const usual = new WsClient(exchange);
    expect((await usual.request('ping')).rateLimits).toHaveLength(1);
    expect((await usual.request('ping', { returnRateLimits: false })).rateLimits).toBeUndefined();
    const quiet = new WsClient(exchange, 'returnRateLimits=false');
    expect((await quiet.request('ping')).rateLimits).toBeUndefined();
    expect((await quiet.request('ping', { returnRateLimits: true })).rateLimits).toHaveLength(1);
    expect((await quiet.request('session.status')).result).toMatchObject({ returnRateLimits: false });
    expect((await quiet.request('ping', { returnRateLimits: 'no' })).error).toMatchObject({ code: -1130 });
  });

  it('announce CONNECTIONS where REST announces RAW_REQUESTS', async () => {
    const { exchange } = setUp();
    const info = (await new WsClient(exchange).request('exchangeInfo')).result as { rateLimits: unknown[] };
    expect(info.rateLimits.at(-1)).toEqual({
      rateLimitType: 'CONNECTIONS',
      interval: 'MINUTE',
      intervalNum: 5,
      limit: 300,
    });
  });
});

describe('time', () => {
  it('is in the unit of the URL', async () => {
    const { exchange } = setUp();
    const now = exchange.clock.now();
    for (const unit of ['MICROSECOND', 'microsecond']) {
      const client = new WsClient(exchange, `timeUnit=${unit}`);
      expect((await client.request('time')).result).toEqual({ serverTime: now * 1000 });
    }
    const wrong = new WsClient(exchange, 'timeUnit=FORTNIGHT');
    expect(wrong.frames).toMatchObject([{ id: null, status: 400, error: { code: -1194 } }]);
    expect(wrong.closed).toBeDefined();
  });
});

describe('sessions', () => {
  it('can be logged on with Ed25519 keys only', async () => {
    const { exchange, key, ed } = setUp();
    const client = new WsClient(exchange);
    expect((await client.request('session.logon', {}, key)).error).toMatchObject({ code: -1020 });
    const on = await client.request('session.logon', {}, ed);
    const now = exchange.clock.now();
    expect(on.result).toEqual({
      apiKey: 'ed',
      authorizedSince: now,
      connectedSince: now,
      returnRateLimits: true,
      serverTime: now,
      userDataStream: false,
    });
  });

  it('need no key and no signature after log-on, but a timestamp', async () => {
    const { exchange, ed, uid, key } = setUp();
    const client = new WsClient(exchange);
    expect((await client.request('account.status', { timestamp: exchange.clock.now() })).error).toMatchObject({
      code: -1102,
      msg: expect.stringContaining("'apiKey'"),
    });
    await client.request('session.logon', {}, ed);
    const timestamp = exchange.clock.now();
    expect((await client.request('account.status', { timestamp })).result).toMatchObject({ uid });
    expect((await client.request('account.status')).error).toMatchObject({ code: -1102 });
    expect((await client.request('account.status', { timestamp: timestamp - 6000 })).error).toMatchObject({
      code: -1021,
    });
    const other = exchange.createAccount();
    expect((await client.request('account.status', {}, hmacKey(other))).result).toMatchObject({ uid: other.uid });
    expect((await client.request('account.status', {}, key)).result).toMatchObject({ uid });
    await client.request('session.logout');
    expect((await client.request('account.status', { timestamp })).error).toMatchObject({ code: -1102 });
  });

  it('whose key is revoked get an error without an id at the next request', async () => {
    const { exchange, ed } = setUp();
    const client = new WsClient(exchange);
    await client.request('session.logon', {}, ed);
    exchange.revokeKey('ed');
    expect(client.frames).toEqual([]);
    expect((await client.request('ping')).status).toBe(200);
    expect(client.frames).toEqual([
      { id: null, status: 401, error: { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' } },
    ]);
    expect((await client.request('session.status')).result).toMatchObject({ apiKey: null, authorizedSince: null });
  });
});

describe('a shutdown', () => {
  it('is announced as an event without a subscription', () => {
    const { exchange } = setUp();
    const client = new WsClient(exchange);
    client.announceShutdown();
    expect(client.frames).toEqual([{ event: { e: 'serverShutdown', E: exchange.clock.now() } }]);
  });
});
