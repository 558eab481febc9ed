import { describe, expect, it } from 'vitest';
import { bundle, firstLoad } from './bundle.js';

const MANAGER =
  "import { BinanceSocketManager, trade } from '@pkg/streams'; new BinanceSocketManager().subscribe(trade('BNBBTC'), (event) => console.log(event.p));";

// Minified by esbuild for a browser, bytes of gzip. Figures of 2026-11: 7,992, 7,958 and 20,978.
describe('what a page loads for streams', () => {
  it('one trade stream by MarketStreams, in one file', async () => {
    const { gzip, files } = await bundle(
      "import { MarketStreams, trade } from '@pkg/streams'; new MarketStreams().subscribe(trade('BNBBTC'), (event) => console.log(event.p));",
    );
    expect(gzip).toBeLessThanOrEqual(10_450);
    const bundled = Object.entries(files).flatMap(([file, bytes]) => (bytes > 0 ? [file] : []));
    expect(bundled.filter((file) => /\/ky\/|\/ws\/|\/operations\/|\/filters\//.test(file))).toEqual([]);
  });

  it('one trade stream by the manager, at first: what it does not need comes with its first use', async () => {
    const { gzip, files } = await firstLoad(MANAGER);
    expect(gzip).toBeLessThanOrEqual(10_450);
    const later = /\/ky\/|\/ws\/|\/operations\/|\/user\/|\/api\/|\/wire\/|\/depth\/|event-queue|conflate|merge|silence/;
    expect(files.filter((file) => later.test(file))).toEqual([]);
  });

  it('the manager where a bundler makes one file of it, user data included', async () => {
    const { gzip } = await bundle(MANAGER);
    expect(gzip).toBeLessThan(21_100);
  });
});
