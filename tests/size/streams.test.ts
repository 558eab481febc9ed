import { describe, expect, it } from 'vitest';
import { bundle, firstLoad } from './bundle.js';

const MANAGER =
  "import { BinanceSocketManager, trade } from '@pkg/streams'; new BinanceSocketManager().subscribe(trade('BNBBTC'), (event) => console.log(event.p));";

const MARKET_STREAMS =
  "import { MarketStreams, trade } from '@pkg/streams'; new MarketStreams().subscribe(trade('BNBBTC'), (event) => console.log(event.p));";

/** Matches the files that a page with one trade stream must not load at first. */
const later = /\/ky\/|\/ws\/|\/big.js\/|\/operations\/|\/user\/|\/api\/|\/depth\/|event-queue|conflate/;

// `gzip` is the size in bytes of gzipped code that esbuild has minified for a browser.
describe('what a page loads for streams', () => {
  it('loads one trade stream by MarketStreams at first', async () => {
    const { gzip, files } = await firstLoad(MARKET_STREAMS);
    // The README of the package says that this takes under 10 kB.
    expect(gzip).toBeLessThanOrEqual(9_600);
    expect(files.filter((file) => later.test(file))).toEqual([]);
  });

  it('loads one trade stream by the manager at first, without user data and the event queue', async () => {
    const { gzip, files } = await firstLoad(MANAGER);
    expect(gzip).toBeLessThanOrEqual(10_600);
    expect(files.filter((file) => later.test(file))).toEqual([]);
  });

  it.each([
    ['MarketStreams', MARKET_STREAMS, 11_200],
    ['the manager, user data included,', MANAGER, 46_400],
  ])('loads %s in one file', async (_, code, limit) => {
    const { gzip } = await bundle(code);
    // These limits only serve to notice growth.
    expect(gzip).toBeLessThanOrEqual(limit);
  });
});
