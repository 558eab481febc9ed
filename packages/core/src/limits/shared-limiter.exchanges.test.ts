import { describe, expect, it } from 'vitest';
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
