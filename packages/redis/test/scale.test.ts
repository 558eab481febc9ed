import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { missingRedis, RedisServer } from './redis-server.js';
import { VirtualFleet } from './virtual-fleet.js';

const addresses = Number(process.env.ADDRESSES ?? 50);
const PROCESSES = 20;
const SECONDS = 9;

let redis: RedisServer;
let fleet: VirtualFleet;
beforeAll(async () => {
  if (missingRedis === undefined && process.env.FLEET) redis = await RedisServer.start();
});
afterEach(() => fleet?.close());
afterAll(() => redis?.stop());

// This test takes minutes. It runs only with `npm run test:fleet`, which sets the environment variable FLEET.
describe.skipIf(missingRedis !== undefined || !process.env.FLEET)(
  `${addresses * PROCESSES} processes on ${addresses} addresses`,
  () => {
    it('use at least 90 % of each address, none less than half of its share, with few scripts', async () => {
      // The processes start shortly before a minute begins. In that minute they use up the whole weight limit.
      fleet = await VirtualFleet.open(redis.url, 57_000, addresses);
      for (const address of fleet.addresses) {
        for (let each = 0; each < PROCESSES; each++) fleet.start({}, address);
      }
      await fleet.advance(3000);
      for (const { weights, orders } of fleet.addresses) {
        weights.clear();
        orders.clear();
      }
      const runs = (): number => fleet.processes.reduce((sum, each) => sum + each.runs, 0);
      const before = { runs: runs(), processor: await fleet.processorTime() };
      for (const process of fleet.processes) fleet.load(process, 3, 1);
      await fleet.advance(SECONDS * 1000);
      const accepted = fleet.processes.map((process) => process.accepted);
      const scripts = runs() - before.runs;
      const perSecond = scripts / SECONDS / fleet.processes.length;
      const seconds = ((await fleet.processorTime()) - before.processor) / scripts;
      // The fair share of one process, in calls: its part of the reads in a minute, each of weight 50, and of the 100
      // orders in ten seconds.
      const share = (6000 / 50 + 100) / PROCESSES;
      console.log(
        `${fleet.processes.length} processes: ${perSecond.toFixed(1)} scripts a second each,`,
        `${Math.round(seconds * 1e6)} µs of the processor for a script, so one core carries`,
        `${Math.round(1 / seconds / perSecond)} processes; each sent ${Math.min(...accepted)} to`,
        `${Math.max(...accepted)} calls, its share is ${share}`,
      );
      for (const { weights, orders, refused } of fleet.addresses) {
        expect(refused).toEqual([]);
        expect(Math.min(...weights.values())).toBeGreaterThanOrEqual(0.9 * 6000);
        expect(Math.min(...orders.values())).toBeGreaterThanOrEqual(0.9 * 100);
      }
      expect(Math.min(...accepted)).toBeGreaterThanOrEqual(share / 2);
      expect(perSecond).toBeLessThan(30);
      const alone = fleet.processes.filter(({ client }) => client.limits.fleet?.status !== 'shared');
      expect(alone).toEqual([]);
    });
  },
);
