import { describe, expect, it } from 'vitest';
import { EXAMPLE_API_KEY, publishedVectors } from '../../../../../tests/documented/index.js';
import { type Answer, encode, hmacKey, keyPair, raw, rest, type TestKey, WsClient } from '../../../test/raw-client.js';
import { createExchange, type Exchange } from '../../index.js';

const B = 'BTCUSDT';
const UNICODE = '１２３４５６';
const ORDER = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50000', quantity: '0.1' };
const INVALID = { code: -1022, msg: 'Signature for this request is not valid.' };
const REJECTED = { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' };

/** The keys are created once for all tests, because it takes long to create an RSA key pair. */
const rsa = keyPair('rsa');
const ed = keyPair('ed25519');

function setUp(): { exchange: Exchange; keys: Record<'HMAC' | 'RSA' | 'Ed25519', TestKey>; uid: number } {
  const exchange = createExchange({ symbols: [B, { symbol: UNICODE, baseAsset: 'X', quoteAsset: 'USDT' }] });
  const account = exchange.createAccount({
    balances: { USDT: '1000000' },
    keys: [
      { apiKey: 'rsa', publicKey: rsa.publicKey },
      { apiKey: 'ed', publicKey: ed.publicKey },
    ],
  });
  return { exchange, uid: account.uid, keys: { HMAC: hmacKey(account), RSA: rsa.key('rsa'), Ed25519: ed.key('ed') } };
}

describe('signatures', () => {
  for (const type of ['HMAC', 'RSA', 'Ed25519'] as const) {
    it(`of ${type} keys are accepted on REST and on the WebSocket API`, async () => {
      const { exchange, keys, uid } = setUp();
      const key = keys[type];
      expect((await rest(exchange, 'GET /api/v3/account', {}, { key })).body).toMatchObject({ uid });
      expect((await new WsClient(exchange).request('account.status', {}, key)).result).toMatchObject({ uid });
    });

    it(`of ${type} keys are refused over other bytes`, async () => {
      const { exchange, keys } = setUp();
      const key = { ...keys[type], sign: (payload: string) => keys[type].sign(`${payload} `) };
      expect((await rest(exchange, 'GET /api/v3/account', {}, { key })).body).toEqual(INVALID);
      expect((await new WsClient(exchange).request('account.status', {}, key)).error).toEqual(INVALID);
    });
  }

  it('may be in capitals for HMAC, but not for base64', async () => {
    const { exchange, keys } = setUp();
    const swapped = (key: TestKey, change: (signature: string) => string): TestKey => ({
      ...key,
      sign: (payload) => change(key.sign(payload)),
    });
    const upper = swapped(keys.HMAC, (signature) => signature.toUpperCase());
    expect((await rest(exchange, 'GET /api/v3/account', {}, { key: upper })).status).toBe(200);
    for (const key of [keys.RSA, keys.Ed25519]) {
      const lower = swapped(key, (signature) => signature.toLowerCase());
      expect((await rest(exchange, 'GET /api/v3/account', {}, { key: lower })).body).toEqual(INVALID);
    }
  });

  it('cover query and body without a separator, wherever the signature is', async () => {
    const { exchange, keys } = setUp();
    const { symbol, ...others } = ORDER;
    const query = encode({ symbol, timestamp: exchange.clock.now() });
    const body = encode(others);
    const signature = keys.HMAC.sign(query + body);
    const headers = { 'x-mbx-apikey': keys.HMAC.apiKey };
    const send = (q: string, b: string) => raw(exchange, 'POST /api/v3/order', q, b, { headers });
    expect((await send(query, `${body}&signature=${signature}`)).status).toBe(200);
    expect((await send(`${query}&signature=${signature}`, body)).status).toBe(200);
    expect((await send(`${query}&signature=${keys.HMAC.sign(`${query}&${body}`)}`, body)).body).toEqual(INVALID);
  });

  it('use the parameter of the query when the body has it too', async () => {
    const { exchange, keys } = setUp();
    const query = encode({ ...ORDER, timestamp: exchange.clock.now() });
    const body = 'price=1';
    const headers = { 'x-mbx-apikey': keys.HMAC.apiKey };
    const signature = keys.HMAC.sign(query + body);
    const answer = await raw(exchange, 'POST /api/v3/order', `${query}&signature=${signature}`, body, { headers });
    expect(answer.body).toMatchObject({ price: '50000.00000000' });
  });

  it('cover percent-encoded text on REST and plain text on the WebSocket API', async () => {
    const { exchange, keys } = setUp();
    const order = { ...ORDER, symbol: UNICODE, price: '5' };
    expect((await rest(exchange, 'POST /api/v3/order/test', order, { key: keys.HMAC })).status).toBe(200);
    const plain = { ...keys.HMAC, sign: (payload: string) => keys.HMAC.sign(decodeURIComponent(payload)) };
    expect((await rest(exchange, 'POST /api/v3/order/test', order, { key: plain })).body).toEqual(INVALID);
    expect((await new WsClient(exchange).request('order.test', order, keys.HMAC)).status).toBe(200);
  });

  it('are mandatory', async () => {
    const { exchange, keys } = setUp();
    const headers = { 'x-mbx-apikey': keys.HMAC.apiKey };
    const answer = await raw(exchange, 'GET /api/v3/account', `timestamp=${exchange.clock.now()}`, '', { headers });
    expect(answer.body).toMatchObject({ code: -1102, msg: expect.stringContaining("'signature'") });
  });
});

describe('API keys', () => {
  it('need the permission of the operation', async () => {
    const { exchange } = setUp();
    const reader = hmacKey(exchange.createAccount({ permissions: ['USER_DATA'] }));
    expect((await rest(exchange, 'GET /api/v3/account', {}, { key: reader })).status).toBe(200);
    expect((await rest(exchange, 'POST /api/v3/order', ORDER, { key: reader })).body).toEqual(REJECTED);
    const trader = hmacKey(exchange.createAccount({ permissions: ['TRADE'] }));
    expect((await rest(exchange, 'POST /api/v3/order/test', ORDER, { key: trader })).status).toBe(200);
    expect((await rest(exchange, 'GET /api/v3/account', {}, { key: trader })).body).toEqual(REJECTED);
    const client = new WsClient(exchange);
    expect((await client.request('userDataStream.subscribe.signature', {}, trader)).error).toEqual(REJECTED);
  });

  it('can be restricted to IP addresses', async () => {
    const { exchange } = setUp();
    const key = hmacKey(exchange.createAccount({ ipWhitelist: ['10.0.0.1'] }));
    expect((await rest(exchange, 'GET /api/v3/account', {}, { key })).body).toEqual(REJECTED);
    expect((await rest(exchange, 'GET /api/v3/account', {}, { key, ip: '10.0.0.1' })).status).toBe(200);
  });

  it('are refused after they are revoked', async () => {
    const { exchange, keys } = setUp();
    exchange.revokeKey(keys.HMAC.apiKey);
    expect((await rest(exchange, 'GET /api/v3/account', {}, { key: keys.HMAC })).body).toEqual(REJECTED);
    expect(() => exchange.revokeKey(keys.HMAC.apiKey)).toThrow(RangeError);
  });

  it('have a format', async () => {
    const { exchange } = setUp();
    const ask = (apiKey: string): Promise<Answer> =>
      raw(exchange, 'GET /api/v3/account', '', '', { headers: { 'x-mbx-apikey': apiKey } });
    for (const key of ['a b', 'short', 'x'.repeat(65), '']) {
      expect((await ask(key)).body).toEqual({ code: -2014, msg: 'API-key format invalid.' });
    }
    expect((await ask('x'.repeat(64))).body).toEqual(REJECTED);
  });

  // Two observations show that invalid API keys get the status 401. On REST, the live exchange has sent 401 with -2014.
  // For the WebSocket API, Binance's documentation shows 401 with -2015.
  it('are refused with 401', async () => {
    const { exchange } = setUp();
    const ask = (apiKey: string): Promise<Answer> =>
      raw(exchange, 'GET /api/v3/account', '', '', { headers: { 'x-mbx-apikey': apiKey } });
    expect([(await ask('short')).status, (await ask('x'.repeat(64))).status]).toEqual([401, 401]);
    const stranger = { apiKey: 'x'.repeat(64), sign: () => 'x' };
    expect(await new WsClient(exchange).request('account.status', {}, stranger)).toMatchObject({ status: 401 });
  });
});

describe("the signatures that Binance's documentation prints", () => {
  for (const { name, encoding, key, params, payload, signature } of publishedVectors) {
    // Only HMAC signatures can be verified, because Binance's documentation does not print the public keys of its RSA
    // and Ed25519 examples. The test sends each example as a test order, so examples of other operations are skipped.
    if (!('secret' in key) || !('type' in params) || 'cancelReplaceMode' in params) continue;
    it(`${name} is accepted`, async () => {
      const exchange = createExchange({
        startTime: Number(params.timestamp),
        symbols: [B, 'LTCBTC', { symbol: UNICODE, baseAsset: 'X', quoteAsset: 'USDT' }],
      });
      const { keys } = exchange.createAccount({ apiKey: EXAMPLE_API_KEY, apiSecret: key.secret });
      expect(keys).toHaveLength(1);
      const route = 'POST /api/v3/order/test';
      const headers = { 'x-mbx-apikey': EXAMPLE_API_KEY };
      const errorFor = async (tried: string): Promise<unknown> => {
        if (encoding === 'query')
          return (await raw(exchange, route, `${payload}&signature=${tried}`, '', { headers })).body;
        const request = { id: 1, method: 'order.test', params: { ...params, signature: tried } };
        return (await new WsClient(exchange).send(JSON.stringify(request), 1)).error;
      };
      // The exchange may refuse the order for other reasons, but not because of its signature.
      expect(await errorFor(signature)).not.toEqual(INVALID);
      expect(await errorFor(signature.replace(/^./, (first) => (first === '0' ? '1' : '0')))).toEqual(INVALID);
    });
  }
});
