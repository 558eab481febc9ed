import { execFileSync } from 'node:child_process';
import { stat } from 'node:fs';
import { type Clock, createSpotClient, systemClock } from '@pkg/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RedisClient, redisLimits } from '../src/index.js';
import { type Library, libraries } from './libraries.js';
import { missingRedis, RedisServer } from './redis-server.js';

let redis: RedisServer;
let close: () => Promise<unknown>;
afterEach(async () => {
  await close?.();
  await redis?.stop();
});

/** How many calls the process makes at once. Its lease is large enough for them. */
const CALLS = 150;

/**
 * Starts a process that shares the limits. Each successful reply raises the number of calls that may be in flight at
 * once. So the process first makes {@link CALLS} calls, one after another, to be able to make as many at once later.
 * `onSend` is called for each request that the process sends after these first calls. `clock.ahead` is how far the
 * clock of the process is ahead, in ms.
 */
async function open(library: Library, onSend: (sent: number) => void) {
  redis = await RedisServer.start();
  const opened = await libraries[library](redis.url);
  const start = systemClock.monotonic();
  const clock = { ...systemClock, ahead: 0, monotonic: () => start + clock.ahead };
  const store = redisLimits(opened.client, { group: 'test', clock: clock as Clock });
  let sent = 0;
  let isReady = false;
  const fetch = async (): Promise<Response> => {
    sent += 1;
    if (isReady) onSend(sent);
    return Response.json({});
  };
  const environment = { name: 'test', rest: 'https://exchange.test', streams: '', wsApi: '', fetch };
  const client = createSpotClient({ environment, limits: { store } });
  close = async () => {
    client.close();
    await store.close();
    opened.close();
  };
  await vi.waitFor(() => expect(client.limits.fleet).toMatchObject({ status: 'shared', members: 1 }), {
    timeout: 15_000,
    interval: 20,
  });
  for (let each = 0; each < CALLS; each++) await client.ping();
  sent = 0;
  isReady = true;
  return { client, clock, sent: () => sent };
}

/**
 * Reports a ban as another process would. When this function returns, the message has arrived at the process, but the
 * process has not read it.
 */
function publishBan(): void {
  const until = Date.now() + 120_000;
  const suspension = { of: 'requests', subject: '', until, banned: true, text: 'banned' };
  const message = { type: 'suspend', from: 'another process', suspension, wait: 120_000 };
  const channel = 'binance-limits:{test https://exchange.test}';
  const run = (...command: string[]): string =>
    execFileSync('redis-cli', ['-p', String(redis.port), ...command], { encoding: 'utf8' }).trim();
  expect(run('publish', channel, JSON.stringify(message))).toBe('1');
  // Redis answers this `ping` after it has sent the message to the process. So after `PONG` the message has been sent.
  expect(run('ping')).toBe('PONG');
}

describe.skipIf(missingRedis).each<Library>(['redis', 'ioredis', 'iovalkey'])('a process that uses %s', (library) => {
  it('sends nothing after it was busy while a message arrived that bans the address', async () => {
    const { client, clock, sent } = await open(library, () => undefined);
    // After this line, the event loop has fetched all data that it reads in this turn. A message that arrives later is
    // read in the next turn.
    await new Promise((resolve) => stat('.', resolve));
    clock.ahead = 100;
    publishBan();
    const calls = await Promise.allSettled(Array.from({ length: CALLS }, () => client.ping()));
    expect(sent()).toBe(0);
    const error = expect.objectContaining({ name: 'BinanceRateLimitError', banned: true, sent: false });
    expect(calls).toEqual(calls.map(() => ({ status: 'rejected', reason: error })));
  });

  it('sends few of its calls after such a message has arrived while it sends many', async () => {
    const { client, sent } = await open(library, (count) => {
      if (count === 40) publishBan();
    });
    await Promise.allSettled(Array.from({ length: CALLS }, () => client.ping()));
    // The ban is published during call 40. Each call counts towards two rate limits, and the process reads the messages
    // of other processes after 48 such counts. So it sends at most 24 more calls before it learns of the ban.
    expect(sent()).toBeGreaterThanOrEqual(40);
    expect(sent()).toBeLessThanOrEqual(40 + 48 / 2);
  });

  it('error: never send a call if each turn of the event loop takes long', async () => {
    const { client, clock, sent } = await open(library, () => undefined);
    let isBusy = true;
    const turn = (): void => {
      clock.ahead += 15;
      if (isBusy) setImmediate(turn);
    };
    turn();
    await Promise.all(Array.from({ length: 5 }, () => client.ping()));
    isBusy = false;
    expect(sent()).toBe(5);
  });
});

describe.skipIf(missingRedis)('a process that is subscribing to messages', () => {
  /**
   * Starts a process whose subscription to messages completes only after the test has called `subscribe`. The process
   * sends no heartbeats, so that it only reports to Redis when it has a reason.
   */
  async function openSubscribing() {
    redis = await RedisServer.start();
    const { client: real, close: closeReal } = await libraries.redis(redis.url);
    let subscribe = (): void => undefined;
    const maySubscribe = new Promise<void>((resolve) => {
      subscribe = resolve;
    });
    const duplicate = (): object => {
      const subscriber = (real as { duplicate(): { subscribe(...args: unknown[]): Promise<unknown> } }).duplicate();
      const subscribeNow = subscriber.subscribe.bind(subscriber);
      subscriber.subscribe = (...args) => maySubscribe.then(() => subscribeNow(...args));
      return subscriber;
    };
    const client = Object.assign(Object.create(real) as RedisClient, { duplicate });
    const setTimeout: Clock['setTimeout'] = (call, ms) => (ms < 1000 ? systemClock.setTimeout(call, ms) : undefined);
    const store = redisLimits(client, { group: 'test', clock: { ...systemClock, setTimeout } as Clock });
    const replies: Response[] = [];
    const fetch = async (): Promise<Response> => replies.pop() ?? Response.json({});
    const environment = { name: 'test', rest: 'https://exchange.test', streams: '', wsApi: '', fetch };
    const process = createSpotClient({ environment, limits: { store } });
    const other = createSpotClient({ environment, limits: { store: redisLimits(real, { group: 'test' }) } });
    close = async () => {
      subscribe();
      for (const each of [process, other]) each.close();
      await store.close();
      closeReal();
    };
    return { process, other, replies, subscribe };
  }

  it('error: not notice a ban that another process reported before the subscription', async () => {
    const { process, other, replies, subscribe } = await openSubscribing();
    await process.ping();
    replies.push(Response.json({ code: -1003, msg: 'Banned.' }, { status: 418, headers: { 'Retry-After': '120' } }));
    await expect(other.ping()).rejects.toMatchObject({ banned: true, sent: true });
    const exists = 'exists "binance-limits:{test https://exchange.test}:suspensions"';
    await vi.waitFor(async () => expect(await redis.command(exists)).toContain('1'));
    expect(process.limits.banned).toBe(false);
    subscribe();
    await vi.waitFor(() => expect(process.limits.banned).toBe(true));
  });
});
