import { describe, expect, it } from 'vitest';
import { bundle, firstLoad } from './bundle.js';

const MANAGER =
  "import { BinanceSocketManager, trade } from '@pkg/streams'; new BinanceSocketManager().subscribe(trade('BNBBTC'), (event) => console.log(event.p));";

// `gzip` is the size in bytes of gzipped code that esbuild has minified for a browser.
describe('what a page loads for streams', () => {
  it('loads one trade stream by MarketStreams in one file', async () => {
    const { gzip, files } = await bundle(
      "import { MarketStreams, trade } from '@pkg/streams'; new MarketStreams().subscribe(trade('BNBBTC'), (event) => console.log(event.p));",
    );
    expect(gzip).toBeLessThanOrEqual(11_000);
    const bundled = Object.entries(files).flatMap(([file, bytes]) => (bytes > 0 ? [file] : []));
    expect(bundled.filter((file) => /\/ky\/|\/ws\/|\/operations\/|\/filters\//.test(file))).toEqual([]);
  });

  it('loads one trade stream by the manager at first, without user data and the event queue', async () => {
    const { gzip, files } = await firstLoad(MANAGER);
    expect(gzip).toBeLessThanOrEqual(11_000);
    const later = /\/ky\/|\/ws\/|\/big.js\/|\/operations\/|\/user\/|\/api\/|\/depth\/|event-queue|conflate/;
    expect(files.filter((file) => later.test(file))).toEqual([]);
  });

  it('loads the manager in one file, user data included', async () => {
    const { gzip } = await bundle(MANAGER);
    // This limit only serves to notice growth.
    expect(gzip).toBeLessThanOrEqual(45_200);
  });
});
