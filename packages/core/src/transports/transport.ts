import type { ClientContext } from '../client/context.js';
import type { Call, Reply } from '../operations/call.js';
import type { Operations } from '../operations/operation.js';

/**
 * Sends calls to the exchange. Each call of `send` encodes a call of the client, adds timestamp and signature, sends
 * the request and decodes the reply. A retry is another call of `send`, so it has a new timestamp and signature.
 *
 * A refusal is also a reply. The client handles refusals in the same way for every transport: it throws an error, obeys
 * the limits, retries reads and detects unknown outcomes. `send` rejects only if no usable reply arrived. The error is
 * then a `BinanceTransportError`, whose `sent` is true if the request may have reached the exchange.
 */
export interface Transport {
  /** Name of the transport in messages and events, such as `rest`. */
  readonly kind: string;
  /**
   * Throws an error if the call could not be sent now. The client calls this method before it requests the server time
   * or the order rules for the call. Without this method, a call that must not wait while the connection is lost would
   * wait for these requests.
   */
  check?(call: Call): void;
  /** Sends a call. Resolves with the reply, even if it is a refusal. */
  send(call: Call): Promise<Reply>;
  /** Closes the connections of the transport. */
  close(): void | Promise<void>;
}

/** Creates the transport of a client. `rest()` and `wsApi()` return such a function. */
export type TransportFactory = ((context: ClientContext) => Transport) & {
  /** The operations that only the WebSocket API has. Set by a transport that uses the WebSocket API. */
  readonly socket?: Operations | undefined;
};

/**
 * Creates a transport over the WebSocket API. A client with this transport also has the methods for operations without
 * a REST route.
 */
export type SocketTransportFactory = TransportFactory & {
  /** The operations that only the WebSocket API has. */
  readonly socket: Operations;
};
