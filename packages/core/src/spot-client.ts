import { buildClient, type Client, type SocketClient } from './client.js';
import type { ClientOptions } from './client-options.js';
import type { SocketTransportFactory } from './operation.js';
import * as operations from './operations/index.js';

/** Options of {@link createSpotClient}. */
export type SpotClientOptions = ClientOptions & {
  /** `false` sends orders without the check against the trading rules. @default true */
  readonly validateOrders?: boolean | undefined;
};

/** A client with every operation of the Spot API that REST has. */
export type SpotClient = Client<typeof operations>;

/** A client with every operation of the Spot API. */
export type SpotSocketClient = SocketClient<typeof operations>;

/**
 * A client with every operation of the Spot API, which checks orders against the trading rules before it sends them.
 *
 * @example
 * const client = createSpotClient({ apiKey, apiSecret });
 * const book = await client.getOrderBook({ symbol: 'BNBBTC' });
 * @throws {BinanceConfigError} when the options do not fit together.
 */
export function createSpotClient(
  options: SpotClientOptions & { readonly transport: SocketTransportFactory },
): SpotSocketClient;
export function createSpotClient(options?: SpotClientOptions): SpotClient;
export function createSpotClient(options: SpotClientOptions = {}): SpotClient {
  return buildClient({ ...options, operations }, undefined) as unknown as SpotClient;
}
