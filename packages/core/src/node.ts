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
import { isSecret } from './signing/key-material.js';
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

/** Adds the transport and the signer of Node. Illegal options remain as they are, so that the client refuses them. */
function withNodeDefaults<O extends ClientOptions>(options: O): O {
  if (Object(options) !== options) return options;
  const {
    apiKey,
    apiSecret,
    privateKey,
    fetch = options.environment?.fetch,
    transport = fetch ? undefined : httpsRest(),
  } = options;
  if (!apiKey || options.signer || (apiSecret && privateKey)) return { ...options, transport };
  if (apiSecret && isSecret(apiSecret)) {
    return { ...options, transport, apiSecret: undefined, signer: nodeHmacSigner(apiSecret) };
  }
  if (privateKey && typeof privateKey === 'string') {
    return { ...options, transport, privateKey: undefined, signer: nodePrivateKeySigner(privateKey) };
  }
  return { ...options, transport };
}
