import { type Connection, runKnown } from './connection.js';
import type { NodeRedisClient } from './redis-client.js';
import { createSubscriber } from './subscriber.js';

type NodeRedisSubscriber = {
  on(event: 'error', listener: () => void): unknown;
  connect(): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  /** Since `redis` 5. */
  destroy?(): void;
  disconnect?(): unknown;
};

/** Returns the connection of a client of the library `redis`. */
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
        // Without a listener an error would end the process. The library connects again by itself.
        subscriber.on('error', () => undefined);
        return {
          ready: subscriber.connect(),
          subscribe: (channel) => subscriber.subscribe(channel, (message) => receive(channel, message)),
          close: () => void closeQuietly(subscriber),
        };
      }),
  };
}

/** Closes a client. A client that has not connected yet refuses to be closed in some versions of the library. */
async function closeQuietly(subscriber: NodeRedisSubscriber): Promise<void> {
  try {
    if (subscriber.destroy) subscriber.destroy();
    else await subscriber.disconnect?.();
  } catch {
    // It is closed already.
  }
}
