import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import { scriptedFetch } from '../../test/scripted-fetch.js';

const DETAILS = './refusal-details.js';
const LOADER = './load-refusal-details.js';
const apiKey = 'k'.repeat(64);
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

beforeEach(() => void vi.resetModules());
afterEach(() => {
  vi.doUnmock(DETAILS);
  vi.doUnmock(LOADER);
  vi.resetModules();
});

describe('loadRefusalDetails', () => {
  it('loads the details once', async () => {
    const loader = await import('./load-refusal-details.js');
    expect(loader.refusalDetails).toBeUndefined();
    await loader.loadRefusalDetails();
    expect(loader.refusalDetails?.errorCodeNames['-1121']).toBe('BAD_SYMBOL');
  });

  it('does not fail, and loads the details again after a load that failed', async () => {
    let failures = 1;
    vi.doMock(DETAILS, async (importOriginal) => {
      if (failures-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
      return (await importOriginal()) as object;
    });
    const loader = await import('./load-refusal-details.js');
    await loader.loadRefusalDetails();
    expect(loader.refusalDetails).toBeUndefined();
    await loader.loadRefusalDetails();
    expect(loader.refusalDetails).toBeDefined();
  });

  it('settles when its signal aborts, although the load takes longer', async () => {
    vi.doMock(DETAILS, () => new Promise(() => undefined));
    const { loadRefusalDetails } = await import('./load-refusal-details.js');
    const controller = new AbortController();
    const loading = loadRefusalDetails(controller.signal);
    controller.abort();
    await loading;
  });
});

/**
 * Creates a client whose order the exchange refuses with -2010. Loading the module `refusal-details.ts` takes until the
 * promise `loading` settles.
 */
async function connect(loading: Promise<void>, status = 400) {
  loading.catch(() => undefined);
  vi.doMock(LOADER, async () => {
    const { abortable } = await import('../platform/abort.js');
    const details = await import('./refusal-details.js');
    let refusalDetails: typeof details | undefined;
    loading.then(
      () => {
        refusalDetails = details;
      },
      () => undefined,
    );
    return {
      loadRefusalDetails: (signal?: AbortSignal) => abortable(loading, signal).catch(() => undefined),
      get refusalDetails() {
        return refusalDetails;
      },
    };
  });
  const { createSpotClient } = await import('../client/spot-client.js');
  const { loadSigning } = await import('../signing/load-signing.js');
  await loadSigning();
  const clock = new ManualClock();
  const body = { code: -2010, msg: `Account ${apiKey} has insufficient balance for requested action.` };
  const { fetch, sent } = scriptedFetch(clock, [{ status, body }]);
  const options = { apiKey, signer: () => 'signature', clock, fetch, validateOrders: false, timeout: 1000 };
  return { clock, sent, client: createSpotClient(options) };
}

describe('a refusal before its details are loaded', () => {
  it('waits for the details', async () => {
    let loaded = (): void => undefined;
    const { client, clock } = await connect(new Promise((resolve) => (loaded = resolve)));
    const ending = caught(client.createOrder(order));
    await clock.advance(500);
    loaded();
    const msg = 'Account *** has insufficient balance for requested action.';
    expect(await ending).toMatchObject({ codeName: 'NEW_ORDER_REJECTED', response: { code: -2010, msg } });
  });

  it('keeps its class, code and redacted text if they cannot be loaded', async () => {
    const { client, sent } = await connect(Promise.reject(new TypeError('Failed to fetch')));
    const error = await caught(client.createOrder(order));
    expect(error).toMatchObject({
      name: 'BinanceApiError',
      code: -2010,
      statusCode: 400,
      codeName: undefined,
      response: undefined,
    });
    expect(String(error)).toContain('Account *** has insufficient balance');
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
