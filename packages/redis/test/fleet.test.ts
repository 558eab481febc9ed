import { afterEach, describe, expect, it } from 'vitest';
import { Market } from './market.js';
import { missingRedis, RedisServer } from './redis-server.js';

/**
 * How many times as fast as real time the exchange runs, how many minutes of its time the test lasts, and how many
 * processes there are.
 */
const speed = Number(process.env.SPEED ?? 2);
const minutes = Number(process.env.MINUTES ?? 5);
const processes = Number(process.env.PROCESSES ?? 8);
/** The limits of the simulated exchange: the weight in a minute, and the orders in ten seconds. */
const limits = { weight: 6000, orders: 100 };

let redis: RedisServer;
let market: Market;
afterEach(async () => {
  await market?.close();
  await redis?.stop();
});

// These tests take minutes and use all processor cores. They run only with `npm run test:fleet`, which sets the
// environment variable FLEET.
describe.skipIf(missingRedis !== undefined || !process.env.FLEET)(
  'eight processes that ask for more than there is',
  () => {
    /**
     * Runs the processes for whole minutes of the exchange's time, and calls `disturb` in the middle of the third
     * minute.
     */
    async function run(disturb: () => Promise<void> = async () => undefined): Promise<void> {
      redis = await RedisServer.start();
      market = await Market.open(redis.url, speed);
      await market.start(processes);
      const first = Math.ceil(market.now / 60_000);
      const end = first + minutes;
      await market.until((first + 2.5) * 60_000);
      await disturb();
      await market.until(end * 60_000);
      const report = await market.report();
      const weights = inside(report.weights, first, end);
      const orders = inside(report.orders, first * 6, end * 6);
      // A large `lag` shows that this machine was too slow to run the exchange at this speed.
      console.log(
        JSON.stringify({ weights, orders, refused: kinds(report.refused), lag: report.lag, alone: report.alone }),
      );
      expect(report.refused).toEqual([]);
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(0.9 * limits.weight);
      expect(Math.min(...orders)).toBeGreaterThanOrEqual(0.9 * limits.orders);
    }

    it('use at least 90 % of each window, without one refusal', () => run());

    it('use at least 90 % of each window when one process is killed', () =>
      run(async () => void market.traders[3]?.kill('SIGKILL')));

    it('use at least 90 % of each window when Redis is killed and comes back', () =>
      run(async () => {
        await redis.kill();
        await market.until(market.now + 40_000);
        await redis.restart();
      }));
  },
);

/** Returns the weight or the number of orders in each of the time spans with the numbers `first` to `end - 1`. */
function inside(counts: ReadonlyMap<number, number>, first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, at) => counts.get(first + at) ?? 0);
}

/** Returns how many times each kind of answer was given. */
function kinds(answers: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}
