import { describe, expect, it } from 'vitest';
import { bundle, firstLoad } from './bundle.js';

const ONE_OPERATION =
  "import { createClient } from '@pkg/core'; import { getKlines } from '@pkg/core/operations'; globalThis.client = createClient({ operations: { getKlines } });";
const EVERY_OPERATION = "import { createSpotClient } from '@pkg/core'; globalThis.client = createSpotClient();";

/** Matches the files of the order rules, and of the arithmetic that only they use. */
const orderRules = /\/(?:rules|big\.js)\//;

/**
 * Matches files that a page must not load at first: the queries for the outcome of an unanswered order, the code for
 * signed calls, the names of the exchange's errors, and the code for Node.
 */
const neverAtFirst =
  /\/(?:look-up-write|signing|server-time|web-crypto-signer|redact|redact-data|error-code-names|\w[\w-]*\.node)\.ts$/;

// The limits are in bytes of gzipped code that esbuild has minified for a browser, including ky. They leave room for
// small changes. In the tests of `one file made by a bundler`, the limit for one operation only serves to make growth
// visible.
describe('the first load of a page with', () => {
  it('one operation', async () => {
    const { gzip, files } = await firstLoad(ONE_OPERATION);
    expect(gzip).toBeLessThanOrEqual(19_990);
    expect(files.filter((file) => orderRules.test(file) || neverAtFirst.test(file))).toEqual([]);
    expect(files).toContain('packages/core/src/operations/market/klines.ts');
    expect(files.filter((file) => file.includes('/operations/trade/'))).toEqual([]);
  });

  it.each([
    ['every operation', EVERY_OPERATION],
    [
      'every operation and an error class of the order rules',
      `${EVERY_OPERATION} import { BinanceOrderError } from '@pkg/core'; globalThis.error = BinanceOrderError;`,
    ],
  ])('%s, without the order rules', async (_, code) => {
    const { gzip, files } = await firstLoad(code);
    expect(gzip).toBeLessThanOrEqual(22_800);
    expect(files.filter((file) => orderRules.test(file) || neverAtFirst.test(file))).toEqual([]);
  });
});

/** Matches the modules that a client with a key loads by `import()` for its first order. */
const neededByOrder = /\/(?:rules\/guard|signing\/signing|request\/refusal-details)\.ts$/;

// README.md states these limits, rounded up to whole kB.
describe('a page until its first order is sent', () => {
  it.each([
    ['over REST', 37_000, '', ''],
    ['over the WebSocket API', 50_000, "import { wsApi } from '@pkg/streams';", ', transport: wsApi()'],
  ])('%s', async (_, limit, imports, option) => {
    const code = `import { createSpotClient } from '@pkg/core'; ${imports}
      globalThis.client = createSpotClient({ apiKey: 'key', apiSecret: 'secret'${option} });`;
    const { gzip, files } = await firstLoad(code, neededByOrder);
    expect(gzip).toBeLessThanOrEqual(limit);
    for (const file of ['rules/guard', 'rules/validate', 'signing/sign-params', 'errors/error-code-names']) {
      expect(files).toContain(`packages/core/src/${file}.ts`);
    }
    expect(files.includes('packages/streams/src/api/api-connection.ts')).toBe(imports !== '');
  });
});

describe('one file made by a bundler', () => {
  it('one operation, without the order rules', async () => {
    const { gzip, files } = await bundle(ONE_OPERATION);
    expect(gzip).toBeLessThanOrEqual(24_650);
    const bundled = Object.entries(files).flatMap(([file, bytes]) => (bytes > 0 ? [file] : []));
    expect(bundled.filter((file) => orderRules.test(file))).toEqual([]);
  });

  it('every operation and the order rules', async () => {
    const { gzip } = await bundle(EVERY_OPERATION);
    expect(gzip).toBeLessThanOrEqual(36_500);
  });

  it('an enum brings nothing else', async () => {
    const { gzip } = await bundle("import { OrderSide } from '@pkg/core'; globalThis.side = OrderSide.BUY;");
    expect(gzip).toBeLessThan(200);
  });
});
