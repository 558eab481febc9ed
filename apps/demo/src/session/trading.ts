// The modules for trading. The page loads them when its first book is live.
import { type ClientOptions, createSpotClient, rest, type SpotClient, split } from '@pkg/core';
import { wsApi } from '@pkg/streams';
import { Account } from './account.js';
import type { Key } from './source.js';

export { Orders } from './orders.js';
export { Account };

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

/**
 * Checks after a lost connection whether the simulated exchange was restarted. In this case, the last change of the
 * account that the exchange reports is earlier than the last change that the page knows.
 */
export async function hasRestarted(account: Account, trader: SpotClient, signal: AbortSignal): Promise<boolean> {
  const known = Math.max(0, ...[...account.state.peek().balances.values()].map(({ updated }) => updated));
  const { updateTime } = await trader.getAccount({ omitZeroBalances: true }, { signal });
  return updateTime < known;
}
