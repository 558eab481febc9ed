/** Shows whether `fetch` has sent a request. */
export type WatchedRequest = {
  /** Whether bytes of the request may have been sent. False only if it is certain that none were. */
  mayHaveLeft(): boolean;
  /**
   * Throws the error of the request. If the request was sent, and the error says that a connection failed, this was
   * another connection: that of a hook or of a wrapped `fetch`, for example. The thrown error then does not say so.
   */
  failed(thrown: unknown): never;
  end(): void;
};
