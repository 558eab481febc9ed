import { createSpotClient, type SpotClient, type SpotClientOptions } from '@pkg/core';
import { redisLimits } from '@pkg/redis';
import { createClient } from 'redis';

export type FleetOptions = {
  readonly redisUrl: string;
  /** A name for the public IP address. All processes that send from this address must use the same name. */
  readonly group: string;
  /** Further options of the client, such as `environment`. */
  readonly client?: SpotClientOptions;
  /** Receives a line when this process continues without Redis. */
  readonly warn?: (message: string) => void;
};

/** Creates a client that shares the rate limits with the other processes of the group. */
export function joinFleet({
  redisUrl,
  group,
  client: options,
  warn = console.warn,
}: FleetOptions): {
  readonly client: SpotClient;
  readonly leave: () => Promise<void>;
} {
  const redis = createClient({ url: redisUrl });
  // Errors of the connection need no handling here. The Redis client reconnects by itself, and `onStatus` reports
  // whether the limits are shared.
  redis.on('error', () => undefined);
  // The connection is not awaited, because calls work without Redis too.
  redis.connect().catch(() => undefined);
  const store = redisLimits(redis, {
    group,
    onStatus: ({ status, reason }) => {
      if (status === 'alone') warn(`the limits are not shared: ${reason}`);
    },
  });
  const client = createSpotClient({ ...options, limits: { store } });
  return {
    client,
    async leave() {
      client.close();
      // Once the store is closed, the other processes can use the unused part of this process's share of the limits.
      await store.close();
      redis.destroy();
    },
  };
}
