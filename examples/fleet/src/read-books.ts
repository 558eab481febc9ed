import type { OrderBook, SpotClient } from '@pkg/core';

/** Reads the book of each symbol once. A call that would exceed a rate limit waits. */
export async function readBooks(
  client: SpotClient,
  symbols: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly books: Map<string, OrderBook>; readonly seconds: number }> {
  const startedAt = performance.now();
  const books = new Map<string, OrderBook>();
  await Promise.all(
    symbols.map(async (symbol) => {
      try {
        books.set(
          symbol,
          await client.getOrderBook({ symbol, limit: 500 }, { signal, maxWait: Infinity }),
        );
      } catch (error) {
        if (!signal.aborted) console.error(`${symbol}: ${error}`);
      }
    }),
  );
  return { books, seconds: (performance.now() - startedAt) / 1000 };
}
