import type { Environment, SpotClient } from '@pkg/core';

/** The addresses of a running exchange that trades BTCUSDT, and a key of it. */
export type Target = { rest: string; streams: string; wsApi: string; apiKey: string; apiSecret: string };

/** Returns the options of a client of the exchange. */
export function optionsOf({ apiKey, apiSecret, ...addresses }: Target): {
  environment: Environment;
  apiKey: string;
  apiSecret: string;
} {
  return { environment: { name: 'test', ...addresses }, apiKey, apiSecret };
}

/** Places, finds and cancels an order. */
export async function placeAndCancel(client: SpotClient): Promise<void> {
  const { price } = await client.getSymbolTicker({ symbol: 'BTCUSDT' });
  const { orderId } = await client.createOrder({
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
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

/** Resolves with the error of a call that must fail; undefined if it does not fail. */
export function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Throws unless the value `got` equals the value `wanted`. */
export function expect<T>(what: string, got: T, wanted: T): void {
  if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}`);
}
