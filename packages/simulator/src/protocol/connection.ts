/** One WebSocket connection, as the market streams or the WebSocket API of the exchange see it. */
export interface Connection {
  /** The client's IP address. Limits and bans apply to this address. */
  readonly ip: string;
  /** The path of the URL: `/ws/bnbbtc@trade`, `/stream`, `/ws-api/v3`. */
  readonly path: string;
  /** The parameters of the URL: `streams`, `timeUnit`, `returnRateLimits`. */
  readonly params: URLSearchParams;
  /** Number of bytes that were sent and that the client has not read yet. 0 if this is unknown. */
  readonly bufferedAmount: number;
  /** Sends one text frame. Does nothing after the connection was closed. */
  send(text: string): void;
  /** Starts the closing handshake. */
  close(code: number, reason: string): void;
  /** Ends the connection without a closing handshake. */
  terminate(): void;
}

/**
 * The service that answers on one connection. `ServerSocket` takes care of heartbeats, the message rate and the 24-hour
 * limit.
 */
export interface ConnectionHandler {
  /** Handles one text frame from the client. */
  receive(text: string): void;
  /** Sends the client a message, in the format of this service, that the server is about to shut down. */
  announceShutdown(): void;
  /** Called once, after either side has ended the connection. */
  closed(): void;
}

/** A REST request as it was received. */
export type RestRequest = {
  /** Method of the request, such as `GET`. */
  readonly method: string;
  /** Path without the query: `/api/v3/order`. */
  readonly path: string;
  /**
   * Query as it was sent, without the question mark. The signed text contains the query, except for the parameter
   * `signature`.
   */
  readonly query: string;
  /** Body as it was sent. The signed text contains the body, except for the parameter `signature`. */
  readonly body: string;
  /** Header names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The client's IP address. */
  readonly ip: string;
};

/** The exchange's reply to a {@link RestRequest}, or to a WebSocket handshake that the exchange refuses. */
export type RestResponse = {
  /** HTTP status. */
  readonly status: number;
  /** Header names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or an HTML page for the statuses 403 and 410. A fault can set any text. */
  readonly body: string;
};
