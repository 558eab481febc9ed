import { afterEach, describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import { scriptedFetch } from '../../test/scripted-fetch.js';
import { createSpotClient } from '../client/spot-client.js';
import type { BinanceUnknownOutcomeError } from '../errors/index.js';

afterEach(() => {
  vi.doUnmock('./look-up-write.js');
  vi.resetModules();
});

/**
 * Creates an order whose outcome is unknown. To find out the outcome, the client must load the module with the queries.
 * Each attempt to load the module calls `load` with the number of the attempt. If `load` throws, the attempt fails.
 */
async function setUp(load: (attempt: number) => void) {
  let loads = 0;
  vi.doMock('./look-up-write.js', async (importOriginal) => {
    const original = await importOriginal<object>();
    return {
      ...original,
      get lookUp() {
        load(++loads);
        return (original as { lookUp: unknown }).lookUp;
      },
    };
  });
  const clock = new ManualClock();
  const { fetch } = scriptedFetch(clock, ({ method }) =>
    method === 'GET' ? { body: { orderId: 1, time: 1_700_000_000_000 } } : 'reset',
  );
  const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
  const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
  const error = (await clock.run(caught(client.createOrder(order)))) as BinanceUnknownOutcomeError;
  return { clock, error, loads: () => loads };
}

function failure(): never {
  throw new TypeError('Failed to fetch dynamically imported module');
}

describe('the queries that resolve an unknown outcome', () => {
  it('are loaded when the outcome is looked up', async () => {
    const { clock, error, loads } = await setUp(() => undefined);
    expect(loads()).toBe(0);
    expect(await clock.run(error.resolve())).toMatchObject({ outcome: 'executed' });
    expect(loads()).toBe(1);
  });

  it('are loaded anew by the next query after a load failed', async () => {
    const { clock, error, loads } = await setUp((attempt) => (attempt === 1 ? failure() : undefined));
    expect(await clock.run(error.resolve())).toMatchObject({ outcome: 'executed' });
    expect(loads()).toBe(2);
  });

  it('leave the outcome unknown if they can never be loaded', async () => {
    const { clock, error, loads } = await setUp(failure);
    expect(await clock.run(error.resolve())).toEqual({ outcome: 'unknown' });
    expect(loads()).toBeGreaterThan(5);
  });
});
