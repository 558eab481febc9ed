import { createSpotClient, type Environment, KlineInterval, OrderSide, OrderType, TimeInForce } from '@pkg/core';
import { BinanceSocketManager, DepthCacheManager, trade, wsApi } from '@pkg/streams';
import { differing } from '../contract/signing-vectors.js';
import { opensslVectors, publishedVectors } from '../documented/signing-vectors.js';

export type Target = { rest: string; streams: string; wsApi: string; apiKey: string; apiSecret: string };

/** A program for each feature of the packages. It throws if the feature does not work. */
const programs = {
  /** Reads candles; places, finds and cancels an order. */
  async REST(target: Target): Promise<void> {
    const client = createSpotClient(optionsOf(target));
    try {
      const candles = await client.getKlines({ symbol: 'BTCUSDT', interval: KlineInterval.ONE_MINUTE, limit: 1 });
      expect('candles', candles.length, 1);
      await placeAndCancel(client);
    } finally {
      client.close();
    }
  },

  /** Signs every published test vector and every vector made by OpenSSL: HMAC, RSA and Ed25519. */
  async signing(): Promise<void> {
    expect('different signatures', (await differing([...publishedVectors, ...opensslVectors])).join(', '), '');
  },

  /** Receives trades, by a listener and by an iterator. */
  async streams(target: Target): Promise<void> {
    const manager = new BinanceSocketManager({ environment: optionsOf(target).environment });
    try {
      const heard = await new Promise<string>((resolve, reject) => {
        manager.subscribe(trade('BTCUSDT'), ({ s }) => resolve(s)).catch(reject);
      });
      expect('symbol of the trade', heard, 'BTCUSDT');
      for await (const { e } of manager.stream([trade('BTCUSDT')])) {
        expect('event', e, 'trade');
        break;
      }
    } finally {
      await manager.close();
    }
  },

  /** Keeps an order book in sync. */
  async 'order book'(target: Target): Promise<void> {
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
  },

  /** Places, finds and cancels an order over the WebSocket API. */
  async 'WebSocket API'(target: Target): Promise<void> {
    const client = createSpotClient({ ...optionsOf(target), transport: wsApi() });
    try {
      await placeAndCancel(client);
    } finally {
      client.close();
    }
  },
};

export type Feature = keyof typeof programs;

export const features: readonly Feature[] = Object.keys(programs) as Feature[];

/** The result of each feature: `passed`, or why it failed. */
export type LibraryRun = { readonly [name in Feature]?: string };

/**
 * Runs the programs against a running exchange that trades BTCUSDT and knows the API key. Every runtime runs this file.
 */
export async function runLibrary(target: Target, names: readonly Feature[] = features): Promise<LibraryRun> {
  const run: { [name in Feature]?: string } = {};
  for (const name of names) {
    run[name] = await programs[name](target).then(
      () => 'passed',
      (error: unknown) => `failed: ${error instanceof Error ? error.message : error}`,
    );
  }
  return run;
}

function optionsOf({ apiKey, apiSecret, ...addresses }: Target): {
  environment: Environment;
  apiKey: string;
  apiSecret: string;
} {
  return { environment: { name: 'test', ...addresses }, apiKey, apiSecret };
}

async function placeAndCancel(client: ReturnType<typeof createSpotClient>): Promise<void> {
  const { price } = await client.getSymbolTicker({ symbol: 'BTCUSDT' });
  const { orderId } = await client.createOrder({
    symbol: 'BTCUSDT',
    side: OrderSide.BUY,
    type: OrderType.LIMIT,
    timeInForce: TimeInForce.GTC,
    quantity: '0.01',
    // The price is far below the market, so that the order is not filled.
    price: `${Math.floor(Number(price) * 0.9)}`,
  });
  const isOpen = async (): Promise<boolean> =>
    (await client.getOpenOrders({ symbol: 'BTCUSDT' })).some((order) => order.orderId === orderId);
  expect('open order', await isOpen(), true);
  await client.cancelOrder({ symbol: 'BTCUSDT', orderId });
  expect('open order after its cancellation', await isOpen(), false);
}

function expect<T>(what: string, got: T, wanted: T): void {
  if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}`);
}
