import { BinanceConfigError } from '@pkg/core/errors';
import type { Connection } from './connection.js';
import { ioRedisConnection } from './io-redis.js';
import { nodeRedisConnection } from './node-redis.js';
import type { IoRedisClient, NodeRedisClient, RedisClient } from './redis-client.js';

/**
 * Wraps a client of one of the supported libraries, so that all of them are used in the same way.
 *
 * @throws {BinanceConfigError} if the value is not a client of a supported library.
 */
export function connectionOf(client: RedisClient): Connection {
  const methods = Object(client) as { evalSha?: unknown; evalsha?: unknown; duplicate?: unknown };
  if (typeof methods.duplicate === 'function') {
    if (typeof methods.evalSha === 'function') return nodeRedisConnection(client as NodeRedisClient);
    if (typeof methods.evalsha === 'function') return ioRedisConnection(client as IoRedisClient);
  }
  // The value may be an address that contains a password, so the message does not show it.
  const got = client === null ? 'null' : typeof client;
  throw new BinanceConfigError(`redisLimits: client: expected a client of redis, ioredis or iovalkey, got ${got}`);
}
