/** The exchange's side of one WebSocket. */
export interface Connection {
  /** The client's IP address. Limits and bans are counted by it. */
  readonly ip: string;
  /** The URL's path: `/ws/bnbbtc@trade`, `/stream`, `/ws-api/v3`. */
  readonly path: string;
  /** The URL's parameters: `streams`, `timeUnit`, `returnRateLimits`. */
  readonly params: URLSearchParams;
  /** Bytes sent that the client has not read yet; always 0 where this is unknown. */
  readonly bufferedAmount: number;
  /** Sends one text frame. Does nothing once the connection is closed. */
  send(text: string): void;
  /** Starts the closing handshake. */
  close(code: number, reason: string): void;
  /** Ends the connection without a closing handshake. */
  terminate(): void;
}

/** The service behind one connection. Heartbeats, message rate and the 24-hour limit are handled outside it. */
export interface ConnectionHandler {
  /** Handles one text frame from the client. */
  receive(text: string): void;
  /** Notifies the client, in the format of this service, that the server is about to shut down. */
  announceShutdown(): void;
  /** Called once, when either side has ended the connection. */
  closed(): void;
}

/** One REST request as it was received. */
export type RestRequest = {
  /** Method of the request, such as `GET`. */
  readonly method: string;
  /** Path without the query: `/api/v3/order`. */
  readonly path: string;
  /** Raw query without the question mark. Signatures cover exactly these bytes. */
  readonly query: string;
  /** Raw body. Signatures cover exactly these bytes. */
  readonly body: string;
  /** Header names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The client's IP address. */
  readonly ip: string;
};

/** The exchange's reply to a {@link RestRequest}, or to the handshake of a WebSocket that it refuses. */
export type RestResponse = {
  /** HTTP status. */
  readonly status: number;
  /** Header names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or text of the firewall. */
  readonly body: string;
};
