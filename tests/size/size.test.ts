import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.js';

// Figures of 2026-11: 15.2 kB and 28.4 kB, of which ky is 5.1 kB, the order rules 7.6 kB and big.js 2.7 kB.
describe('what a page loads, ky and all, in bytes of gzip', () => {
  it('one operation', async () => {
    const { gzip, files } = await bundle(
      "import { createClient } from '@pkg/core'; import { getKlines } from '@pkg/core/operations'; globalThis.client = createClient({ operations: { getKlines } });",
    );
    expect(gzip).toBeLessThan(15_200);
    const bundled = Object.entries(files).flatMap(([file, bytes]) => (bytes > 0 ? [file] : []));
    expect(bundled.filter((file) => /\/(?:filters|big\.js)\//.test(file))).toEqual([]);
    expect(bundled.filter((file) => file.includes('/operations/'))).toEqual([
      'packages/core/src/operations/market/klines.ts',
    ]);
  });

  it('every operation and the order rules', async () => {
    const { gzip } = await bundle(
      "import { createSpotClient } from '@pkg/core'; globalThis.client = createSpotClient();",
    );
    expect(gzip).toBeLessThan(28_800);
  });

  it('an enum alone brings nothing else', async () => {
    const { gzip } = await bundle("import { OrderSide } from '@pkg/core'; globalThis.side = OrderSide.BUY;");
    expect(gzip).toBeLessThan(200);
  });
});
