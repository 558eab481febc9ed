import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import { scriptedFetch } from '../../test/scripted-fetch.js';

const credentials = { apiKey: 'key', signer: () => 'signature' };

/**
 * Creates a client that loads the code for signed calls with `import()`, as in a web page. The first `failures`
 * attempts to load the code fail.
 */
async function setUp({ options = credentials as object, failures = 0 } = {}) {
  let loads = 0;
  vi.doMock('./load-signing.js', async () => {
    const actual = await vi.importActual<typeof import('./load-signing.js')>('./load-signing.js');
    const loadSigning = async () => {
      loads += 1;
      if (loads <= failures) throw new Error('not sent: the code for signed calls could not be loaded');
      return actual.loadSigning();
    };
    return { ...actual, loadSigning };
  });
  const { createSpotClient } = await import('../client/spot-client.js');
  const clock = new ManualClock();
  const { fetch, sent } = scriptedFetch(clock, () => ({ body: {} }));
  return { client: createSpotClient({ ...options, clock, fetch }), sent, loads: () => loads };
}

beforeEach(() => void vi.resetModules());
afterEach(() => {
  vi.doUnmock('./load-signing.js');
  vi.doUnmock('./signing.js');
});

describe('the code for signed calls', () => {
  it('is not loaded by a client without credentials', async () => {
    const { client, loads } = await setUp({ options: {} });
    await client.getExchangeInfo();
    expect(loads()).toBe(0);
  });

  it('is loaded when a client with credentials is created', async () => {
    const { loads } = await setUp();
    expect(loads()).toBe(1);
  });

  it('error: it cannot be loaded: nothing is sent, and the next call loads it again', async () => {
    const { client, sent } = await setUp({ failures: 2 });
    const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
    const error = await caught(client.createOrder(order, { validate: false }));
    expect(error).toMatchObject({ name: 'BinanceTransportError', sent: false });
    expect(String(error)).toContain('the code for signed calls could not be loaded');
    expect(sent).toEqual([]);
    await client.createOrder(order, { validate: false });
    expect(sent).toHaveLength(1);
  });
});

describe('loadSigning', () => {
  it('tries again after a load that failed', async () => {
    vi.doUnmock('./load-signing.js');
    let failures = 1;
    vi.doMock('./signing.js', async (importOriginal) => {
      if (failures-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
      return (await importOriginal()) as object;
    });
    const module = await import('./load-signing.js');
    expect(String(await caught(module.loadSigning()))).toContain(
      'not sent: the code for signed calls could not be loaded',
    );
    expect(module.loadedSigning).toBeUndefined();
    expect((await module.loadSigning()).signParams).toBeTypeOf('function');
    expect(module.loadedSigning).toBeDefined();
  });
});
