import { describe, expect, it } from 'vitest';
import { combinedUrl, streamsThatFit } from './stream-url.js';

/** The exchange has refused a URL of this many characters. */
const REFUSED = 8_004;

describe('combinedUrl', () => {
  it.each(['bnbbtc', '这是测试币456'])('is never too long with the streams that fit, of symbols like %s', (symbol) => {
    const streams = Array.from({ length: 1_024 }, (_, index) => `${symbol}${index}@depth@100ms`);
    const fit = streamsThatFit(streams);
    expect(fit).toEqual(streams.slice(0, fit.length));
    const url = combinedUrl('wss://stream.example.com:9443', fit, true);
    const { length } = url;
    expect(length).toBeLessThan(REFUSED - 200);
    // The exchange has refused a URL of `REFUSED` characters. This URL is not much shorter, so it names almost as many
    // streams as possible.
    expect(length).toBeGreaterThan(7_300);
    expect(new URL(url).searchParams.get('streams')?.split('/')).toEqual(fit);
  });

  it.each<[readonly string[], boolean, string]>([
    [[], false, 'wss://a/stream?'],
    [[], true, 'wss://a/stream?&timeUnit=MICROSECOND'],
    [['a@trade'], false, 'wss://a/stream?streams=a@trade'],
    [['a@trade', '!miniTicker@arr'], true, 'wss://a/stream?streams=a@trade/!miniTicker@arr&timeUnit=MICROSECOND'],
    [['a@kline_1d@+08:00'], false, 'wss://a/stream?streams=a@kline_1d@%2B08%3A00'],
  ])('names the streams %j, in microseconds: %s', (streams, inMicroseconds, url) => {
    expect(combinedUrl('wss://a', streams, inMicroseconds)).toBe(url);
  });
});
