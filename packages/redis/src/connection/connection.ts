/** A Lua script, and its SHA-1 in hexadecimal, by which the server knows it. */
export type Script = { readonly text: string; readonly sha: string };

/** What the shared limits need of Redis, whichever library connects to it. */
export type Connection = {
  /** Runs a script. Rejects if the server cannot be reached or refuses. */
  run(script: Script, keys: readonly string[], argument: string): Promise<unknown>;
  /** Creates a subscriber with a connection of its own, which opens with the first subscription. */
  createSubscriber(): Subscriber;
};

/** Receives messages on a connection of its own. After a loss the library connects and subscribes again. */
export type Subscriber = {
  /** Calls `listener` with each message of a channel. Rejects if the server cannot be reached; then it can be repeated. */
  subscribe(channel: string, listener: (message: string) => void): Promise<void>;
  /** Closes the connection, also while it is being opened. */
  close(): void;
};

/**
 * Runs a script by its hash, or by its text if the server does not know it, for example after a restart.
 */
export async function runKnown(byHash: () => Promise<unknown>, byText: () => Promise<unknown>): Promise<unknown> {
  try {
    return await byHash();
  } catch (error) {
    if (!String((error as Error).message).includes('NOSCRIPT')) throw error;
    return byText();
  }
}
