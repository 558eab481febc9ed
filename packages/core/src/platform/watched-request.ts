/** Shows whether `fetch` has sent a request. */
export type WatchedRequest = {
  /** Whether bytes of the request may have been sent. False only if it is certain that none were. */
  mayHaveLeft(): boolean;
  end(): void;
};
