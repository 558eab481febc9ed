import { createSpotClient, type Environment } from '@pkg/core';
import { DepthCacheManager } from '@pkg/streams';

/** Where a whole market stands, told once a second. */
export type MarketReport = {
  readonly seconds: number;
  readonly books: number;
  readonly live: number;
  /** Events of all books in the last second. */
  readonly events: number;
  readonly resyncs: number;
  /** The tightest books, for those who watch. */
  readonly sample: readonly string[];
};

/**
 * Keeps the book of every symbol that trades, at 100 ms, and tells each second how it goes. Runs in Node and in a page
 * alike; the streams are spread over as many connections as they need.
 */
export async function watchWholeMarket(
  environment: Environment,
  tell: (report: MarketReport) => void,
  signal: AbortSignal,
): Promise<void> {
  const client = createSpotClient({ environment });
  const { symbols } = await client.getExchangeInfo();
  const trading = symbols.filter(({ status }) => status === 'TRADING').map(({ symbol }) => symbol);
  const books = new DepthCacheManager(client, trading, undefined, { limit: 100, weightBudget: 5000 });
  const started = performance.now();
  let before = 0;
  try {
    while (!signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const caches = trading.map((symbol) => books.getDepthCache(symbol));
      const metrics = caches.map((cache) => cache.metrics);
      const events = metrics.reduce((sum, { events }) => sum + events, 0);
      const live = caches.filter(({ status }) => status === 'live');
      tell({
        seconds: Math.round((performance.now() - started) / 1000),
        books: caches.length,
        live: live.length,
        events: events - before,
        resyncs: metrics.reduce((sum, { resyncs }) => sum + Object.values(resyncs).reduce((a, b) => a + b, 0), 0),
        sample: live.slice(0, 3).map(({ symbol, bestBid, bestAsk }) => `${symbol} ${bestBid?.[0]} / ${bestAsk?.[0]}`),
      });
      before = events;
    }
  } finally {
    await books.close();
    client.close();
  }
}
