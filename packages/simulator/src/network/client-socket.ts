/** The client's end of one socket. It is a socket in memory, of the package `ws`, or of msw. */
export interface ClientSocket {
  /** The client's IP address. */
  readonly ip: string;
  /** Path and query of the client's URL: `/stream?streams=bnbbtc@trade`. */
  readonly url: string;
  /** Number of bytes that were sent and that the client has not read yet. 0 if this is unknown. */
  readonly bufferedAmount: number;
  send(text: string): void;
  ping(payload: string): void;
  /** Starts the closing handshake. */
  close(code: number, reason: string): void;
  /** Ends the connection without a closing handshake. */
  terminate(): void;
  /**
   * Called when the exchange has dropped a half-open connection. The client does not notice this, unless it is waiting
   * for the reply to its closing handshake.
   */
  lose(): void;
}

/** The methods by which a {@link ClientSocket} reports what happens at the client's end. */
export interface ClientSocketEvents {
  message(text: string): void;
  /**
   * Called when the client has sent a ping frame. The WebSocket implementation of the socket answers it with a pong.
   */
  ping(): void;
  pong(payload: string): void;
  /** Whether the exchange would answer a closing handshake of the client. False while the connection is half-open. */
  reachable(): boolean;
  /** Called once, after either side has ended the connection. */
  closed(): void;
}
