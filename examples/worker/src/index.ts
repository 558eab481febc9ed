import { BinanceApiError, type ClientOptions, createClient } from '@pkg/core';
import { getSymbolTicker } from '@pkg/core/operations';

const priceClient = (options: ClientOptions) =>
  createClient({ ...options, operations: { getSymbolTicker } });

/**
 * Creates a Cloudflare Worker that answers `/BTCUSDT` with the price of the symbol. Only tests
 * pass `options`.
 */
export function createWorker(options: ClientOptions = {}) {
  let client: ReturnType<typeof priceClient> | undefined;
  return {
    async fetch(request: Request): Promise<Response> {
      // All requests share one client. The first request creates the client, because
      // Cloudflare restricts what a Worker may do outside of a request.
      client ??= priceClient(options);
      const symbol = new URL(request.url).pathname.slice(1).toUpperCase();
      try {
        return Response.json(await client.getSymbolTicker({ symbol }), {
          headers: { 'cache-control': 'max-age=1' },
        });
      } catch (error) {
        if (error instanceof BinanceApiError && error.statusCode === 400)
          return Response.json({ error: error.codeName }, { status: 404 });
        return Response.json({ error: 'the exchange gave no price' }, { status: 502 });
      }
    },
  };
}

export default createWorker();
