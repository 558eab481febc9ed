import { afterEach, describe, expect, it } from 'vitest';
import { missingRedis } from './redis-server.js';
import { useRedis } from './use-redis.js';
import { VirtualFleet } from './virtual-fleet.js';

const MINUTE = 60_000;
/**
 * The short test covers the last 5 s of a minute and the first 3 s of the next. The processes use up the limits of
 * weight and orders within seconds, so the short test already covers two used-up windows of each limit. The long test
 * covers five minutes.
 */
const isLong = process.env.LONG !== undefined;
const [startsAt, disturbsAfter, endsAfter] = isLong ? [0, 2.5 * MINUTE, 5 * MINUTE] : [55_000, 3000, 8000];

const redisUrl = useRedis();
let fleet: VirtualFleet;
afterEach(() => fleet?.close());

describe.skipIf(missingRedis)('eight processes that ask for more than there is', () => {
  /** Runs eight processes, and calls `disturb` in the middle of the test. */
  async function run(disturb: () => Promise<void> = async () => undefined): Promise<void> {
    fleet = await VirtualFleet.open(redisUrl(), startsAt);
    for (let each = 0; each < 8; each++) fleet.start();
    const began = fleet.clock.now();
    await fleet.advance(100);
    for (const process of fleet.processes) fleet.load(process, 6, 2);
    await fleet.advance(disturbsAfter - 100);
    await disturb();
    await fleet.advance(began + endsAfter - fleet.clock.now());
    const end = began + endsAfter;
    const weights = inside(fleet.first.weights, Math.floor(began / MINUTE), Math.ceil(end / MINUTE));
    const orders = inside(fleet.first.orders, Math.floor(began / 10_000), Math.ceil(end / 10_000));
    expect(fleet.first.refused).toEqual([]);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(0.9 * 6000);
    expect(Math.min(...orders)).toBeGreaterThanOrEqual(0.9 * 100);
  }

  it.runIf(isLong)('use at least 90 % of each window, without one refusal', () => run());

  it('use at least 90 % of each window when one process is killed', () =>
    run(async () => {
      const [, , killed] = fleet.processes;
      if (killed) killed.isDead = true;
    }));

  it('use at least 90 % of each window when Redis is down and forgets everything', () =>
    run(async () => {
      fleet.latency = Number.POSITIVE_INFINITY;
      await fleet.advance(isLong ? 40_000 : 1000);
      await fleet.flush();
      fleet.latency = 1;
    }));
});

describe.skipIf(missingRedis)('a process that needs no more calls', () => {
  it.each(['', 'prefix:'])(
    'gives its lease back when another process waits, with the key prefix %j',
    async (prefix) => {
      fleet = await VirtualFleet.open(redisUrl());
      fleet.keyPrefix = prefix;
      const [idle, busy] = [fleet.start(), fleet.start()];
      await fleet.advance(3000);
      void idle.client.ping();
      await fleet.advance(10);
      const lease = (): number =>
        idle.client.limits.fleet?.leases.find(({ rateLimitType }) => rateLimitType === 'REQUEST_WEIGHT')?.count ?? 0;
      expect(lease()).toBeGreaterThan(100);
      for (let each = 0; each < 130; each++) {
        busy.client.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 }, { maxWait: 1000 }).catch(() => undefined);
      }
      await fleet.advance(1000);
      expect(lease()).toBe(0);
    },
  );
});

/** Returns the weight or the number of orders in each of the time spans with the numbers `first` to `end - 1`. */
function inside(counts: ReadonlyMap<number, number>, first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, at) => counts.get(first + at) ?? 0);
}
