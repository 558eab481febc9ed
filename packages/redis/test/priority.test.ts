import { afterEach, describe, expect, it } from 'vitest';
import { missingRedis } from './redis-server.js';
import { useRedis } from './use-redis.js';
import { VirtualFleet, type VirtualProcess } from './virtual-fleet.js';

const redisUrl = useRedis();
let fleet: VirtualFleet;
afterEach(() => fleet?.close());

const limit = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' } as const;
const order = { ...limit, quantity: '0.001', price: '59000' } as const;

/** Makes `calls` reads of weight 50 at once, each of which may wait for `maxWait` ms. */
function read({ client }: VirtualProcess, calls: number, maxWait: number): void {
  for (let each = 0; each < calls; each++) {
    client.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 }, { maxWait }).catch(() => undefined);
  }
}

/** Opens a fleet of two processes, each of which has an open order and has measured the exchange's time. */
async function open() {
  fleet = await VirtualFleet.open(redisUrl());
  const [first, second] = [fleet.start(), fleet.start()];
  await fleet.advance(2000);
  const placed = [first, second].map(({ client }) => client.createOrder(order));
  await fleet.advance(200);
  const [own, other] = await Promise.all(placed);
  return { first, second, own: Number(own?.orderId), other: Number(other?.orderId) };
}

/** The weight of the reads that the exchange accepted in the minute. */
const weight = (): number => fleet.first.weights.get(Math.floor(fleet.clock.now() / 60_000)) ?? 0;

describe.skipIf(missingRedis)('two processes that have used up the weight of reads', () => {
  it('send a cancel and an order at once, also if the reads of the other process have waited for longer', async () => {
    const { first, second, own } = await open();
    read(first, 130, 60_000);
    await fleet.advance(5000);
    // The first process has used more than its share. The second process can still read, because a share of the weight
    // is reserved for its reads.
    read(second, 10, 60_000);
    await fleet.advance(2000);
    const used = weight();
    expect(used).toBeGreaterThanOrEqual(0.9 * 6000);
    const sent: string[] = [];
    fleet.first.exchange.journal.on(({ target }) => void sent.push(target.split('?')[0] ?? ''));
    void first.client.cancelOrder({ symbol: 'BTCUSDT', orderId: own });
    void first.client.createOrder(order);
    await fleet.advance(100);
    expect(sent).toEqual(['DELETE /api/v3/order', 'POST /api/v3/order']);
    expect(weight()).toBe(used);
    expect(fleet.first.refused).toEqual([]);
  });

  it('go on to share when their writes use the part of the weight that reads may not use', async () => {
    const { first, second } = await open();
    for (const process of [first, second]) read(process, 70, 60_000);
    await fleet.advance(5000);
    for (const { client } of [first, second]) {
      for (let each = 0; each < 50; each++) client.ping({}, { priority: 'high', maxWait: 1000 }).catch(() => undefined);
    }
    await fleet.advance(3000);
    for (const { client, statuses } of [first, second]) {
      expect(statuses.filter(({ status }) => status === 'alone')).toEqual([]);
      expect(client.limits.fleet?.status).toBe('shared');
    }
    expect(fleet.first.refused).toEqual([]);
  });
});

describe.skipIf(missingRedis)('a cancel that waits for room', () => {
  // The cancel asks Redis for room every 500 ms. It is refused for the last time 250 ms before the limit has room
  // again, so a read of another process asks Redis before the cancel does.
  it.each([30, 150])('goes before a read of another process that asks %i ms after room appeared', async (after) => {
    fleet = await VirtualFleet.open(redisUrl());
    const start = (): VirtualProcess => fleet.start({ ceiling: 1 });
    const [first, second, third] = [start(), start(), start()];
    await fleet.advance(2000);
    const placing = first.client.createOrder(order);
    await Promise.all([third.client.ping(), fleet.advance(200)]);
    const { orderId } = await placing;
    // The third process has leased a part of the weight. The lease ends 5 s after the last report of the process.
    const { runs } = third;
    while (third.runs === runs) await fleet.advance(10);
    third.isCutOff = true;
    const endsAt = fleet.clock.now() + 5000;
    const until = (time: number): Promise<void> => fleet.advance(endsAt + time - fleet.clock.now());
    // The first process uses up the rest of the weight: first by calls of weight 50, then by calls of weight 1.
    read(first, 130, 1000);
    await until(-3500);
    for (let each = 0; each < 50; each++) first.client.ping({}, { maxWait: 1000 }).catch(() => undefined);
    await until(-750);
    const sent: string[] = [];
    fleet.first.exchange.journal.on(({ target }) => void sent.push(target.split('?')[0] ?? ''));
    void first.client.cancelOrder({ symbol: 'BTCUSDT', orderId });
    await until(after);
    const before = second.runs;
    read(second, 1, 10_000);
    await until(after + 5);
    expect(second.runs).toBeGreaterThan(before);
    expect(sent).toEqual([]);
    await until(after + 600);
    expect(sent).toEqual(['DELETE /api/v3/order', 'GET /api/v3/depth']);
    expect(fleet.first.refused).toEqual([]);
  });
});
