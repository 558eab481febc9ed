/** Shows whether `fetch` has sent a request. */
export type WatchedRequest = {
  /**
   * Whether bytes of the request may have been sent, or may still be sent. False only if it is certain that none were,
   * and that none will be. Call this method only after the request has failed or was aborted.
   */
  mayHaveLeft(): Promise<boolean>;
  /**
   * Throws the error of the request. The error may say that a connection failed, although the request was sent. It is
   * then about another connection, for example one of a hook or of a wrapped `fetch`. In this case, a new error is
   * thrown, which says that the request was sent.
   */
  failed(thrown: unknown): never;
  end(): void;
};
