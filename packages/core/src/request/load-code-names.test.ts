import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import { scriptedFetch } from '../../test/scripted-fetch.js';

const NAMES = '../errors/error-code-names.js';
const LOADER = './load-code-names.js';
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

beforeEach(() => void vi.resetModules());
afterEach(() => {
  vi.doUnmock(NAMES);
  vi.doUnmock(LOADER);
});

describe('loadErrorCodeNames', () => {
  it('loads the names once', async () => {
    const { loadErrorCodeNames, loadedErrorCodeName } = await import('./load-code-names.js');
    expect(loadedErrorCodeName(-1121)).toBeUndefined();
    await loadErrorCodeNames();
    expect([-1121, -9999, undefined].map(loadedErrorCodeName)).toEqual(['BAD_SYMBOL', undefined, undefined]);
  });

  it('does not fail, and loads the names again after a load that failed', async () => {
    let failures = 1;
    vi.doMock(NAMES, async (importOriginal) => {
      if (failures-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
      return (await importOriginal()) as object;
    });
    const { loadErrorCodeNames, loadedErrorCodeName } = await import('./load-code-names.js');
    await loadErrorCodeNames();
    expect(loadedErrorCodeName(-1121)).toBeUndefined();
    await loadErrorCodeNames();
    expect(loadedErrorCodeName(-1121)).toBe('BAD_SYMBOL');
  });

  it('settles when its signal aborts, although the load takes longer', async () => {
    vi.doMock(NAMES, () => new Promise(() => undefined));
    const { loadErrorCodeNames } = await import('./load-code-names.js');
    const controller = new AbortController();
    const loading = loadErrorCodeNames(controller.signal);
    controller.abort();
    await loading;
  });
});

/** A client that the exchange refuses an order with -2010, in a page where loading the names takes this promise. */
async function connect(loading: Promise<void>, status = 400) {
  loading.catch(() => undefined);
  vi.doMock(LOADER, async () => {
    const { abortable } = await import('../platform/abort.js');
    let isLoaded = false;
    loading.then(
      () => {
        isLoaded = true;
      },
      () => undefined,
    );
    const loadErrorCodeNames = (signal?: AbortSignal) => abortable(loading, signal).catch(() => undefined);
    return { loadErrorCodeNames, loadedErrorCodeName: () => (isLoaded ? 'NEW_ORDER_REJECTED' : undefined) };
  });
  const { createSpotClient } = await import('../client/spot-client.js');
  const { loadSigning } = await import('../signing/load-signing.js');
  await loadSigning();
  const clock = new ManualClock();
  const body = { code: -2010, msg: 'Account has insufficient balance for requested action.' };
  const { fetch, sent } = scriptedFetch(clock, [{ status, body }]);
  const options = { apiKey: 'key', signer: () => 'signature', clock, fetch, validateOrders: false, timeout: 1000 };
  return { clock, sent, client: createSpotClient(options) };
}

describe('a refusal before the names of the codes are loaded', () => {
  it('waits for the names', async () => {
    let loaded = (): void => undefined;
    const { client, clock } = await connect(new Promise((resolve) => (loaded = resolve)));
    const ending = caught(client.createOrder(order));
    await clock.advance(500);
    loaded();
    expect(await ending).toMatchObject({ name: 'BinanceApiError', code: -2010, codeName: 'NEW_ORDER_REJECTED' });
  });

  it('stays as it is if the names cannot be loaded', async () => {
    const { client, sent } = await connect(Promise.reject(new TypeError('Failed to fetch')));
    const error = await caught(client.createOrder(order));
    expect(error).toMatchObject({ name: 'BinanceApiError', code: -2010, statusCode: 400, codeName: undefined });
    expect(String(error)).toContain('Account has insufficient balance');
    expect(sent).toHaveLength(1);
  });

  it('is not held back beyond the deadline of its call', async () => {
    const { client, clock } = await connect(new Promise(() => undefined));
    let error: unknown;
    const ending = caught(client.createOrder(order)).then((thrown) => {
      error = thrown;
    });
    await clock.advance(999);
    expect(error).toBeUndefined();
    await clock.advance(1);
    await ending;
    expect(error).toMatchObject({ name: 'BinanceApiError', code: -2010, statusCode: 400 });
  });

  it('stops other requests at once if it is a 429', async () => {
    const { client, clock } = await connect(new Promise(() => undefined), 429);
    const ending = caught(client.createOrder(order));
    await clock.advance(500);
    expect(client.limits.stoppedUntil).toBeGreaterThan(clock.now());
    await clock.advance(500);
    expect(await ending).toMatchObject({ name: 'BinanceRateLimitError', code: -2010, statusCode: 429 });
  });
});
