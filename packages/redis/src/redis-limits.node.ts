import { type FleetEvent, type LimitStore, systemClock } from '@pkg/core';
import { connectionOf, type RedisClient } from './connection/index.js';
import { FleetLimits } from './fleet/index.js';
import { type RedisLimitsOptions, resolveOptions } from './options.js';

/** A store of rate limits that several processes share. */
export type RedisLimits = LimitStore & {
  /**
   * Gives back the leases of this process, stops sharing limits with other processes, and closes the connection for
   * messages. Your own connection stays open. Clients that still use the store continue with their own share of the
   * limits, also clients that are created later. Resolves within 50 ms.
   */
  close(): Promise<void>;
};

/**
 * Shares the rate limits of the exchange with all processes and machines behind the same IP address, through Redis or
 * Valkey.
 *
 * Each process leases parts of the limits in advance, so most calls need no round trip to Redis. A suspension after a
 * 403, 418, 429 or -1015 stops the calls of all processes that it concerns. Without Redis, each process continues with
 * its own share of the limits. No call waits for Redis for more than 50 ms.
 *
 * @param client Your own connection, made by `redis` (4.6 or later), `ioredis` or `iovalkey`. It may be a connection to
 * a cluster. It is duplicated once for each exchange, to receive messages.
 * @example
 * import { redisLimits } from '@pkg/redis';
 * import { createClient } from 'redis';
 *
 * const redis = await createClient({ url: 'redis://127.0.0.1' }).connect();
 * const store = redisLimits(redis, { group: 'frankfurt-1' });
 * const client = createSpotClient({ apiKey, apiSecret, limits: { store } });
 * @throws {BinanceConfigError} if the client or an option is illegal.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits
 */
export function redisLimits(client: RedisClient, options: RedisLimitsOptions): RedisLimits {
  const connection = connectionOf(client);
  const resolved = resolveOptions(options);
  const { clock = systemClock, logger, onStatus } = options;
  const opened = new Set<FleetLimits>();
  let isClosed = false;

  const report = ({ status, members, reason }: FleetEvent): void => {
    quietly(() =>
      status === 'alone'
        ? logger?.warn?.('the rate limits are not shared', { members, reason })
        : logger?.debug?.('the rate limits are shared', { members }),
    );
    quietly(() => onStatus?.({ status, members, reason }));
  };

  return {
    open(limiter, exchange, limiterClock) {
      const limits = new FleetLimits(limiter, exchange, connection, resolved, clock, limiterClock);
      limits.watch(report);
      opened.add(limits);
      if (isClosed) void limits.close();
      return limits;
    },
    async close() {
      isClosed = true;
      await Promise.all([...opened].map((limits) => limits.close()));
    },
  };
}

/**
 * Calls a function of the user. If it throws or rejects, the error is ignored, because it must not change the limits.
 */
function quietly(call: () => unknown): void {
  (async () => call())().catch(() => undefined);
}
