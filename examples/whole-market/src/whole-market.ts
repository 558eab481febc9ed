import type { SpotClient } from '@pkg/core';
import { type BinanceSocketManager, DepthCacheManager } from '@pkg/streams';

/** A symbol and its spread, in basis points of the price. */
export type Spread = { readonly symbol: string; readonly basisPoints: number };

/** Opens the order books of all tradable symbols with this quote asset. */
export async function followMarket(
  client: SpotClient,
  sockets: BinanceSocketManager,
  quoteAsset: string,
): Promise<DepthCacheManager> {
  const { symbols } = await client.getExchangeInfo({
    symbolStatus: 'TRADING',
    showPermissionSets: false,
  });
  const names = symbols
    .filter((each) => each.quoteAsset === quoteAsset)
    .map(({ symbol }) => symbol);
  return new DepthCacheManager(client, names, undefined, { sockets, limit: 100 });
}

/** Returns the widest spreads of the books that are live. */
export function widestSpreads(books: DepthCacheManager, count: number): Spread[] {
  const spreads = books.symbols.flatMap((symbol) => {
    const { status, spread, mid } = books.getDepthCache(symbol);
    if (status !== 'live' || spread === undefined || mid === undefined) return [];
    return [{ symbol, basisPoints: (Number(spread) / Number(mid)) * 10_000 }];
  });
  return spreads.sort((a, b) => b.basisPoints - a.basisPoints).slice(0, count);
}
