import { createSpotClient, KlineInterval, OrderSide, OrderType, TimeInForce } from '@pkg/core';
import { BinanceSocketManager, DepthCacheManager, trade } from '@pkg/streams';

export type Target = { rest: string; streams: string; wsApi: string; apiKey: string; apiSecret: string };

/** The observations of {@link runLibrary}, which a test checks. */
export type LibraryRun = {
  skewMs: number;
  candles: number;
  bestBid: string;
  bestAsk: string;
  updates: number;
  tradedSymbol: string;
  openOrders: string[];
  afterCancel: number;
};

/** Uses the library against a running exchange. The same file runs in Node and, bundled, in a browser. */
export async function runLibrary({ apiKey, apiSecret, ...addresses }: Target): Promise<LibraryRun> {
  const client = createSpotClient({ environment: { name: 'test', ...addresses }, apiKey, apiSecret });
  const manager = new BinanceSocketManager(client);
  const books = new DepthCacheManager(client, 'BTCUSDT', undefined, { sockets: manager });
  try {
    const { serverTime } = await client.getServerTime();
    const candles = await client.getKlines({ symbol: 'BTCUSDT', interval: KlineInterval.ONE_MINUTE, limit: 5 });
    await books.ready();
    let updates = 0;
    for await (const _book of books) if (++updates === 5) break;
    const [bid, ask] = [books.getDepthCache().bestBid, books.getDepthCache().bestAsk];
    if (!bid || !ask) throw new Error('the book has no two sides');

    const traded = await new Promise<string>((resolve, reject) => {
      manager.subscribe(trade('BTCUSDT'), (event) => resolve(event.s)).catch(reject);
    });

    const order = await client.createOrder({
      symbol: 'BTCUSDT',
      side: OrderSide.BUY,
      type: OrderType.LIMIT,
      timeInForce: TimeInForce.GTC,
      quantity: '0.01',
      // The price is far below the market, so that the order rests.
      price: `${Math.floor(Number(bid[0]) * 0.9)}`,
    });
    const openOrders = (await client.getOpenOrders({ symbol: 'BTCUSDT' })).map((open) => open.clientOrderId);
    await client.cancelOrder({ symbol: 'BTCUSDT', orderId: order.orderId });
    const afterCancel = (await client.getOpenOrders({ symbol: 'BTCUSDT' })).length;
    return {
      skewMs: Math.abs(serverTime - Date.now()),
      candles: candles.length,
      bestBid: bid[0],
      bestAsk: ask[0],
      updates,
      tradedSymbol: traded,
      openOrders: openOrders.filter((id) => id === order.clientOrderId),
      afterCancel,
    };
  } finally {
    await books.close();
    await manager.close();
    client.close();
  }
}
