import type { ClientContext } from '../client/context.js';
import type { Call, Reply } from '../operations/call.js';
import type { Operations } from '../operations/operation.js';

/**
 * Carries calls to the exchange. Each `send` encodes, stamps, signs, sends and decodes, so that a retry is stamped and
 * signed anew. A refusal is a reply like any other: the client turns it into an error, respects the limits, retries reads
 * and marks unknown outcomes, in the same way for every transport. `send` rejects only if no usable reply came, with a
 * `BinanceTransportError` whose `sent` says whether the request may have reached the exchange.
 */
export interface Transport {
  /** Name of the transport in messages and events, such as `rest`. */
  readonly kind: string;
  /** Sends a call. Resolves with the reply, also if it is a refusal. */
  send(call: Call): Promise<Reply>;
  /** Ends the connections of the transport. */
  close(): void | Promise<void>;
}

/** Makes a transport for a client; `rest()` and `wsApi()` return one. */
export type TransportFactory = ((context: ClientContext) => Transport) & {
  /** The operations that exist on the WebSocket API only; set by a transport that uses it. */
  readonly socket?: Operations | undefined;
};

/** A transport over the WebSocket API. Its clients have the methods of WebSocket-only operations too. */
export type SocketTransportFactory = TransportFactory & {
  /** The operations that exist on the WebSocket API only. */
  readonly socket: Operations;
};
