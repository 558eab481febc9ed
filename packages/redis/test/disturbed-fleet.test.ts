import { createHash } from 'node:crypto';
import { createSpotClient, environments } from '@pkg/core';
import { createRandom } from '@pkg/simulator';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RedisLimits } from '../src/index.js';
import { missingRedis } from './redis-server.js';
import { useRedis } from './use-redis.js';
import { type VirtualAddress, VirtualFleet, type VirtualProcess } from './virtual-fleet.js';

// Environment variables: LONG selects the long tests, SEEDS is the number of random seeds, and FROM is the first seed.
const isLong = process.env.LONG !== undefined;
const from = Number(process.env.FROM ?? 1);
const seeds = Array.from({ length: Number(process.env.SEEDS ?? (isLong ? 12 : 1)) }, (_, at) => from + at);

// The id of a process determines when it asks Redis. So that the same seed gives the same run, ids are not random here.
let ids = 0;
vi.mock('node:crypto', async (original) => ({
  ...(await original<object>()),
  randomUUID: () => createHash('sha256').update(String(ids++)).digest('hex'),
}));

const redisUrl = useRedis();
let fleet: VirtualFleet;
afterEach(() => fleet?.close());

describe.skipIf(missingRedis)('eight processes that ask for more than there is get no refusal', () => {
  /**
   * Starts eight processes shortly before the start of a minute. Each process measures the exchange's time with an
   * error of up to `error` ms.
   */
  async function open(random: () => number, error: number): Promise<void> {
    fleet = await VirtualFleet.open(redisUrl(), 52_000);
    const processes = Array.from({ length: 8 }, () => fleet.start());
    // If a request and its reply take different times, the measured time is wrong by half of the difference.
    const delays = new Map(processes.map((process) => [process, (2 * random() - 1) * 2 * error]));
    const delayOf = (process: VirtualProcess): number => delays.get(process) ?? 0;
    fleet.requestDelay = (process) => Math.max(0, delayOf(process));
    fleet.replyDelay = (process) => Math.max(0, -delayOf(process));
    for (const { client } of processes) void client.getOpenOrders({ symbol: 'BTCUSDT' });
    await fleet.advance(7000);
    for (const process of processes) fleet.load(process, isLong ? 8 : 3, 6);
  }

  /**
   * Returns how much was counted in each time window that has ended. Leaves out the first window, because the processes
   * start in the middle of it. `length` is the length of a window in ms.
   */
  function ended(counts: ReadonlyMap<number, number>, length: number): number[] {
    const now = Math.floor(fleet.clock.now() / length);
    return [...counts].flatMap(([window, count]) => (window < now ? [count] : [])).slice(1);
  }

  it.each(seeds)('although their times differ by up to 700 ms, with calls that take 50 ms (seed %i)', async (seed) => {
    await open(createRandom(seed).next, 700);
    fleet.requestDelay = () => 25;
    fleet.replyDelay = () => 25;
    await fleet.advance(isLong ? 60_000 : 12_000);
    expect(fleet.first.refused).toEqual([]);
    const orders = ended(fleet.first.orders, 10_000);
    expect(orders.length).toBeGreaterThan(0);
    expect(Math.min(...orders)).toBeGreaterThanOrEqual(90);
  });

  it.each(seeds)(
    'although calls are slow, and processes, Redis and the exchange stop at times (seed %i)',
    async (seed) => {
      const random = createRandom(seed);
      const between = (low: number, high: number): number => low + random.next() * (high - low);
      await open(random.next, 50);
      const usual = between(1, 150);
      let redisStopsUntil = 0;
      let exchangeStopsUntil = 0;
      const delay = (): number => (random.next() < 0.02 ? between(0, 3000) : usual * between(1, 2));
      fleet.requestDelay = () => Math.max(delay(), exchangeStopsUntil - fleet.clock.now());
      fleet.replyDelay = delay;
      fleet.latency = () => Math.max(between(0.2, 3), redisStopsUntil - fleet.clock.now());
      const end = fleet.clock.now() + (isLong ? 60_000 : 10_000);
      while (fleet.clock.now() < end) {
        await fleet.advance(between(100, 3000));
        const what = random.next();
        const length = between(50, 4000);
        if (what < 0.2) fleet.processes[Math.floor(random.next() * 8)]?.machine.sleep(length);
        else if (what < 0.3) redisStopsUntil = fleet.clock.now() + length;
        else if (what < 0.4) exchangeStopsUntil = fleet.clock.now() + length;
      }
      expect(fleet.first.refused).toEqual([]);
    },
  );

  // Without the environment variable LONG, only four seeds are tested. With each of them, Redis fails while the
  // processes are using up their leases.
  it.each(isLong ? seeds : [16, 57, 71, 127])(
    'and use at least 90 % of each window when Redis dies and comes back without its data (seed %i)',
    async (seed) => {
      const random = createRandom(seed);
      const between = (low: number, high: number): number => low + random.next() * (high - low);
      ids = 0;
      fleet = await VirtualFleet.open(redisUrl(), 53_000);
      for (let each = 0; each < 8; each++) fleet.start();
      await fleet.advance(3000);
      const usual = between(1, 40);
      const livesFor = random.next() < 0.5 ? between(14_000, 15_500) : between(7000, 17_000);
      const isDownFor = between(100, 12_000);
      fleet.requestDelay = () => usual * between(0.5, 1.5);
      fleet.replyDelay = () => usual * between(0.5, 1.5);
      for (const process of fleet.processes) fleet.load(process, 4, 8);
      await fleet.advance(livesFor);
      fleet.latency = Number.POSITIVE_INFINITY;
      await fleet.advance(isDownFor);
      await fleet.flush();
      fleet.latency = 1;
      await fleet.advance(16_000 - (fleet.clock.now() % 10_000));
      expect(fleet.first.refused).toEqual([]);
      expect(Math.min(...ended(fleet.first.orders, 10_000))).toBeGreaterThanOrEqual(90);
      expect(Math.min(...fleet.first.weights.values())).toBeGreaterThanOrEqual(0.88 * 6000);
    },
  );
});

