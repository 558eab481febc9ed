import { afterEach, describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import { type Answer, type SentRequest, scriptedFetch } from '../../test/scripted-fetch.js';
import { BinanceTransportError } from '../errors/index.js';
import { createSpotClient, type SpotClient } from './spot-client.js';

const filters = [{ filterType: 'LOT_SIZE', minQty: '1', maxQty: '100', stepSize: '1' }];
const exchangeInfo = {
  symbols: [
    { symbol: 'BNBBTC', status: 'TRADING', baseAsset: 'BNB', quoteAsset: 'BTC', orderTypes: ['MARKET'], filters },
  ],
};
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '2' } as const;
const answer = ({ url }: SentRequest): Answer => ({
  body: url.pathname.endsWith('exchangeInfo') ? exchangeInfo : { orderId: 1 },
});

/**
 * Creates a client that loads the module of the order rules through `load`. The argument of `load` is the real module.
 * The client uses the module that `load` returns.
 */
function setUp(load: (rules: unknown) => unknown = (rules) => rules) {
  let loads = 0;
  vi.resetModules();
  vi.doMock('../rules/guard.js', async (importOriginal) => {
    loads += 1;
    return (await load(await importOriginal())) as object;
  });
  const clock = new ManualClock();
  const { fetch, sent } = scriptedFetch(clock, answer);
  const client = createSpotClient({ apiKey: 'key', signer: () => 'signature', clock, fetch });
  const paths = (): string[] => sent.map(({ url }) => url.pathname.replace('/api/v3/', ''));
  return { client, clock, sent, paths, loads: () => loads };
}

/** Returns a `load` function that fails at the first call. */
function failingOnce(): (rules: unknown) => unknown {
  let failures = 1;
  return (rules) => {
    if (failures-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
    return rules;
  };
}

afterEach(() => {
  vi.doUnmock('../rules/guard.js');
});

describe('createLazyOrderGuard', () => {
  it('loads the rules neither for reads nor for an order that is not checked', async () => {
    const { client, loads } = setUp();
    await client.getExchangeInfo();
    await client.getAccount();
    await client.createOrder(order, { validate: false });
    expect(loads()).toBe(0);
  });

  it('loads the rules before the first order is sent', async () => {
    const { client, loads, paths } = setUp();
    const error = await caught(client.createOrder({ ...order, quantity: '0.5' }));
    expect(String(error)).toContain('LOT_SIZE');
    await client.createOrder(order);
    await client.createTestOrder(order);
    expect(loads()).toBe(1);
    expect(paths()).toEqual(['exchangeInfo', 'order', 'order/test']);
  });

  it('compiles the rules from replies that came before they were loaded', async () => {
    const { client, paths } = setUp();
    await client.getExchangeInfo();
    await client.createOrder(order);
    expect(paths()).toEqual(['exchangeInfo', 'order']);
  });

  it('asks for the rules again if such a reply is too old', async () => {
    const { client, clock, paths } = setUp();
    await client.getExchangeInfo();
    await clock.advance(3_600_000);
    await client.createOrder(order);
    expect(paths()).toEqual(['exchangeInfo', 'exchangeInfo', 'order']);
  });

  it('keeps no more than the latest 32 replies until the rules are loaded', async () => {
    const { client, paths } = setUp();
    await client.getExchangeInfo();
    for (let i = 0; i < 32; i++) await client.getMyFilters({ symbol: `S${i}` });
    await client.createOrder(order);
    expect(paths().slice(-2)).toEqual(['exchangeInfo', 'order']);
  });

  it.each<[string, (client: SpotClient) => Promise<unknown>]>([
    ['an order', (client) => client.createOrder(order)],
    ['client.rules.get', (client) => client.rules.get('BNBBTC')],
    ['client.rules.refresh', (client) => client.rules.refresh()],
  ])('error: a failed load fails %s as not sent, and the next call loads again', async (_, call) => {
    const { client, sent } = setUp(failingOnce());
    const error = await caught(call(client));
    expect(error).toBeInstanceOf(BinanceTransportError);
    expect(error).toMatchObject({ sent: false });
    expect(String(error)).toContain('not sent: the order rules could not be loaded');
    expect(sent).toEqual([]);
    await call(client);
  });

  it('error: a load that hangs ends the call at its deadline, not sent', async () => {
    const { client, clock, sent } = setUp(() => new Promise(() => undefined));
    const error = await clock.run(caught(client.createOrder(order, { timeout: 3_000 })));
    expect(error).toMatchObject({ name: 'BinanceTransportError', sent: false });
    expect(clock.monotonic()).toBe(3_000);
    expect(sent).toEqual([]);
  });
});
