import type { ClientContext, SocketTransportFactory, Transport } from '@pkg/core';
import { BinanceConfigError } from '@pkg/core/errors';
import { sessionOperations } from '@pkg/core/internal';
import { ReconnectingSocket, type RenewalOptions } from '../connection/reconnecting-socket.js';
import { pageWake, type WakeSource } from '../connection/wake-source.js';
import { ApiConnection } from './api-connection.js';

/** Options of {@link wsApi}. */
export type WsApiOptions = {
  /** The connection is renewed before the exchange's 24 hours are over. */
  readonly renewal?: RenewalOptions | undefined;
  /** Tells when the host woke. @default the page's own events, where there is a page */
  readonly wake?: WakeSource | undefined;
};

/**
 * The WebSocket API as a client's transport: the same methods, errors and order rules as over REST, on one connection
 * that opens with the first call.
 *
 * A call in flight when the connection is lost fails; a write then has an unknown outcome. No write waits for a
 * connection to come back: it fails as not sent. After `client.logOn()` (Ed25519) the log-on is kept through reconnects.
 *
 * ```ts
 * const client = createSpotClient({ apiKey, privateKey, transport: wsApi() });
 * ```
 */
export function wsApi(options: WsApiOptions = {}): SocketTransportFactory {
  if (Object(options) !== options) throw new BinanceConfigError(`wsApi: ${String(options)} are no options`);
  const create = (context: ClientContext): Transport => {
    const { renewal, wake = pageWake } = options;
    const connection = new ApiConnection(context, { ReconnectingSocket, renewal, wake });
    return {
      kind: 'wsApi',
      send: (call) => connection.send(call),
      close: () => connection.close(),
    };
  };
  return Object.assign(create, { socket: sessionOperations });
}
