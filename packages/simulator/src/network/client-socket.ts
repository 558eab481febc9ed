/** The client's end of one socket, whatever carries it: memory, the `ws` package or msw. */
export interface ClientSocket {
  /** The client's IP address. */
  readonly ip: string;
  /** Path and query that the client requested: `/stream?streams=bnbbtc@trade`. */
  readonly url: string;
  /** Bytes sent that the client has not read yet; always 0 where this is unknown. */
  readonly bufferedAmount: number;
  send(text: string): void;
  ping(payload: string): void;
  /** Starts the closing handshake. */
  close(code: number, reason: string): void;
  /** Ends the connection without a closing handshake. */
  terminate(): void;
  /** The exchange has dropped a half-open connection. The client must not notice unless it is closing the socket itself. */
  lose(): void;
}

/** How a {@link ClientSocket} reports what happens at the client's end. */
export interface ClientSocketEvents {
  message(text: string): void;
  /** The client sent a ping frame. The pong is sent by the socket's own implementation. */
  ping(): void;
  pong(payload: string): void;
  /** Whether a closing handshake would reach the exchange. It does not while the connection is half-open. */
  reachable(): boolean;
  /** Called once, when either side has ended the connection. */
  closed(): void;
}
