import { createSpotClient } from '@pkg/core';
import { DepthCacheManager } from '@pkg/streams';
import { expect, optionsOf, type Target } from './target.js';

/** Keeps an order book in sync. */
export async function orderBook(target: Target): Promise<void> {
  const client = createSpotClient(optionsOf(target));
  const books = new DepthCacheManager(client, 'BTCUSDT');
  try {
    await books.ready();
    let updates = 0;
    for await (const _ of books) if (++updates === 5) break;
    const { bestBid, bestAsk, status } = books.getDepthCache();
    expect('status', status, 'live');
    expect('bid below ask', Number(bestBid?.[0]) < Number(bestAsk?.[0]), true);
  } finally {
    await books.close();
    client.close();
  }
}
