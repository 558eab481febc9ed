/** Shows whether a request made with `fetch` was sent. */
export type WatchedRequest = {
  /** Whether bytes of the request may have been sent. False only if it is certain that none were. */
  mayHaveLeft(): boolean;
  end(): void;
};
