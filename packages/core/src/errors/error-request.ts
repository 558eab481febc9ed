/** The call that an error is about. It contains no query string, header or body. */
export type ErrorRequest = {
  /** The client method: `createOrder`. */
  readonly operation: string;
  /** `GET`, `POST`, … or `WS`. */
  readonly method: string;
  /** REST path or WebSocket API method. */
  readonly path: string;
};
