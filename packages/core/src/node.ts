/**
 * The client for Node servers that place many orders. It sends REST requests by `node:https` over connections that stay
 * open, and signs synchronously.
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
import { nodeHmacSigner, nodePrivateKeySigner } from './signing/key-signers.node.js';
import { httpsRest } from './transports/https.node.js';
import type { SocketTransportFactory } from './transports/transport.js';

export { nodeHmacSigner, nodePrivateKeySigner } from './signing/key-signers.node.js';
export { type HttpsOptions, httpsRest } from './transports/https.node.js';

/**
 * Like `createSpotClient` of `@pkg/core`, but signs and sends with Node's own crypto and HTTP. If you pass a
 * `transport`, `signer` or `fetch`, the client uses it instead.
 */
export function createSpotClient(
  options: SpotClientOptions & { readonly transport: SocketTransportFactory },
): SpotSocketClient;
/**
 * Like `createSpotClient` of `@pkg/core`, but signs and sends with Node's own crypto and HTTP. If you pass a
 * `transport`, `signer` or `fetch`, the client uses it instead.
 */
export function createSpotClient(options?: SpotClientOptions): SpotClient;
export function createSpotClient(options: SpotClientOptions = {}): SpotClient {
  return createAnySpotClient(withNodeDefaults(options));
}

/** Like `createClient` of `@pkg/core`, but signs and sends with Node's own crypto and HTTP. */
export function createClient<T extends Operations>(
  options: CreateClientOptions<T> & { readonly transport: SocketTransportFactory },
): SocketClient<T>;
/** Like `createClient` of `@pkg/core`, but signs and sends with Node's own crypto and HTTP. */
export function createClient<T extends Operations>(options: CreateClientOptions<T>): Client<T>;
export function createClient<T extends Operations>(options: CreateClientOptions<T>): Client<T> {
  return createAnyClient(withNodeDefaults(options));
}

function withNodeDefaults<O extends ClientOptions>(options: O): O {
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
