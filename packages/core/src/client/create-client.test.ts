import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import type { Transport } from '../transports/transport.js';
import { createSpotClient } from './spot-client.js';

describe('createSpotClient', () => {
  it('measures the time, then stamps, signs and sends', async () => {
    const seen: string[] = [];
    const client = createSpotClient({
      apiKey: 'key',
      apiSecret: 'secret',
      validateOrders: false,
      fetch: async (input, init) => {
        seen.push(`${init?.method} ${String(input)}`);
        const body = String(input).includes('/time') ? { serverTime: Date.now() } : { orderId: 1 };
        return new Response(JSON.stringify(body), { headers: { 'X-MBX-USED-WEIGHT-1M': '7' } });
      },
    });
    const answer = await client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' });
    expect(answer).toEqual({ orderId: 1 });
    expect(seen.slice(0, 3)).toEqual(Array(3).fill('GET https://api.binance.com/api/v3/time'));
    expect(seen[3]).toMatch(
      /^POST https:\/\/api\.binance\.com\/api\/v3\/order\?symbol=BNBBTC&side=BUY&type=MARKET&quantity=1&newClientOrderId=[0-9a-f]{32}&timestamp=\d+&signature=[0-9a-f]{64}$/,
    );
    expect(client.limits.use[0]).toMatchObject({ rateLimitType: 'REQUEST_WEIGHT', count: 7 });
  });
});

describe('options.validateOrders', () => {
  const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

  it('error: null turned the check of orders off', async () => {
    const posted: string[] = [];
    const fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
      if (init?.method === 'POST') posted.push(String(input));
      return new Response(JSON.stringify({ serverTime: Date.now(), symbols: [] }));
    };
    const options = { apiKey: 'key', signer: () => 'signature', fetch };
    for (const validateOrders of [null as never, undefined, true]) {
      const client = createSpotClient({ ...options, validateOrders });
      await expect(client.createOrder(order)).rejects.toThrow('not listed');
    }
    expect(posted).toEqual([]);
  });
});

describe('options.fetch', () => {
  it('is called once for each call, even if its responses are not of the class Response', async () => {
    const sent: [method: string | undefined, url: string][] = [];
    const fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
      sent.push([init?.method, String(input)]);
      const headers = new Headers({ 'X-MBX-USED-WEIGHT-1M': '7' });
      return { status: 200, ok: true, headers, text: async () => '{"price":"1"}' } as Response;
    };
    const client = createSpotClient({ fetch });
    expect(await client.getSymbolTicker({ symbol: 'BNBBTC' })).toEqual({ price: '1' });
    expect(sent).toEqual([['GET', 'https://api.binance.com/api/v3/ticker/price?symbol=BNBBTC']]);
    expect(client.limits.use[0]).toMatchObject({ count: 7 });
  });
});

describe('a transport of the caller', () => {
  const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

  it('may return an answer whose fields throw: the call ends, and leaves no timer', async () => {
    const clock = new ManualClock();
    const answer = {
      orderId: 1,
      get data() {
        throw new Error('unreadable');
      },
    };
    const transport = (): Transport => ({
      kind: 'own',
      send: async ({ name }) => {
        const data = name === 'getServerTime' ? { serverTime: clock.now() } : answer;
        return { status: 200, data, rateLimits: [] };
      },
      close: () => undefined,
    });
    const client = createSpotClient({ apiKey: 'k', signer: () => 's', validateOrders: false, clock, transport });
    expect(await clock.run(client.createOrder(order))).toBe(answer);
    expect(clock.timers.size).toBe(0);
  });
});

describe('close', () => {
  it('of a client whose transport cannot be closed rejects no promise', async () => {
    const rejected: unknown[] = [];
    const listener = (error: unknown): unknown => rejected.push(error);
    process.on('unhandledRejection', listener);
    const close = async (): Promise<void> => {
      throw new Error('not open');
    };
    const client = createSpotClient({
      transport: () => ({ kind: 'own', send: () => new Promise(() => undefined), close }),
    });
    const call = client.ping().catch((error: unknown) => error);
    client.close();
    expect(await call).toMatchObject({ name: 'BinanceTransportError' });
    await new Promise((resolve) => setTimeout(resolve));
    process.off('unhandledRejection', listener);
    expect(rejected).toEqual([]);
  });
});

describe('@pkg/core', () => {
  it('exports every enum, error and paging helper', async () => {
    const root = Object.keys(await import('../index.js'));
    for (const entryPoint of [
      import('../operations/enums/index.js'),
      import('../errors/index.js'),
      import('../request/paging.js'),
      import('../rules/index.js'),
    ]) {
      expect(root).toEqual(expect.arrayContaining(Object.keys(await entryPoint)));
    }
  });
});
