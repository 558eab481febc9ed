/** A request by `fetch` that is watched. */
export type WatchedRequest = {
  /** Whether bytes of the request may have left the machine. True unless it is certain that none did. */
  mayHaveLeft(): boolean;
  end(): void;
};
