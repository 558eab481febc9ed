export type { IoRedisClient, NodeRedisClient, RedisClient } from './connection/index.js';
export type { RedisLimitsOptions } from './options.js';
export { type RedisLimits, redisLimits } from './redis-limits.node.js';
