import { BinanceTransportError, createSpotClient } from '@pkg/core';

/** URLs of servers by name, such as `closed` for a closed port. */
export type Addresses = Readonly<Record<string, string>>;

/**
 * What became of the order to each server: `accepted`, `not sent`, or `unknown` for an unknown outcome. For any other
 * error, its message.
 */
export type Attempts = Readonly<Record<string, string>>;

/** Sends one order to each URL with the `fetch` of this runtime. Every runtime runs this file. */
export async function attemptOrders(addresses: Addresses): Promise<Attempts> {
  const attempts: Record<string, string> = {};
  for (const [name, rest] of Object.entries(addresses)) {
    const client = createSpotClient({
      environment: { name, rest, streams: '', wsApi: '' },
      // This function answers requests for the exchange's time, so that the order is the first request that a server
      // gets.
      fetch: (input, init) =>
        String(input).includes('/api/v3/time')
          ? Promise.resolve(new Response(JSON.stringify({ serverTime: Date.now() })))
          : fetch(input, init),
      apiKey: 'key',
      apiSecret: 'secret',
      validateOrders: false,
      timeout: 700,
    });
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
    attempts[name] = await client.createOrder(order).then(
      () => 'accepted',
      (error: Error) =>
        error instanceof BinanceTransportError && !error.sent
          ? 'not sent'
          : error.name === 'BinanceUnknownOutcomeError'
            ? 'unknown'
            : error.message,
    );
    client.close();
  }
  return attempts;
}
