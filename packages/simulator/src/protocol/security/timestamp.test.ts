import { describe, expect, it } from 'vitest';
import { hmacKey, type Json, type Params, rest } from '../../../test/raw-client.js';
import { createExchange } from '../../index.js';

const B = 'BTCUSDT';
const ORDER = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50000', quantity: '0.1' };
const OUTSIDE = { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' };
const AHEAD = { code: -1021, msg: "Timestamp for this request was 1000ms ahead of the server's time." };

function setUp(processingMs = 0) {
  const exchange = createExchange({ symbols: [B], settings: { processingMs } });
  const key = hmacKey(exchange.createAccount({ balances: { USDT: '1000000' } }));
  const now = exchange.clock.now();
  const account = async (params: Params): Promise<unknown> => {
    const { status, body } = await rest(exchange, 'GET /api/v3/account', params, { key });
    return status === 200 ? 'taken' : body;
  };
  return { exchange, key, now, account };
}

describe('timestamp and recvWindow', () => {
  it('accepts a request for 5000 ms by default', async () => {
    const { account, now } = setUp();
    expect(await account({ timestamp: now - 5000 })).toBe('taken');
    expect(await account({ timestamp: now - 5001 })).toEqual(OUTSIDE);
  });

  it('accepts a timestamp less than a second ahead', async () => {
    const { account, now } = setUp();
    expect(await account({ timestamp: now + 999 })).toBe('taken');
    expect(await account({ timestamp: now + 1000 })).toEqual(AHEAD);
    expect(await account({ timestamp: now + 3_600_000 })).toEqual(AHEAD);
  });

  it('uses recvWindow, with three decimals, up to 60000', async () => {
    const { account, now } = setUp();
    expect(await account({ timestamp: now - 60_000, recvWindow: 60_000 })).toBe('taken');
    expect(await account({ timestamp: now - 100, recvWindow: 99 })).toEqual(OUTSIDE);
    expect(await account({ timestamp: now - 100, recvWindow: '100.001' })).toBe('taken');
    expect(await account({ timestamp: now - 100, recvWindow: '99.999' })).toEqual(OUTSIDE);
    expect(await account({ timestamp: now, recvWindow: 60_001 })).toEqual({
      code: -1102,
      msg: "'recvWindow' contains unexpected value. Cannot be greater than 60000.",
    });
    expect(await account({ timestamp: now, recvWindow: '1.2345' })).toMatchObject({ code: -1100 });
  });

  it('accepts microseconds', async () => {
    const { account, now } = setUp();
    expect(await account({ timestamp: now * 1000 - 5_000_000 })).toBe('taken');
    expect(await account({ timestamp: now * 1000 - 5_000_001 })).toEqual(OUTSIDE);
  });

  it('refuses timestamps before 2017', async () => {
    const { account } = setUp();
    expect(await account({ timestamp: 1_483_228_799_999 })).toEqual(OUTSIDE);
  });

  it('requires a timestamp', async () => {
    const { account } = setUp();
    expect(await account({ timestamp: '' })).toMatchObject({ code: -1102 });
  });

  it('is checked again before the engine; only an order refused by that check counts', async () => {
    const { exchange, key, now } = setUp(100);
    const send = async (params: Params): Promise<Json> => {
      const answer = rest(exchange, 'POST /api/v3/order', { ...ORDER, ...params }, { key });
      await exchange.advance(100);
      return (await answer).body;
    };
    const counted = async (): Promise<unknown> => {
      const answer = rest(exchange, 'GET /api/v3/rateLimit/order', {}, { key });
      await exchange.advance(100);
      return ((await answer).body as unknown as Json[])[0]?.count;
    };
    expect(await send({ timestamp: now - 60, recvWindow: 50 })).toEqual(OUTSIDE);
    expect(await counted()).toBe(0);
    expect(await send({ timestamp: exchange.clock.now(), recvWindow: 50 })).toEqual(OUTSIDE);
    expect(await counted()).toBe(1);
    expect(await send({ timestamp: exchange.clock.now(), recvWindow: 150 })).toMatchObject({ status: 'NEW' });
    expect(await counted()).toBe(2);
  });
});
