/** A Lua script, and the hexadecimal SHA-1 by which the server identifies it. */
export type Script = { readonly text: string; readonly sha: string };

/** The functions of Redis that the shared limits use. They are the same for every supported library. */
export type Connection = {
  /** Runs a script. Rejects if the server cannot be reached, or refuses to run the script. */
  run(script: Script, keys: readonly string[], argument: string): Promise<unknown>;
  /** Creates a subscriber. It has a connection of its own, which opens with the first subscription. */
  createSubscriber(): Subscriber;
};

/**
 * Receives messages on a connection of its own. If the connection is lost, the library opens it again and subscribes
 * again.
 */
export type Subscriber = {
  /**
   * Calls `listener` with each message of a channel. Rejects if the server cannot be reached. After a rejection, the
   * caller may subscribe again.
   */
  subscribe(channel: string, listener: (message: string) => void): Promise<void>;
  /** Closes the connection, even while it is being opened. */
  close(): void;
};

/**
 * Runs a script by its hash. If the server does not know the hash, for example after a restart, the whole text of the
 * script is sent instead.
 */
export async function runKnown(byHash: () => Promise<unknown>, byText: () => Promise<unknown>): Promise<unknown> {
  try {
    return await byHash();
  } catch (error) {
    if (!String((error as Error).message).includes('NOSCRIPT')) throw error;
    return byText();
  }
}
