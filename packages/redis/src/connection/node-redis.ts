import { type Connection, runKnown } from './connection.js';
import type { NodeRedisClient } from './redis-client.js';
import { createSubscriber } from './subscriber.js';

type NodeRedisSubscriber = {
  on(event: 'error' | 'ready', listener: () => void): unknown;
  /** Whether the connection can be used. A client of a cluster does not have this field. */
  readonly isReady?: boolean;
  connect(): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  /** The method exists since version 5 of the library `redis`. */
  destroy?(): void;
  disconnect?(): unknown;
};

/** Wraps a client of the library `redis` as a {@link Connection}. */
export function nodeRedisConnection(client: NodeRedisClient): Connection {
  return {
    run(script, keys, argument) {
      const options = { keys: [...keys], arguments: [argument] };
      return runKnown(
        () => client.evalSha(script.sha, options),
        () => client.eval(script.text, options),
      );
    },
    createSubscriber: () =>
      createSubscriber((receive) => {
        const subscriber = client.duplicate() as NodeRedisSubscriber;
        // Without a listener, an error would end the process. The library reconnects by itself after an error.
        subscriber.on('error', () => undefined);
        return {
          ready: subscriber.connect(),
          subscribe: (channel) => subscriber.subscribe(channel, (message) => receive(channel, message)),
          close: () => close(subscriber),
        };
      }),
  };
}

/**
 * Closes a client. The library cannot cancel an attempt to connect: if a client is closed during the attempt, a connection
 * that is then made stays open for good. So a client that is connecting is closed when the attempt has ended.
 */
function close(subscriber: NodeRedisSubscriber): void {
  const end = (): void => void closeQuietly(subscriber);
  if (subscriber.isReady !== false) return end();
  subscriber.on('ready', end);
  subscriber.on('error', end);
}

/** Closes a client. Some versions of the library throw if the client is not connected yet. */
async function closeQuietly(subscriber: NodeRedisSubscriber): Promise<void> {
  try {
    if (subscriber.destroy) subscriber.destroy();
    else await subscriber.disconnect?.();
  } catch {
    // The library threw because the client is not connected. Nothing has to be closed.
  }
}
