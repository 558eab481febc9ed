import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

beforeEach(() => {
  // The modules keep random bytes for later use. Loading the modules anew discards the bytes of an earlier test.
  vi.resetModules();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/**
 * Loads the modules anew and creates a client. `ids` receives the client order id of each order that the client sends.
 */
async function connect(options: object) {
  const { createSpotClient } = await import('./spot-client.js');
  const ids: (string | null)[] = [];
  const fetch = async (input: unknown): Promise<Response> => {
    const { pathname, searchParams } = new URL(String(input));
    if (pathname.endsWith('/time')) return Response.json({ serverTime: Date.now() });
    ids.push(searchParams.get('newClientOrderId'));
    return Response.json({ symbol: 'BNBBTC', orderId: 1, transactTime: 1 });
  };
  const client = createSpotClient({ apiKey: 'key', secretInPage: true, validateOrders: false, fetch, ...options });
  return { client, ids };
}

describe.each([
  ['crypto', undefined],
  ['crypto.getRandomValues', { subtle: crypto.subtle }],
])('on a platform without %s, such as React Native', (_, missing) => {
  it('a client with a signer places orders with ids of their own', async () => {
    vi.stubGlobal('crypto', missing);
    const { client, ids } = await connect({ signer: () => 'signature' });
    for (let sent = 0; sent < 3; sent++) await client.createOrder(order);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(ids).size).toBe(3);
  });
});

describe.each([
  ['crypto', undefined],
  ['crypto.subtle, such as a page without https', { getRandomValues: crypto.getRandomValues.bind(crypto) }],
])('on a platform without %s', (_, missing) => {
  it('error: a secret cannot sign, and the error says what to do', async () => {
    vi.stubGlobal('crypto', missing);
    const { client, ids } = await connect({ apiSecret: 'not to be shown' });
    for (const call of [() => client.getAccount(), () => client.createOrder(order)]) {
      await expect(call()).rejects.toMatchObject({
        name: 'BinanceConfigError',
        message: expect.stringMatching(/^crypto\.subtle: expected WebCrypto, got none; nothing was sent\..* signer$/),
      });
    }
    expect(ids).toEqual([]);
  });
});
