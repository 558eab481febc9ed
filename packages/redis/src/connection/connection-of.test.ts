import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Library, libraries } from '../../test/libraries.js';
import { missingRedis, RedisServer } from '../../test/redis-server.js';
import { connectionOf } from './connection-of.js';

let redis: RedisServer;
beforeAll(async () => {
  if (missingRedis === undefined) redis = await RedisServer.start();
});
afterAll(() => redis?.stop());

const script = { text: "redis.call('PUBLISH', KEYS[1], ARGV[1]) return 'done'", sha: '' };

describe.skipIf(missingRedis).each<Library>(['redis', 'ioredis', 'iovalkey'])('a client of %s', (library) => {
  it('runs scripts that the server does not know yet, and receives messages', async () => {
    const { client, close } = await libraries[library](redis.url);
    const connection = connectionOf(client);
    const subscriber = connection.createSubscriber();
    const received = new Promise<string>((resolve) => {
      void subscriber.subscribe('channel', resolve).then(async () => {
        expect(await connection.run({ ...script, sha: '0'.repeat(40) }, ['channel'], 'hello')).toBe('done');
      });
    });
    expect(await received).toBe('hello');
    subscriber.close();
    close();
  });

  it('reports what the server refuses', async () => {
    const { client, close } = await libraries[library](redis.url);
    const failing = { text: "return redis.error_reply('READONLY no')", sha: '0'.repeat(40) };
    await expect(connectionOf(client).run(failing, [], '')).rejects.toThrow('READONLY');
    close();
  });
});

it.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [{}, 'object'],
  ['redis://user:password@127.0.0.1', 'string'],
  [{ evalSha() {} }, 'object'],
])('error: %o is no client', (client, got) => {
  const message = `redisLimits: client: expected a client of redis, ioredis or iovalkey, got ${got}`;
  expect(() => connectionOf(client as never)).toThrow(expect.objectContaining({ name: 'BinanceConfigError', message }));
});
