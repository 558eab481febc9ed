import { BinanceRateLimitError, createSpotClient } from '@pkg/core';
import { afterEach, describe, expect, it } from 'vitest';
import { missingRedis } from './redis-server.js';
import { useRedis } from './use-redis.js';
import { VirtualFleet, type VirtualProcess } from './virtual-fleet.js';

const redisUrl = useRedis();
let fleet: VirtualFleet;
afterEach(() => fleet?.close());

const limit = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' } as const;
const order = { ...limit, quantity: '0.001', price: '59000' } as const;

/**
 * Makes `calls` calls of weight 50 at the same time. Each may wait for `maxWait` ms. Counts the calls that the exchange
 * accepted.
 */
function read({ client }: VirtualProcess, calls: number, maxWait: number): { accepted: number } {
  const counts = { accepted: 0 };
  for (let each = 0; each < calls; each++) {
    client.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 }, { maxWait }).then(
      () => counts.accepted++,
      () => undefined,
    );
  }
  return counts;
}

const stores = [
  ['memory', () => undefined],
  ['Redis', redisUrl],
] as const;

// These tests hold for every store of the rate limits. With the store in memory, the two processes are two clients of
// the same process.
describe.each(stores)('two processes with a store in %s', (name, url) => {
  const test = it.skipIf(name === 'Redis' && missingRedis !== undefined);

  async function open(startsAt = 0) {
    fleet = await VirtualFleet.open(url(), startsAt);
    const processes = [fleet.start(), fleet.start()] as const;
    await fleet.advance(3000);
    return processes;
  }

  /** Makes the exchange refuse the next request whose method and path contain `target`. */
  function refuse(target: string, status: number, code: number, retryAfter = 10): void {
    const headers = { 'Retry-After': String(retryAfter) };
    const body = JSON.stringify({ code, msg: 'Refused.' });
    fleet.first.exchange.faults.script({ kind: 'status', scope: 'rest', target, status, headers, body, times: 1 });
  }

  test('count together, use at least 90 % of the weight, and go on in the next window', async () => {
    const [first, second] = await open(50_000);
    read(first, 130, 60_000);
    read(second, 130, 60_000);
    await fleet.advance(6000);
    const weights = (): number[] => [...fleet.first.weights.values()];
    // Only 88 % of the weight is expected. With the store in memory, reads may use 90 %. The two requests for
    // exchangeInfo use a part of it, but `weights` does not include them.
    expect(weights()).toEqual([expect.toSatisfy((used: number) => used >= 0.88 * 6000 && used <= 6000)]);
    await fleet.advance(5000);
    expect(weights()[1]).toBeGreaterThanOrEqual(0.88 * 6000);
    expect(fleet.first.refused).toEqual([]);
    expect(fleet.leaks).toEqual([]);
  });

  test('keep to the windows of the exchange although the clocks of their machines are wrong', async () => {
    fleet = await VirtualFleet.open(url(), 50_000);
    const processes = [fleet.start(), fleet.start()] as const;
    processes[0].machine.step(4000);
    processes[1].machine.step(-4000);
    for (const { client } of processes) void client.getOpenOrders({ symbol: 'BTCUSDT' });
    await fleet.advance(3000);
    for (const { client } of processes) {
      for (let each = 0; each < 80; each++) void client.createOrder(order, { maxWait: 20_000 }).catch(() => undefined);
    }
    await fleet.advance(12_000);
    expect(fleet.first.refused).toEqual([]);
    const [first = 0, second = 0] = fleet.first.orders.values();
    expect(first).toBeGreaterThanOrEqual(90);
    expect(first + second).toBe(160);
  });

  test('count the orders that arrive after the end of the window in which they were sent', async () => {
    const processes = await open();
    // Each successful reply raises the number of calls that a client may have in flight at once. So each client makes
    // many calls in advance.
    await Promise.all([...processes.map(({ client }) => client.createOrder(order)), fleet.advance(100)]);
    for (let each = 0; each < 30; each++) {
      await Promise.all([...processes.map(({ client }) => client.ping()), fleet.advance(5)]);
    }
    const write = (): void => {
      for (const { client } of processes) {
        for (let each = 0; each < 30; each++) void client.createOrder(order, { maxWait: 1000 }).catch(() => undefined);
      }
    };
    const end = 10_000 - (fleet.clock.now() % 10_000);
    await fleet.advance(end - 20);
    fleet.requestDelay = () => 150;
    write();
    await fleet.advance(5);
    fleet.requestDelay = () => 0;
    await fleet.advance(1000);
    write();
    await fleet.advance(1000);
    expect(fleet.first.refused).toEqual([]);
    expect(fleet.first.orders.get(Math.floor(fleet.clock.now() / 10_000))).toBeGreaterThanOrEqual(90);
  });

  test('follow the count of the exchange when something else uses the same address', async () => {
    const [first, second] = await open();
    const other = fleet.first.account.createClient((options) => createSpotClient({ ...options, limits: 'off' }));
    await Promise.all(Array.from({ length: 90 }, () => other.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 })));
    const counts = [read(first, 1, 1000)];
    await fleet.advance(1000);
    counts.push(read(first, 40, 1000), read(second, 40, 1000));
    await fleet.advance(2000);
    expect(fleet.first.refused).toEqual([]);
    const [used = 0] = fleet.first.weights.values();
    expect(used).toBeGreaterThanOrEqual(0.85 * 6000);
    expect(counts.reduce((sum, each) => sum + each.accepted, 0)).toBeGreaterThan(10);
  });

  test.each([
    [429, -1003, false],
    [418, -1003, true],
  ])('both stop after %i', async (status, code, banned) => {
    const [first, second] = await open();
    refuse('depth', status, code);
    const end = fleet.clock.now() + 10_000;
    const refused = first.client.getOrderBook({ symbol: 'BTCUSDT' }, { maxWait: 100 }).catch((error: unknown) => error);
    await fleet.advance(20);
    expect(await refused).toBeInstanceOf(BinanceRateLimitError);
    for (const { client } of [first, second]) {
      const { stoppedUntil = 0, ...limits } = client.limits;
      expect(limits.banned).toBe(banned);
      expect(Math.abs(stoppedUntil - end)).toBeLessThan(50);
    }
    let sent = 0;
    fleet.first.exchange.journal.on(() => sent++);
    const call = second.client.getOrderBook({ symbol: 'BTCUSDT' }, { maxWait: 1000 }).catch((error: unknown) => error);
    await fleet.advance(2000);
    expect(await call).toMatchObject({ name: 'BinanceRateLimitError', sent: false, banned });
    expect(sent).toBe(0);
  });

  test('both stop the orders of an account after -1015, but not those of another account, and not reads', async () => {
    const [first, second] = await open();
    const third = fleet.start({}, fleet.first, fleet.first.exchange.createAccount({ balances: { USDT: '1000000' } }));
    await fleet.advance(2000);
    refuse('POST', 429, -1015);
    void first.client.createOrder(order).catch(() => undefined);
    await fleet.advance(20);
    for (const { client } of [first, second]) {
      expect(client.limits).toMatchObject({ stoppedUntil: undefined, ordersStoppedUntil: expect.any(Number) });
    }
    expect(third.client.limits.ordersStoppedUntil).toBeUndefined();
    const calls = [second.client.getOrderBook({ symbol: 'BTCUSDT' }), third.client.createOrder(order)];
    await fleet.advance(200);
    await Promise.all(calls);
  });

  test('both stop the calls of an operation that the firewall refused', async () => {
    const [first, second] = await open();
    refuse('depth', 403, 0, 30);
    void first.client.getOrderBook({ symbol: 'BTCUSDT' }).catch(() => undefined);
    await fleet.advance(20);
    const failed = second.client
      .getOrderBook({ symbol: 'BTCUSDT' }, { maxWait: 1000 })
      .catch((error: unknown) => error);
    const other = second.client.getRecentTrades({ symbol: 'BTCUSDT' });
    await fleet.advance(100);
    expect(await failed).toMatchObject({ name: 'BinanceRateLimitError', sent: false });
    await other;
  });

  test('send a cancel first when a suspension has ended, also that of the other process', async () => {
    const [first, second] = await open();
    // With its first order, each process also measures the exchange's time, so that its later calls need not wait for
    // this.
    const placed = [first, second].map(({ client }) => client.createOrder(order));
    await fleet.advance(200);
    const [{ orderId } = { orderId: 0 }] = await Promise.all(placed);
    refuse('depth', 429, -1003, 5);
    void first.client.getOrderBook({ symbol: 'BTCUSDT' }).catch(() => undefined);
    await fleet.advance(1000);
    const sent: string[] = [];
    fleet.first.exchange.journal.on(({ target }) => void sent.push(target));
    read(first, 3, 60_000);
    void second.client.createOrder(order).catch(() => undefined);
    void second.client.cancelOrder({ symbol: 'BTCUSDT', orderId }).catch(() => undefined);
    await fleet.advance(6000);
    const calls = sent.filter((target) => !target.includes('/time'));
    expect(calls[0]).toContain('DELETE');
    // The refused read is sent again, so it is one of these calls.
    expect(calls).toHaveLength(6);
  });

  test('both forget everything when one resets the limits', async () => {
    const [first, second] = await open();
    refuse('depth', 429, -1003);
    void first.client.getOrderBook({ symbol: 'BTCUSDT' }).catch(() => undefined);
    await fleet.advance(20);
    expect(first.client.limits.stoppedUntil).toBeDefined();
    second.client.limits.reset();
    await fleet.advance(200);
    const calls = [first, second].map(({ client }) => client.getOrderBook({ symbol: 'BTCUSDT' }));
    await fleet.advance(200);
    await Promise.all(calls);
    expect(first.client.limits.stoppedUntil).toBeUndefined();
  });
});
