import { afterAll, beforeAll } from 'vitest';
import { missingRedis, RedisServer } from './redis-server.js';

/** Starts a Redis server before the tests of a file, and stops it after them. Returns a function that returns its URL. */
export function useRedis(): () => string {
  let redis: RedisServer | undefined;
  beforeAll(async () => {
    if (missingRedis === undefined) redis = await RedisServer.start();
  });
  afterAll(() => redis?.stop());
  return () => redis?.url ?? '';
}
