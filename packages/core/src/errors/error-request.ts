/** The call that failed. It contains no query string, header or body. */
export type ErrorRequest = {
  /** The method of the client, such as `createOrder`. */
  readonly operation: string;
  /** The HTTP method of a REST request, such as `POST`, or `WS` for a request of the WebSocket API. */
  readonly method: string;
  /** The path of a REST request, or the method of a WebSocket API request. */
  readonly path: string;
};
