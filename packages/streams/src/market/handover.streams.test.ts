import { describe, expect, it } from 'vitest';
import { connectManager, tradeEvent } from '../../test/connect-manager.js';
import type { FakeSocket } from '../../test/fake-exchange.js';
import type { StreamNotice } from '../events/consumer.js';
import { trade } from '../topics.js';

const SHUTDOWN = '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}';

describe('a stream that is stopped and subscribed again during a renewal', () => {
  it('brings its events to the new listener, once each and in order, and keeps both sockets for 2 s', async () => {
    const { clock, exchange, manager, errors } = connectManager();
    const seen: string[] = [];
    const emit = async (t: number, sockets: Iterable<FakeSocket> = exchange.open): Promise<void> => {
      for (const socket of sockets) socket.emit(trade('A'), { ...tradeEvent(t), s: 'A' });
      await clock.advance(1);
    };
    await clock.run(manager.subscribe(trade('B'), () => undefined));
    const stop = await clock.run(manager.subscribe(trade('A'), ({ t }) => seen.push(`first ${t}`)));
    const [old] = exchange.all as [FakeSocket];
    old.deliver(SHUTDOWN);
    while (exchange.open.size < 2) await clock.advance(10);
    await clock.advance(1_000);
    await emit(1);
    await emit(2, [old]);
    await clock.run(stop());
    await clock.advance(500);
    await clock.run(manager.subscribe(trade('A'), ({ t }) => seen.push(`second ${t}`)));
    const from = clock.monotonic();
    await emit(4, [old]);
    await emit(5);
    for (let t = 6; old.readyState === 1; t++) {
      await emit(t);
      await clock.advance(99);
    }
    expect(clock.monotonic() - from).toBeGreaterThanOrEqual(2_000);
    expect(clock.monotonic() - from).toBeLessThan(3_500);
    const last = seen.length + 2;
    expect(seen).toEqual([
      ...['first 1', 'first 2'],
      ...Array.from({ length: seen.length - 2 }, (_, index) => `second ${index + 4}`),
    ]);
    await emit(last);
    expect(seen.at(-1)).toBe(`second ${last}`);
    expect(errors).toEqual([]);
    await manager.close();
    expect(clock.timers.size).toBe(0);
  });

  it('is no longer sent by the exchange over either socket when it has stopped', async () => {
    const { clock, exchange, manager } = connectManager();
    await clock.run(manager.subscribe(trade('B'), () => undefined));
    const stop = await clock.run(manager.subscribe(trade('A'), () => undefined));
    exchange.last.deliver(SHUTDOWN);
    while (exchange.open.size < 2) await clock.advance(10);
    await clock.run(stop());
    await clock.advance(1);
    expect([...exchange.open].map(({ streams }) => [...streams])).toEqual([['b@trade'], ['b@trade']]);
    await manager.close();
  });

  it('has no gap, although the request that ends the renewal was on its way when the stream was stopped', async () => {
    const { clock, exchange, manager } = connectManager();
    const seen: unknown[] = [];
    const notice = (gap: StreamNotice): unknown => seen.push('reason' in gap && gap.reason);
    await clock.run(manager.subscribe(trade('B'), () => undefined));
    const stop = await clock.run(manager.subscribe(trade('A'), ({ t }) => seen.push(t), { notice }));
    const [old] = exchange.all as [FakeSocket];
    exchange.latency = 50;
    old.deliver(SHUTDOWN);
    while (exchange.open.size < 2) await clock.advance(10);
    // The answers of the new socket take longer than those of the old one.
    exchange.last.latency = 400;
    while (!old.requests.some(({ method }) => method === 'LIST_SUBSCRIPTIONS')) await clock.advance(1);
    void stop();
    await clock.advance(1);
    await clock.run(manager.subscribe(trade('A'), ({ t }) => seen.push(t), { notice }));
    for (let t = 1; t <= 50; t++) {
      exchange.emit(trade('A'), { ...tradeEvent(t), s: 'A' });
      await clock.advance(100);
    }
    // The old socket is closed (`readyState` 3). The last of the 50 events are still on their way to the client,
    // because frames of the new socket take 400 ms.
    expect([old.readyState, seen.length > 40]).toEqual([3, true]);
    expect(seen).toEqual(Array.from(seen, (_, index) => index + 1));
    await manager.close();
  });
});

describe('a renewal whose first new socket is lost', () => {
  it('takes no longer on the next socket than a renewal without a loss: 2 s of overlap', async () => {
    const { clock, exchange, manager } = connectManager();
    await clock.run(manager.subscribe(trade('A'), () => undefined));
    const [old] = exchange.all as [FakeSocket];
    old.deliver(SHUTDOWN);
    while (exchange.open.size < 2) await clock.advance(10);
    await clock.advance(1_000);
    exchange.last.cut();
    while (exchange.open.size < 2) await clock.advance(10);
    const from = clock.monotonic();
    while (old.readyState === 1 && clock.monotonic() < from + 60_000) await clock.advance(100);
    expect(clock.monotonic() - from).toBeGreaterThanOrEqual(2_000);
    expect(clock.monotonic() - from).toBeLessThan(3_500);
    await manager.close();
    expect(clock.timers.size).toBe(0);
  });
});

describe('an event whose id the old socket has brought', () => {
  it.each([
    [4_900, []],
    [5_100, ['ids started anew', 2]],
  ])(
    'is a copy or the first of new ids if the new socket brings it %d ms after the end of the old one',
    async (ms, expected) => {
      const { clock, exchange, manager, errors } = connectManager();
      const seen: unknown[] = [];
      const notice = (gap: StreamNotice): unknown => seen.push('reason' in gap && gap.reason);
      await clock.run(manager.subscribe(trade('A'), ({ t }) => seen.push(t), { notice }));
      const [old] = exchange.all as [FakeSocket];
      old.deliver(SHUTDOWN);
      while (exchange.open.size < 2) await clock.advance(10);
      await clock.advance(100);
      for (const t of [1, 2, 3])
        for (const socket of exchange.open) socket.emit(trade('A'), { ...tradeEvent(t), s: 'A' });
      while (old.readyState === 1) await clock.advance(1);
      expect(seen.splice(0)).toEqual([1, 2, 3]);
      // The frame takes 1 ms to arrive.
      await clock.advance(ms - 1);
      exchange.last.emit(trade('A'), { ...tradeEvent(2), s: 'A' });
      await clock.advance(1);
      expect([seen, errors]).toEqual([expected, []]);
      await manager.close();
    },
  );
});
