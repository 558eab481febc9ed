import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.js';

// Figures of 2026-11: 7.9 kB and 22 kB.
describe('what a page loads for streams, in bytes of gzip', () => {
  it('one trade stream', async () => {
    const { gzip, files } = await bundle(
      "import { MarketStreams, trade } from '@pkg/streams'; new MarketStreams().subscribe(trade('BNBBTC'), (event) => console.log(event.p));",
    );
    expect(gzip).toBeLessThanOrEqual(8_000);
    const bundled = Object.entries(files).flatMap(([file, bytes]) => (bytes > 0 ? [file] : []));
    expect(bundled.filter((file) => /\/ky\/|\/ws\/|\/operations\/|\/filters\//.test(file))).toEqual([]);
  });

  it('the whole manager, user data included', async () => {
    const { gzip } = await bundle(
      "import { BinanceSocketManager } from '@pkg/streams'; globalThis.manager = new BinanceSocketManager();",
    );
    expect(gzip).toBeLessThan(24_000);
  });
});
