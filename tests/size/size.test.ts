import { describe, expect, it } from 'vitest';
import { bundle, firstLoad } from './bundle.js';

const ONE_OPERATION =
  "import { createClient } from '@pkg/core'; import { getKlines } from '@pkg/core/operations'; globalThis.client = createClient({ operations: { getKlines } });";
const EVERY_OPERATION = "import { createSpotClient } from '@pkg/core'; globalThis.client = createSpotClient();";
const WITH_A_KEY =
  "import { createSpotClient } from '@pkg/core'; globalThis.client = createSpotClient({ apiKey: globalThis.key, apiSecret: globalThis.secret });";

/** What only some calls need: order rules, decimals, signing, what tells of a write, the names of error codes. */
const late =
  /\/rules\/|\/big\.js\/|\/(?:decimal-text|code-names|order-errors|outcome|server-time|client-order-id|web-crypto|written-params|signed-request)\.ts$/;

// Minified by esbuild for a browser, bytes of gzip, of which ky is 5,050. Figures of 2026-11: 13.2 and 15.0 kB; 0.3 more where
// the code names an error of orders.
describe('what a page loads at first', () => {
  it('one operation', async () => {
    const { gzip, files } = await firstLoad(ONE_OPERATION);
    expect(gzip).toBeLessThanOrEqual(13_220);
    expect(files.filter((file) => late.test(file))).toEqual([]);
    expect(files.filter((file) => file.includes('/operations/'))).toEqual([
      'packages/core/src/operations/market/klines.ts',
    ]);
  });

  it.each([
    ['every operation', 15_000, EVERY_OPERATION],
    ['every operation, with a key', 15_020, WITH_A_KEY],
    [
      'an error class besides',
      15_020,
      `${EVERY_OPERATION} import { BinanceApiError } from '@pkg/core'; globalThis.error = BinanceApiError;`,
    ],
  ])('%s', async (_, limit, code) => {
    const { gzip, files } = await firstLoad(code);
    expect(gzip).toBeLessThanOrEqual(limit);
    expect(files.filter((file) => late.test(file))).toEqual([]);
  });

  it('the errors of orders, where it names one, and no more', async () => {
    const { gzip, files } = await firstLoad(
      `${EVERY_OPERATION} import { BinanceOrderError } from '@pkg/core'; globalThis.error = BinanceOrderError;`,
    );
    expect(gzip).toBeLessThanOrEqual(15_320);
    expect(files.filter((file) => late.test(file) && !/order-errors\.ts$/.test(file))).toEqual([]);
  });

  it('what it names of the order rules, and no more', async () => {
    const { files } = await firstLoad(
      `${EVERY_OPERATION} import { validateOrder } from '@pkg/core'; globalThis.validateOrder = validateOrder;`,
    );
    expect(files.filter((file) => file.endsWith('/rules/validate.ts'))).toHaveLength(1);
    expect(files.filter((file) => /\/(?:outcome|code-names)\.ts$/.test(file))).toEqual([]);
  });
});

// Figures of 2026-11: 17.4 and 31.3 kB; order rules 7.5, big.js 2.7, and what esbuild puts around code that comes later 0.8 and 1.7.
describe('what a page loads where a bundler makes one file of it', () => {
  it('one operation, with all that signing and writes would need', async () => {
    const { gzip, files } = await bundle(ONE_OPERATION);
    expect(gzip).toBeLessThanOrEqual(17_400);
    const bundled = Object.entries(files).flatMap(([file, bytes]) => (bytes > 0 ? [file] : []));
    expect(bundled.filter((file) => /\/(?:rules|big\.js)\//.test(file))).toEqual([]);
    expect(bundled.filter((file) => file.includes('/operations/'))).toEqual([
      'packages/core/src/operations/market/klines.ts',
    ]);
  });

  it('every operation and the order rules', async () => {
    const { gzip } = await bundle(EVERY_OPERATION);
    expect(gzip).toBeLessThanOrEqual(31_350);
  });

  it('an enum alone brings nothing else', async () => {
    const { gzip } = await bundle("import { OrderSide } from '@pkg/core'; globalThis.side = OrderSide.BUY;");
    expect(gzip).toBeLessThan(200);
  });
});
