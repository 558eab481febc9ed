/**
 * The same client for servers that place many orders: REST over `node:https` on connections that stay open, and
 * signatures that are made at once.
 *
 * @module
 */

import {
  type Client,
  type CreateClientOptions,
  createClient as createAnyClient,
  type SocketClient,
} from './client/create-client.js';
import type { ClientOptions } from './client/options.js';
import {
  createSpotClient as createAnySpotClient,
  type SpotClient,
  type SpotClientOptions,
  type SpotSocketClient,
} from './client/spot-client.js';
import type { Operations } from './operations/operation.js';
import { nodeHmacSigner, nodePrivateKeySigner } from './signing/key.node.js';
import { httpsRest } from './transports/https.node.js';
import type { SocketTransportFactory } from './transports/transport.js';

export { nodeHmacSigner, nodePrivateKeySigner } from './signing/key.node.js';
export { type HttpsOptions, httpsRest } from './transports/https.node.js';

/** As `createSpotClient` of the root, by the means of Node. A `transport`, `signer` or `fetch` of your own stays. */
export function createSpotClient(
  options: SpotClientOptions & { readonly transport: SocketTransportFactory },
): SpotSocketClient;
/** As `createSpotClient` of the root, by the means of Node. A `transport`, `signer` or `fetch` of your own stays. */
export function createSpotClient(options?: SpotClientOptions): SpotClient;
export function createSpotClient(options: SpotClientOptions = {}): SpotClient {
  return createAnySpotClient(byNode(options));
}

/** As `createClient` of the root, by the means of Node. */
export function createClient<T extends Operations>(
  options: CreateClientOptions<T> & { readonly transport: SocketTransportFactory },
): SocketClient<T>;
/** As `createClient` of the root, by the means of Node. */
export function createClient<T extends Operations>(options: CreateClientOptions<T>): Client<T>;
export function createClient<T extends Operations>(options: CreateClientOptions<T>): Client<T> {
  return createAnyClient(byNode(options));
}

function byNode<O extends ClientOptions>(options: O): O {
  const {
    apiSecret,
    privateKey,
    fetch = options.environment?.fetch,
    transport = fetch ? undefined : httpsRest(),
  } = options;
  if (apiSecret && !privateKey && !options.signer) {
    return { ...options, transport, apiSecret: undefined, signer: nodeHmacSigner(apiSecret) };
  }
  if (typeof privateKey === 'string' && !apiSecret && !options.signer) {
    return { ...options, transport, privateKey: undefined, signer: nodePrivateKeySigner(privateKey) };
  }
  return { ...options, transport };
}
