import { createSpotClient, type FleetEvent, type SpotClient } from '@pkg/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RedisLimits, redisLimits } from '../src/index.js';
import { type Library, libraries, type Opened } from './libraries.js';
import { missingRedis, RedisAddress, RedisServer } from './redis-server.js';

/**
 * Creates a client with its own connection to Redis, like a process of its own. `answer` answers the client's requests
 * to the exchange.
 */
async function join(library: Library, url: string, answer: () => Response | Promise<Response>) {
  const opened = await libraries[library](url);
  const statuses: FleetEvent[] = [];
  const store = redisLimits(opened.client, { group: 'test', onStatus: (event) => statuses.push(event) });
  const fetch = async (): Promise<Response> => answer();
  const environment = { name: 'test', rest: 'https://exchange.test', streams: '', wsApi: '', fetch };
  const client = createSpotClient({ environment, limits: { store } });
  closing.push({ client, store, opened });
  return { client, statuses };
}

let closing: { client: SpotClient; store: RedisLimits; opened: Opened }[] = [];
let servers: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const { client, store, opened } of closing) {
    client.close();
    await store.close();
    opened.close();
  }
  for (const server of servers) await server.stop();
  closing = [];
  servers = [];
});

const ok = (): Response => Response.json({ symbol: 'BNBBTC', price: '1' });
const price = (client: SpotClient): Promise<unknown> => client.getSymbolTicker({ symbol: 'BNBBTC' });
const patient = { timeout: 15_000, interval: 20 };

describe.skipIf(missingRedis)('with a Redis of its own, a process', () => {
  it.each<[string, Library, (redis: RedisServer) => unknown, (redis: RedisServer) => unknown]>([
    ['is too busy to answer', 'redis', (redis) => redis.pause(), (redis) => redis.resume()],
    ['is killed, and comes back without its data', 'ioredis', (redis) => redis.kill(), (redis) => redis.restart()],
    [
      'becomes a read-only replica',
      'iovalkey',
      (redis) => redis.command('replicaof 127.0.0.1 1'),
      (redis) => redis.command('replicaof no one'),
    ],
    ['is emptied, with all scripts', 'redis', (redis) => redis.command('flushall', 'script flush'), () => undefined],
  ])('goes on when Redis %s, reports it once, and shares again by itself', async (_, library, fail, recover) => {
    const redis = await RedisServer.start();
    servers.push(redis);
    const { client, statuses } = await join(library, redis.url, ok);
    const other = await join('redis', redis.url, ok);
    await vi.waitFor(() => expect(client.limits.fleet).toMatchObject({ status: 'shared', members: 2 }), patient);
    statuses.length = 0;
    await fail(redis);
    await vi.waitFor(async () => {
      await price(client);
      expect(client.limits.fleet?.status).toBe('alone');
    }, patient);
    await recover(redis);
    await vi.waitFor(() => expect(client.limits.fleet?.status).toBe('shared'), patient);
    const reported = [...statuses];
    for (const each of [client, other.client]) {
      await vi.waitFor(() => expect(each.limits.fleet).toMatchObject({ status: 'shared', members: 2 }), patient);
    }
    await price(client);
    // On a busy machine, further changes of the status may follow. `reported` does not contain them.
    expect(reported).toEqual([
      { status: 'alone', members: 2, reason: expect.any(String) },
      { status: 'shared', members: expect.any(Number), reason: undefined },
    ]);
  });

  it.each<Library>(['redis', 'ioredis'])('shares counts and a ban by %s after a replica took over', async (library) => {
    const [primary, replica] = [await RedisServer.start(), await RedisServer.start()];
    const address = await RedisAddress.open(primary);
    servers.push(primary, replica, address);
    await replica.follow(primary);
    const used = (): Response =>
      Response.json({ symbol: 'BNBBTC', price: '1' }, { headers: { 'X-MBX-USED-WEIGHT-1M': '4321' } });
    let isBanned = false;
    const banned = (): Response =>
      Response.json({ code: -1003, msg: 'Banned.' }, { status: 418, headers: { 'Retry-After': '120' } });
    const first = await join(library, address.url, () => (isBanned ? banned() : used()));
    await vi.waitFor(() => expect(first.client.limits.fleet?.status).toBe('shared'), patient);
    await price(first.client);
    isBanned = true;
    await expect(price(first.client)).rejects.toMatchObject({ banned: true, sent: true });
    await vi.waitFor(async () => expect(await replica.command('keys *suspensions')).toContain('suspensions'), patient);
    first.statuses.length = 0;
    await replica.command('replicaof no one');
    address.moveTo(replica);
    await primary.kill();
    // The replica has the data of the first server. So it leases at once, and does not wait until all processes have
    // reported.
    const second = await join(library, address.url, used);
    await vi.waitFor(() => expect(second.client.limits.banned).toBe(true), patient);
    await expect(price(second.client)).rejects.toMatchObject({ banned: true, sent: false });
    for (const { client } of [first, second]) {
      await vi.waitFor(() => expect(client.limits.fleet).toMatchObject({ status: 'shared', members: 2 }), patient);
    }
    const reasons = first.statuses.map(({ reason }) => String(reason));
    expect(reasons.filter((reason) => reason.includes('lost its data'))).toEqual([]);
  });

  it('sends nothing after the message that another process got a 418', async () => {
    const redis = await RedisServer.start();
    servers.push(redis);
    let sent = 0;
    const sentAfterMessage: Library[] = [];
    const joinOther = async (library: Library): Promise<SpotClient> => {
      const { client } = await join(library, redis.url, async () => {
        sent += 1;
        if (client.limits.banned) sentAfterMessage.push(library);
        // The answer takes a moment, so that messages of other processes can arrive before it.
        await new Promise((resolve) => setImmediate(resolve));
        return ok();
      });
      return client;
    };
    let isBanned = false;
    const { client: first } = await join('redis', redis.url, () =>
      isBanned
        ? Response.json({ code: -1003, msg: 'Banned.' }, { status: 418, headers: { 'Retry-After': '120' } })
        : ok(),
    );
    const others = [await joinOther('ioredis'), await joinOther('iovalkey')];
    for (const client of [first, ...others]) {
      await vi.waitFor(() => expect(client.limits.fleet).toMatchObject({ status: 'shared', members: 3 }), patient);
    }
    const ends = others.map(async (client): Promise<unknown> => {
      try {
        for (;;) await price(client);
      } catch (error) {
        return error;
      }
    });
    for (const client of [first, ...others]) await price(client);
    isBanned = true;
    await expect(price(first)).rejects.toMatchObject({ banned: true, sent: true });
    for (const end of ends) expect(await end).toMatchObject({ banned: true, sent: false });
    expect(sent).toBeGreaterThan(2);
    expect(sentAfterMessage).toEqual([]);
  });
});
