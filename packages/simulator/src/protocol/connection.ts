/** One WebSocket as the exchange sees it; a face implements it over memory, `ws` or msw. */
export interface Connection {
  /** The client's address; limits and bans are counted by it. */
  readonly ip: string;
  /** The URL's path: `/ws/bnbbtc@trade`, `/stream`, `/ws-api/v3`. */
  readonly path: string;
  /** The URL's parameters: `streams`, `timeUnit`, `returnRateLimits`. */
  readonly params: URLSearchParams;
  /** Bytes sent and not yet taken by the client; 0 where the face cannot tell. */
  readonly bufferedAmount: number;
  /** Sends one text frame. Does nothing once the connection is closed. */
  send(text: string): void;
  /** Starts the closing handshake. */
  close(code: number, reason: string): void;
  /** Cuts the connection with no handshake. */
  terminate(): void;
}

/** What the exchange does with a connection; the face calls it and looks after pings, message rate and the 24 hours. */
export interface ConnectionHandler {
  /** One text frame from the client. */
  receive(text: string): void;
  /** Tells the client, in this connection's own form, that the server is about to shut down. */
  announceShutdown(): void;
  /** The connection is gone, from either side. Called once. */
  closed(): void;
}

/** One REST request, as a face took it off the wire. */
export type RestRequest = {
  readonly method: string;
  /** Path without the query: `/api/v3/order`. */
  readonly path: string;
  /** Raw query without the question mark, as it was sent: signatures are over these bytes. */
  readonly query: string;
  /** Raw body, as it was sent. */
  readonly body: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly ip: string;
};

/** The exchange's answer to a {@link RestRequest}. */
export type RestResponse = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
