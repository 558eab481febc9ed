import type { Subscriber } from './connection.js';

/** A connection opened by one of the supported libraries, on which messages arrive. */
export type OpenSubscriber = {
  /** Resolves when the connection can be used. */
  readonly ready: Promise<unknown>;
  subscribe(channel: string): Promise<unknown>;
  close(): void;
};

/**
 * Creates a subscriber. `open` opens a connection that passes each message and the name of its channel to `receive`. If
 * a subscription fails, the connection is closed. The next subscription then opens a new connection for all channels.
 */
export function createSubscriber(
  open: (receive: (channel: string, message: string) => void) => OpenSubscriber,
): Subscriber {
  const listeners = new Map<string, (message: string) => void>();
  const subscribed = new Set<string>();
  let opened: OpenSubscriber | undefined;

  function close(): void {
    opened?.close();
    opened = undefined;
    subscribed.clear();
  }

  function checkOpen(current: OpenSubscriber): void {
    if (current !== opened) throw new Error('the connection was closed');
  }

  return {
    async subscribe(channel, listener) {
      listeners.set(channel, listener);
      opened ??= open((from, message) => listeners.get(from)?.(message));
      const current = opened;
      try {
        await current.ready;
        checkOpen(current);
        for (const each of listeners.keys()) {
          if (subscribed.has(each)) continue;
          await current.subscribe(each);
          checkOpen(current);
          subscribed.add(each);
        }
      } catch (error) {
        if (current === opened) close();
        throw error;
      }
    },
    close,
  };
}
