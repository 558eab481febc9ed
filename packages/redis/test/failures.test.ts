import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RedisLimits } from '../src/index.js';
import { missingRedis } from './redis-server.js';
import { useRedis } from './use-redis.js';
import { VirtualFleet } from './virtual-fleet.js';

const redisUrl = useRedis();
let fleet: VirtualFleet;
afterEach(() => fleet?.close());

describe.skipIf(missingRedis)('without Redis', () => {
  /** Starts two processes that share the limits. */
  async function open() {
    fleet = await VirtualFleet.open(redisUrl());
    const [first, second] = [fleet.start(), fleet.start()];
    await fleet.advance(3000);
    expect(first.client.limits.fleet).toMatchObject({ status: 'shared', members: 2 });
    return { first, second };
  }

  it.each([
    ['does not answer', { latency: Number.POSITIVE_INFINITY }, /within 50 ms/],
    ['is slow', { latency: 200 }, /within 50 ms/],
    ['is read-only', { failure: "READONLY You can't write against a read only replica." }, /READONLY/],
  ])('calls go on within 50 ms when it %s, which is reported once', async (_, failing, reason) => {
    const { first } = await open();
    Object.assign(fleet, failing);
    for (let call = 0; call < 20; call++) {
      const began = fleet.clock.now();
      let took = Number.POSITIVE_INFINITY;
      void first.client.getOrderBook({ symbol: 'BTCUSDT', limit: 5000 }).then(() => {
        took = fleet.clock.now() - began;
      });
      await fleet.advance(51);
      if (call < 8) expect(took).toBeLessThanOrEqual(50);
    }
    await fleet.advance(3000);
    const alone = first.statuses.filter(({ status }) => status === 'alone');
    expect(alone).toEqual([{ status: 'alone', members: 2, reason: expect.stringMatching(reason) }]);
    expect(first.client.limits.fleet).toMatchObject({ status: 'alone', members: 2 });
  });

  it('each process keeps to its share, and shares again by itself when Redis is back', async () => {
    const { first, second } = await open();
    fleet.latency = Number.POSITIVE_INFINITY;
    fleet.load(first, 10, 0);
    await fleet.advance(30_000);
    const [used = 0] = fleet.first.weights.values();
    // The share of one process is half of 95 % of 6000, which is 2850. The process uses most of it, and never more.
    expect(used).toBeGreaterThan(2500);
    expect(used).toBeLessThanOrEqual(2850);
    await fleet.flush();
    fleet.latency = 1;
    await fleet.advance(6000);
    for (const { client } of [first, second]) {
      expect(client.limits.fleet).toMatchObject({ status: 'shared', members: 2 });
    }
    await fleet.advance(15_000);
    expect([...fleet.first.weights.values()][0]).toBeGreaterThan(5000);
    expect(fleet.first.refused).toEqual([]);
  });

  it('a process keeps its lease when it reaches Redis again, and no other process gets it too', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const [first, second] = [fleet.start({ ceiling: 1 }), fleet.start({ ceiling: 1 })];
    await fleet.advance(2000);
    void first.client.ping();
    await fleet.advance(10);
    const lease = (): number =>
      first.client.limits.fleet?.leases.find(({ rateLimitType }) => rateLimitType === 'REQUEST_WEIGHT')?.count ?? 0;
    const leased = lease();
    expect(leased).toBeGreaterThan(200);
    first.isCutOff = true;
    await fleet.advance(1500);
    expect(first.client.limits.fleet?.status).toBe('alone');
    first.isCutOff = false;
    await fleet.advance(1500);
    expect(first.client.limits.fleet?.status).toBe('shared');
    // The second process uses up the rest of the weight: first by calls of weight 50, then by calls of weight 1. Each
    // call may wait for up to 1 s.
    const options = { maxWait: 1000 };
    for (let each = 0; each < 130; each++) {
      second.client.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 }, options).catch(() => undefined);
    }
    first.isCutOff = true;
    await fleet.advance(1500);
    for (let each = 0; each < 50; each++) second.client.ping({}, options).catch(() => undefined);
    await fleet.advance(500);
    const pings = Array.from({ length: lease() }, () => first.client.ping({}, { maxWait: 100 }));
    expect(pings).toHaveLength(leased);
    await Promise.all([...pings, fleet.advance(500)]);
    expect(fleet.first.refused).toEqual([]);
  });
});

