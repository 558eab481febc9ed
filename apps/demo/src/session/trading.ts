// The modules for trading. The page loads them when its first book is live.
import { type ClientOptions, createSpotClient, rest, type SpotClient, split } from '@pkg/core';
import { wsApi } from '@pkg/streams';
import type { Key } from './source.js';

export { Account } from './account.js';
export { Orders } from './orders.js';

/**
 * Creates the client for orders and order rules. It sends signed requests over the WebSocket API, because CORS forbids
 * signed REST requests from a page.
 */
export function createTrader(options: ClientOptions, key: Key | undefined): SpotClient {
  if (!key) return createSpotClient(options);
  const transport = split((call) => call.operation.security !== 'NONE', wsApi(), rest());
  // The page may hold the secret, because the key is worth nothing: a key of a simulated exchange works nowhere else,
  // and a key of a test network moves no real money.
  return createSpotClient({ ...options, ...key, transport, secretInPage: true });
}
