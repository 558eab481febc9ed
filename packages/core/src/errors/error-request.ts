/** The call that an error is about. It never holds a query string, a header or a body. */
export type ErrorRequest = {
  /** The client method: `createOrder`. */
  readonly operation: string;
  /** `GET`, `POST`, … or `WS`. */
  readonly method: string;
  /** REST path or WebSocket API method. */
  readonly path: string;
};
