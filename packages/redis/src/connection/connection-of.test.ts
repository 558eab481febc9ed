import { once } from 'node:events';
import { Redis } from 'ioredis';
import { Redis as Valkey } from 'iovalkey';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Library, libraries } from '../../test/libraries.js';
import { missingRedis, RedisServer } from '../../test/redis-server.js';
import { connectionOf } from './connection-of.js';
import { createSubscriber } from './subscriber.js';

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

it.skipIf(missingRedis).each([
  ['ioredis', Redis],
  ['iovalkey', Valkey],
])('a client of %s that refuses commands while it is not connected receives messages', async (_, Client) => {
  const client = new Client(redis.url, { enableOfflineQueue: false });
  await once(client, 'ready');
  const subscriber = connectionOf(client).createSubscriber();
  const received = vi.fn();
  await subscriber.subscribe('channel', received);
  await client.publish('channel', 'hello');
  await vi.waitFor(() => expect(received).toHaveBeenCalledWith('hello'));
  subscriber.close();
  client.disconnect();
});

it.skipIf(missingRedis).each([
  ['ioredis', Redis],
  ['iovalkey', Valkey],
])(
  'a client of %s that does not subscribe again receives messages after a loss of its connection',
  async (_, Client) => {
    const client = new Client(redis.url, { autoResubscribe: false });
    const subscriber = connectionOf(client).createSubscriber();
    const received = vi.fn();
    await subscriber.subscribe('channel', received);
    await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await vi.waitFor(async () => {
      await client.publish('channel', 'hello');
      expect(received).toHaveBeenCalledWith('hello');
    });
    subscriber.close();
    client.disconnect();
  },
);

it.skipIf(missingRedis)(
  'a client of redis that is closed while its connection is opened leaves none open',
  async () => {
    const { client, close } = await libraries.redis(redis.url);
    const subscriber = connectionOf(client).createSubscriber();
    const subscribed = subscriber.subscribe('channel', () => undefined);
    subscriber.close();
    await expect(subscribed).rejects.toThrow('the connection was closed');
    // The list has one line for each connection: that of the client, and that of this command.
    await vi.waitFor(async () => expect((await redis.command('client list')).match(/^id=/gm)).toHaveLength(2));
    close();
  },
);

it('subscribes to all channels on the connection after one that was closed during a subscription', async () => {
  const connections: { readonly channels: string[]; confirm(): void }[] = [];
  const subscriber = createSubscriber(() => {
    const connection: (typeof connections)[number] = { channels: [], confirm: () => undefined };
    connections.push(connection);
    return {
      ready: Promise.resolve(),
      subscribe: (channel) => {
        connection.channels.push(channel);
        return new Promise<void>((resolve) => {
          connection.confirm = resolve;
        });
      },
      close: () => undefined,
    };
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const first = subscriber.subscribe('a', () => undefined);
  await turn();
  subscriber.close();
  connections[0]?.confirm();
  await expect(first).rejects.toThrow('closed');
  void subscriber.subscribe('a', () => undefined);
  await turn();
  expect(connections[1]?.channels).toEqual(['a']);
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
