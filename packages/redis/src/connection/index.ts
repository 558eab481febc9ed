export type { Connection, Script, Subscriber } from './connection.js';
export { connectionOf } from './connection-of.js';
export type { IoRedisClient, NodeRedisClient, RedisClient } from './redis-client.js';
