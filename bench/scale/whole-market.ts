import { createSpotClient, type Environment } from '@pkg/core';
import { type DepthCache, DepthCacheManager } from '@pkg/streams';

/** The state of the whole market, reported once a second. */
export type MarketReport = {
  /** The time since the program started to open the books, in seconds. */
  readonly seconds: number;
  readonly live: number;
  /** The value of `seconds` when all books were live for the first time; undefined until then. */
  readonly allLiveAfter: number | undefined;
  /** The number of events that all books received in the last second. */
  readonly events: number;
  readonly resyncs: number;
  readonly books: readonly DepthCache[];
};

/**
 * For every symbol that can be traded, keeps an order book that is updated every 100 ms. Calls `onReport` once per
 * second. Runs in Node and in a page. The streams use as many connections as they need.
 */
export async function watchWholeMarket(
  environment: Environment,
  onReport: (report: MarketReport) => void,
  signal: AbortSignal,
): Promise<void> {
  const client = createSpotClient({ environment });
  const { symbols } = await client.getExchangeInfo();
  const trading = symbols.filter(({ status }) => status === 'TRADING').map(({ symbol }) => symbol);
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 100) / 10;
  const manager = new DepthCacheManager(client, trading, undefined, { limit: 100, weightBudget: 5000 });
  const books = trading.map((symbol) => manager.getDepthCache(symbol));
  let allLiveAfter: number | undefined;
  const ready = manager.ready({ signal }).then(
    () => {
      allLiveAfter = seconds();
    },
    // `ready` rejects if `signal` aborts before all books are live. This is not an error.
    () => undefined,
  );
  let before = 0;
  try {
    while (!signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const metrics = books.map((book) => book.metrics);
      const events = metrics.reduce((sum, { events }) => sum + events, 0);
      onReport({
        seconds: seconds(),
        live: books.filter(({ status }) => status === 'live').length,
        allLiveAfter,
        events: events - before,
        resyncs: metrics.reduce((sum, { resyncs }) => sum + Object.values(resyncs).reduce((a, b) => a + b, 0), 0),
        books,
      });
      before = events;
    }
  } finally {
    await manager.close();
    await ready;
    client.close();
  }
}

/** Formats a report as one line. */
export function lineOf({ seconds, live, allLiveAfter, events, resyncs, books }: MarketReport): string {
  const when = allLiveAfter === undefined ? '' : `, all since ${allLiveAfter} s`;
  return `${seconds} s: ${live} of ${books.length} live${when}, ${events} events/s, ${resyncs} resyncs`;
}
