import { BinanceTransportError, createSpotClient } from '@pkg/core';

/** Addresses by name, such as that of a closed port. */
export type Addresses = Readonly<Record<string, string>>;

/** How an order to each address ended: with an error whose `sent` is this, or with an unknown outcome. */
export type Attempts = Readonly<Record<string, 'not sent' | 'unknown' | string>>;

/** Sends one order to each address by the `fetch` of this runtime. The same file runs in every runtime. */
export async function attemptOrders(addresses: Addresses): Promise<Attempts> {
  const attempts: Record<string, string> = {};
  for (const [name, rest] of Object.entries(addresses)) {
    const client = createSpotClient({
      environment: { name, rest, streams: '', wsApi: '' },
      // The time is known, so that the order itself is the first request to the address.
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