describe.skipIf(missingRedis)('a suspension', () => {
  it.each([
    [418, true],
    [429, false],
  ])('after %i stops all processes, and one probes when it has ended', async (status, banned) => {
    fleet = await VirtualFleet.open(redisUrl());
    const processes = Array.from({ length: 4 }, () => fleet.start());
    await fleet.advance(3000);
    const [first] = processes;
    const headers = { 'Retry-After': '3' };
    const body = JSON.stringify({ code: -1003, msg: 'Too many requests.' });
    fleet.first.exchange.faults.script({ kind: 'status', scope: 'rest', status, headers, body, times: 1 });
    void first?.client.getOrderBook({ symbol: 'BTCUSDT' }).catch(() => undefined);
    await fleet.advance(5);
    const sent = fleet.first.refused.length;
    expect(sent).toBe(1);
    for (const process of processes) {
      expect(process.client.limits).toMatchObject({ banned, stoppedUntil: expect.any(Number) });
      fleet.load(process, 2, 1);
    }
    const times: number[] = [];
    fleet.first.exchange.journal.on(({ time }) => void times.push(time));
    await fleet.advance(2900);
    expect(times).toEqual([]);
    await fleet.advance(2000);
    expect(times.length).toBeGreaterThan(10);
  });

  it.each([
    ['could not be reported to Redis', "READONLY You can't write against a read only replica."],
    ['was lost with the data of Redis', undefined],
  ])('is reported again if it %s', async (_, failure) => {
    fleet = await VirtualFleet.open(redisUrl());
    const first = fleet.start();
    await fleet.advance(3000);
    const headers = { 'Retry-After': '60' };
    const body = JSON.stringify({ code: -1003, msg: 'Way too much request weight used.' });
    fleet.first.exchange.faults.script({ kind: 'status', scope: 'rest', status: 418, headers, body, times: 1 });
    fleet.failure = failure;
    void first.client.ping().catch(() => undefined);
    await fleet.advance(2000);
    expect(first.client.limits.banned).toBe(true);
    if (failure === undefined) await fleet.flush();
    fleet.failure = undefined;
    await fleet.advance(3000);
    // A process that starts now sends nothing, because it learns of the ban from Redis.
    const sent = vi.fn();
    fleet.first.exchange.journal.on(sent);
    const started = fleet.start();
    await fleet.advance(1000);
    expect(started.client.limits.banned).toBe(true);
    expect(sent).not.toHaveBeenCalled();
  });

  it('is not ended by a reset of a process whose store is closed', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const [first, second] = [fleet.start(), fleet.start()];
    await fleet.advance(3000);
    const headers = { 'Retry-After': '60' };
    const body = JSON.stringify({ code: -1003, msg: 'Way too much request weight used.' });
    fleet.first.exchange.faults.script({ kind: 'status', scope: 'rest', status: 418, headers, body, times: 1 });
    first.client.ping().catch(() => undefined);
    await fleet.advance(20);
    void (second.store as RedisLimits).close();
    await fleet.advance(100);
    second.client.limits.reset();
    await fleet.advance(2000);
    expect(first.client.limits.banned).toBe(true);
    expect(second.client.limits.banned).toBe(false);
  });

  it('is not begun again by an answer of Redis from before a reset', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const [first, second] = [fleet.start(), fleet.start()];
    await fleet.advance(3000);
    const headers = { 'Retry-After': '60' };
    const body = JSON.stringify({ code: -1003, msg: 'Too many requests.' });
    fleet.latency = 20;
    for (let reset = 0; reset < 16; reset++) {
      fleet.first.exchange.faults.script({ kind: 'status', scope: 'rest', status: 429, headers, body, times: 1 });
      for (const { client } of [first, second]) client.ping({}, { maxWait: 120_000 }).catch(() => undefined);
      // The processes report every second. So at some of the resets, Redis is answering a report.
      await fleet.advance(930 + 7 * reset);
      for (const { client } of [first, second]) expect(client.limits.stoppedUntil).toBeDefined();
      first.client.limits.reset();
      await fleet.advance(100);
      for (const { client } of [first, second]) expect(client.limits.stoppedUntil).toBeUndefined();
    }
    // Redis has lost nothing by the resets, so the processes share the limits all the time.
    expect([first, second].flatMap(({ statuses }) => statuses)).toEqual([]);
  });

  it('is not ended by a reset from before it that Redis executes late', async () => {
    fleet = await VirtualFleet.open(redisUrl());
    const { client } = fleet.start();
    await fleet.advance(3000);
    fleet.latency = 5000;
    client.limits.reset();
    const headers = { 'Retry-After': '60' };
    const body = JSON.stringify({ code: -1003, msg: 'Way too much request weight used.' });
    fleet.first.exchange.faults.script({ kind: 'status', scope: 'rest', status: 418, headers, body, times: 1 });
    client.ping().catch(() => undefined);
    await fleet.advance(1000);
    expect(client.limits.banned).toBe(true);
    await fleet.advance(6000);
    expect(client.limits.banned).toBe(true);
  });
});
