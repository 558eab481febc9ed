import { createSpotClient, type Environment } from '@pkg/core';
import { type DepthCache, DepthCacheManager } from '@pkg/streams';

/**
 * How many past states of a symbol's order book are kept. A snapshot is compared with the state that has its update id.
 */
const REMEMBERED = 100;
const LEVELS = 100;

export type Market = {
  readonly books: number;
  readonly live: number;
  readonly resyncs: number;
  readonly malformed: number;
  /** How many books were compared with the exchange's book at the same update id. */
  readonly compared: number;
  /** The symbols whose book differed from the exchange's. */
  readonly different: readonly string[];
};

/**
 * Opens the order books of all symbols that can be traded, waits until all books are live, and compares some of them
 * with the exchange's books.
 *
 * @param most the number of books to compare
 */
export async function followMarket(environment: Environment, most: number): Promise<Market> {
  const client = createSpotClient({ environment });
  const { symbols } = await client.getExchangeInfo();
  const names = symbols.filter(({ status }) => status === 'TRADING').map(({ symbol }) => symbol);
  const some = names.filter((_, index) => index % Math.ceil(names.length / most) === 0);
  const seen = new Map(some.map((symbol) => [symbol, new Map<number, string>()]));
  const waiting = new Map<string, () => void>();
  const note = (book: DepthCache): void => {
    const states = seen.get(book.symbol);
    if (!states || book.status !== 'live') return;
    states.set(book.lastUpdateId, textOf(book.getBids(LEVELS), book.getAsks(LEVELS)));
    if (states.size > REMEMBERED) states.delete(states.keys().next().value as number);
    waiting.get(book.symbol)?.();
  };
  const manager = new DepthCacheManager(client, names, note, { limit: LEVELS, weightBudget: 5000 });
  await manager.ready();
  const different: string[] = [];
  for (const symbol of some) {
    const { lastUpdateId, bids, asks } = await client.getOrderBook({ symbol, limit: LEVELS });
    const states = seen.get(symbol) as Map<number, string>;
    // The depth event with the snapshot's update id may not have arrived yet.
    while (manager.getDepthCache(symbol).lastUpdateId < lastUpdateId) {
      await new Promise<void>((resolve) => waiting.set(symbol, resolve));
    }
    if (states.get(lastUpdateId) !== textOf(bids, asks)) different.push(symbol);
  }
  const books = names.map((symbol) => manager.getDepthCache(symbol));
  const metrics = books.map((book) => book.metrics);
  const market = {
    books: books.length,
    live: books.filter(({ status }) => status === 'live').length,
    resyncs: metrics.reduce((sum, { resyncs }) => sum + Object.values(resyncs).reduce((a, b) => a + b, 0), 0),
    malformed: metrics.reduce((sum, { malformed }) => sum + malformed, 0),
    compared: some.length,
    different,
  };
  await manager.close();
  client.close();
  return market;
}

function textOf(bids: unknown, asks: unknown): string {
  return JSON.stringify([bids, asks]);
}
