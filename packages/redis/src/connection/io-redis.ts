import { type Connection, runKnown } from './connection.js';
import type { IoRedisClient } from './redis-client.js';
import { createSubscriber } from './subscriber.js';

type IoRedisSubscriber = {
  on(event: 'error', listener: () => void): unknown;
  on(event: 'message', listener: (channel: string, message: string) => void): unknown;
  subscribe(channel: string): Promise<unknown>;
  disconnect(): void;
};

/** Wraps a client of `ioredis` or `iovalkey` as a {@link Connection}. */
export function ioRedisConnection(client: IoRedisClient): Connection {
  return {
    run: (script, keys, argument) =>
      runKnown(
        () => client.evalsha(script.sha, keys.length, ...keys, argument),
        () => client.eval(script.text, keys.length, ...keys, argument),
      ),
    createSubscriber: () =>
      createSubscriber((receive) => {
        const subscriber = duplicate(client);
        // Without a listener, the library would print its errors. It reconnects by itself after an error.
        subscriber.on('error', () => undefined);
        subscriber.on('message', receive);
        return {
          ready: Promise.resolve(),
          subscribe: (channel) => subscriber.subscribe(channel),
          close: () => subscriber.disconnect(),
        };
      }),
  };
}

/**
 * Creates a connection for messages. Two of its options are on, even if they are off in the user's connection. It queues
 * its commands until it is open: without the queue, the first subscription would always fail. It also subscribes again
 * after the connection was lost.
 */
function duplicate(client: IoRedisClient): IoRedisSubscriber {
  const options = { enableOfflineQueue: true, autoResubscribe: true };
  const { isCluster } = client as { isCluster?: boolean };
  // The first parameter of a cluster's `duplicate` is a list of nodes. An empty list means the same nodes.
  const { duplicate } = client as { duplicate(...args: object[]): IoRedisSubscriber };
  return isCluster ? duplicate.call(client, [], options) : duplicate.call(client, options);
}
