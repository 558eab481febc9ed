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
        const subscriber = client.duplicate() as IoRedisSubscriber;
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