describe.skipIf(missingRedis)('a process of a fleet', () => {
  it('runs one script for each lease, and none for the calls of the lease', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const process = fleet.start();
    await fleet.advance(2000);
    const ping = async (calls: number): Promise<void> => {
      await Promise.all([...Array.from({ length: calls }, () => process.client.ping()), fleet.advance(10)]);
    };
    const left = (): number => process.client.limits.fleet?.leases.find(isWeight)?.count ?? 0;
    await ping(1);
    const [runs, lease] = [process.runs, left()];
    expect(lease).toBeGreaterThan(300);
    // The process requests the next lease when it has used half of the current one. These calls use a little less.
    await ping(lease / 2 - 10);
    expect(process.runs).toBe(runs);
    await ping(20);
    expect(process.runs).toBe(runs + 1);
    expect(left()).toBeGreaterThan(lease);
  });

  it('does not use its lease any more after a sleep in which Redis gave the lease to others', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const [first, second] = [fleet.start(), fleet.start()];
    await fleet.advance(2000);
    const read = async ({ client }: VirtualProcess, calls: number): Promise<void> => {
      const options = { maxWait: 100 };
      for (let each = 0; each < calls; each++) {
        void client.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 }, options).catch(() => undefined);
      }
      await fleet.advance(200);
    };
    await read(first, 1);
    const weight = (): number => first.client.limits.fleet?.leases.find(isWeight)?.count ?? 0;
    expect(weight()).toBeGreaterThan(200);
    first.machine.sleep(20_000);
    await fleet.advance(6000);
    await read(second, 130);
    await read(second, 30);
    // Reads may use a weight of 5700. More than 200 of it was leased to the sleeping process. The other process has
    // used a part of this lease.
    expect(fleet.first.weights.get(Math.floor(fleet.clock.now() / 60_000))).toBeGreaterThan(5700 - 200);
    fleet.latency = Number.POSITIVE_INFINITY;
    await fleet.advance(13_610);
    // The first process woke up 10 ms ago, and is waiting for Redis.
    expect(first.client.limits.fleet).toMatchObject({ status: 'shared', leases: [] });
    expect(fleet.first.refused).toEqual([]);
  });

  it('does not use its lease any more after a sleep in which its monotonic clock stood still', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const { client, machine } = fleet.start();
    await fleet.advance(2000);
    await Promise.all([client.ping(), fleet.advance(10)]);
    const leases = (): unknown => client.limits.fleet?.leases;
    expect(leases()).not.toEqual([]);
    machine.step(4000);
    expect(leases()).not.toEqual([]);
    machine.step(1000);
    expect(leases()).toEqual([]);
    await fleet.advance(3000);
    await Promise.all([client.ping(), fleet.advance(10)]);
    expect(leases()).not.toEqual([]);
  });

  it('gives its lease back when its store is closed', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const [first, second] = [fleet.start(), fleet.start()];
    await fleet.advance(2000);
    await Promise.all([first.client.ping(), fleet.advance(10)]);
    expect(first.client.limits.fleet?.leases.find(isWeight)?.count).toBeGreaterThan(200);
    await Promise.all([(first.store as RedisLimits).close(), fleet.advance(10)]);
    for (let each = 0; each < 130; each++) {
      void second.client.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 }, { maxWait: 100 }).catch(() => undefined);
    }
    await fleet.advance(500);
    // Reads may use a weight of 5700. More than 200 of it was leased to the closed store. The other process has used a
    // part of this lease.
    expect([...fleet.first.weights.values()]).toEqual([expect.toSatisfy((used: number) => used > 5700 - 200)]);
    expect(second.client.limits.fleet).toMatchObject({ status: 'shared', members: 1 });
  });

  it('stays a member if it may be silent for one second only, and one of its reports is late', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const first = fleet.start({ memberTimeout: 1000 });
    await fleet.advance(40);
    const second = fleet.start({ memberTimeout: 1000 });
    await fleet.advance(2000);
    const seen = new Set<number | undefined>();
    // The first process is busy for the first 100 ms of each round. A round takes 1.05 s, so the process is busy in a
    // different part of each second.
    for (let round = 0; round < 20; round++) {
      first.machine.sleep(100);
      for (let part = 0; part < 21; part++) {
        await fleet.advance(50);
        seen.add(second.client.limits.fleet?.members);
      }
    }
    expect([...seen]).toEqual([2]);
    expect(second.statuses).toEqual([]);
  });

  it('sends nothing to Redis after its store is closed, also for another account or exchange', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const process = fleet.start();
    await fleet.advance(2000);
    const { store, machine } = process;
    await Promise.all([(store as RedisLimits).close(), fleet.advance(100)]);
    const clients = [{ apiKey: 'other', apiSecret: 'secret' }, { environment: { ...environments.testnet } }].map(
      (options) => createSpotClient({ ...options, limits: { store }, clock: machine }),
    );
    expect(clients.map(({ limits }) => limits.fleet?.status)).toEqual(['alone', 'alone']);
    await fleet.advance(100);
    const { runs } = process;
    await fleet.advance(10_000);
    expect(process.runs).toBe(runs);
  });

  it('counts the weight of all accounts behind one address together, and apart from other addresses', async () => {
    fleet = await VirtualFleet.open(redisUrl(), 0, 2);
    const [first, second] = fleet.addresses as [VirtualAddress, VirtualAddress];
    const other = first.exchange.createAccount({ balances: { USDT: '1000000' } });
    const processes = [fleet.start({}, first), fleet.start({}, first, other), fleet.start({}, second)];
    await fleet.advance(2000);
    // Each successful reply raises the number of calls that a client may have in flight at once. So each client makes
    // many calls in advance.
    for (let each = 0; each < 30; each++) {
      await Promise.all([...processes.map(({ client }) => client.ping()), fleet.advance(5)]);
    }
    fleet.replyDelay = () => 100;
    for (const process of processes) {
      for (let each = 0; each < 130; each++) {
        void process.client.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 }, { maxWait: 3000 }).catch(() => undefined);
      }
    }
    await fleet.advance(4000);
    for (const { weights, refused } of [first, second]) {
      expect(refused).toEqual([]);
      expect(Math.min(...weights.values())).toBeGreaterThanOrEqual(0.9 * 6000);
    }
  });

  it('counts the orders of an account together with other addresses, and apart from other accounts', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const other = fleet.first.exchange.createAccount({ balances: { USDT: '1000000' } });
    const processes = [fleet.start(), fleet.start({ group: 'other-address' }), fleet.start({}, fleet.first, other)];
    await fleet.advance(2000);
    const limit = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'IOC' } as const;
    const accepted = processes.map(() => 0);
    for (const [at, { client }] of processes.entries()) {
      for (let each = 0; each < 80; each++) {
        client.createOrder({ ...limit, price: '59000', quantity: '0.001' }, { maxWait: 100 }).then(
          () => {
            accepted[at] = (accepted[at] ?? 0) + 1;
          },
          () => undefined,
        );
      }
    }
    await fleet.advance(1000);
    const [first = 0, second = 0, third] = accepted;
    expect(first + second).toBe(97);
    expect(third).toBe(80);
    expect(fleet.first.refused).toEqual([]);
  });

  it('says in errors how much of a limit is used, and how much of it the reads of all processes may use', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const [first] = [fleet.start(), fleet.start()];
    await fleet.advance(2000);
    const read = (): Promise<unknown> =>
      first.client.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 }, { maxWait: 1000 }).catch((error: unknown) => error);
    const calls = Array.from({ length: 130 }, read);
    await fleet.advance(5000);
    const refused = read();
    await fleet.advance(100);
    await Promise.all(calls);
    expect(String(await refused)).toMatch(
      /5[67]\d\d of 6000 are used of the limit REQUEST_WEIGHT per 1 MINUTE, and this call may use 95 %; 2 processes share this limit/,
    );
  });

  it('knows at once how many processes there are when another one joins', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const first = fleet.start();
    await fleet.advance(500);
    expect(first.client.limits.fleet?.members).toBe(1);
    fleet.start();
    await fleet.advance(10);
    expect(first.client.limits.fleet?.members).toBe(2);
  });

  it('without Redis for a while sends one call at a time in each window until it knows what the others have used', async () => {
    fleet = await VirtualFleet.open(redisUrl(), 55_000);
    const [first, second] = [fleet.start(), fleet.start()];
    // Each successful reply raises the number of calls that a client may have in flight at once. So the client makes
    // many calls in advance.
    for (let each = 0; each < 20; each++) await Promise.all([first.client.ping(), fleet.advance(10)]);
    first.isCutOff = true;
    await fleet.advance(5000);
    fleet.requestDelay = () => 100;
    let sent = 0;
    fleet.first.exchange.journal.on(({ target }) => {
      if (target.includes('/depth')) sent += 1;
    });
    for (let each = 0; each < 20; each++) {
      void first.client.getOrderBook({ symbol: 'BTCUSDT' }).catch(() => undefined);
    }
    await fleet.advance(150);
    expect(sent).toBe(1);
    await fleet.advance(150);
    expect(sent).toBe(20);
    expect(second.client.limits.fleet?.status).toBe('shared');
  });
});

function isWeight({ rateLimitType }: { readonly rateLimitType: string }): boolean {
  return rateLimitType === 'REQUEST_WEIGHT';
}
