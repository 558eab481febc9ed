import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { scriptedFetch } from '../../test/scripted-fetch.js';
import { createSpotClient } from '../client/spot-client.js';
import { systemClock } from '../platform/clock.js';
import { environments } from '../platform/public-environments.js';
import { memoryStore } from './memory-store.js';
import { sharedLimiter } from './shared-limiter.js';

describe('sharedLimiter', () => {
  const of = (origin: string) => sharedLimiter(origin, systemClock, memoryStore);

  it('is one for all addresses of the live exchange', () => {
    const names = ['api', 'api1', 'api2', 'api3', 'api4', 'api-gcp'];
    const limiters = names.map((name) => of(`https://${name}.binance.com`));
    expect(new Set([...limiters, of('https://API1.binance.com:443')]).size).toBe(1);
  });

  it('is another for every other exchange', () => {
    const origins = [
      ...['https://api.binance.com', 'https://api.binance.us', 'https://testnet.binance.vision', 'http://127.0.0.1:1'],
      ...['https://api1.binance.com.evil.example', 'https://evil-api1.binance.com', 'https://fapi.binance.com'],
      ...['https://data-api.binance.vision', 'https://api.binance.com:8443', 'http://api.binance.com'],
    ];
    expect(new Set(origins.map(of)).size).toBe(origins.length);
  });

  it('is what clients use', () => {
    const at = (rest: string) => createSpotClient({ environment: { ...environments.live, rest } }).context.limiter;
    expect(at('https://api3.binance.com')).toBe(createSpotClient().context.limiter);
    expect(at('https://api-gcp.binance.com')).toBe(createSpotClient().context.limiter);
  });
});

describe('the time of the limits', () => {
  it('is the time that a client measured last, although another client measured it before', async () => {
    const clock = new ManualClock(1_700_000_040_000);
    const { fetch } = scriptedFetch(clock, [{}, { status: 429, body: {}, headers: { 'Retry-After': '7' } }]);
    const store = { ...memoryStore };
    const connect = () => createSpotClient({ apiKey: 'k', signer: () => 's', clock, fetch, limits: { store } });
    const first = connect();
    await clock.run(first.getAccount());
    first.close();
    // The machine sleeps for an hour. The monotonic clock stands still meanwhile, so the time that the first client
    // measured is now an hour behind.
    clock.step(3_600_000);
    const error = await clock.run(
      connect()
        .getAccount({}, { retry: false })
        .catch((thrown: unknown) => thrown),
    );
    expect(error).toMatchObject({ name: 'BinanceRateLimitError', until: clock.now() + 7_000 });
  });
});

describe('limits.rateLimits', () => {
  const weight = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 1200 };
  const orders = { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 };
  const environment = { ...environments.live, rest: 'https://api.binance.us' };

  it('holds before the first getExchangeInfo, after a reset, and for all clients of that exchange', () => {
    for (let made = 0; made < 3; made++) createSpotClient({ environment, limits: { rateLimits: [weight, orders] } });
    const client = createSpotClient({ environment });
    for (let reset = 0; reset < 2; reset++) {
      expect(client.limits.use).toMatchObject([{ limit: 1200, count: 0 }, { limit: 300_000 }, orders]);
      client.limits.reset();
    }
    expect(createSpotClient().limits.use[0]).toMatchObject({ limit: 6000 });
  });

  it.each([
    [{ ...weight, limit: 0 }],
    [{ ...weight, interval: 'WEEK' }],
    [{ ...weight, rateLimitType: 'WEIGHT' }],
    [{ ...weight, intervalNum: 0 }],
    'x',
  ])('error: %o', (rateLimits) => {
    expect(() => createSpotClient({ limits: { rateLimits: rateLimits as never } })).toThrow(
      'limits.rateLimits: expected',
    );
  });
});
