import type { Clock } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import type { FakeSocket } from '../../test/fake-exchange.js';
import { emit, LATENCY, renew, SHUTDOWN, STREAM, setUp } from '../../test/renewed-trades.js';
import type { FrameClock } from '../connection/frame-clock.js';
import { miniTicker, trade } from '../index.js';
import { Handover } from './handover.js';
import type { MarketSession } from './market-session.js';
import type { StreamSubscription } from './stream-subscription.js';

describe('Handover', () => {
  it('delivered the last event before a renewal again, after a gap, if the new socket sent it later', async () => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    emit(exchange.last, 1);
    await clock.advance(LATENCY);
    const next = await renew(setting);
    // The server of the new socket lags behind, and sends trade 1 when the client has already received it.
    emit(next, 1);
    await clock.advance(20_000);
    expect(exchange.open).toEqual(new Set([next]));
    emit(next, 2);
    await clock.advance(LATENCY);
    expect(seen).toEqual([1, 2]);
    await manager.close();
  });

  it('delivers events with the time of the last one before a renewal once', async () => {
    const setting = await setUp();
    const { clock, exchange, manager } = setting;
    const seen: unknown[] = [];
    const notice = ({ type }: { readonly type: string }): unknown => seen.push(type);
    await clock.run(manager.subscribe(miniTicker('BNBBTC'), ({ E, c }) => seen.push([E, c]), { notice }));
    const emitTicker = (socket: FakeSocket, E: number, c: string): void =>
      socket.emit('bnbbtc@miniTicker', { e: '24hrMiniTicker', E, s: 'BNBBTC', c });
    for (const c of ['1', '2']) emitTicker(exchange.last, 100, c);
    await clock.advance(LATENCY);
    const next = await renew(setting);
    for (const c of ['2', '3']) emitTicker(next, 100, c);
    await clock.advance(20_000);
    expect(exchange.open).toEqual(new Set([next]));
    emitTicker(next, 101, '3');
    await clock.advance(LATENCY);
    expect(seen).toEqual([
      [100, '1'],
      [100, '2'],
      [100, '3'],
      [101, '3'],
    ]);
    await manager.close();
  });

  it('reports a gap when the old socket is lost before the new one has brought an event', async () => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    const old = exchange.last;
    emit(old, 1);
    const next = await renew(setting);
    await clock.advance(LATENCY);
    // Trade 2 is still on its way to the client when the old socket is cut.
    emit(old, 2);
    await clock.advance(LATENCY / 3);
    old.cut();
    emit(next, 3);
    await clock.advance(LATENCY);
    expect(seen).toEqual([1, 'closed with code 1006', 3]);
    await manager.close();
  });

  it('reports a gap when the old socket is lost early in the second renewal of a stream that was quiet since the first', async () => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    emit(exchange.last, 1);
    await renew(setting);
    while (exchange.open.size > 1) await clock.advance(1_000);
    const old = exchange.last;
    const next = await renew(setting);
    await clock.advance(LATENCY);
    emit(old, 2);
    await clock.advance(LATENCY / 3);
    old.cut();
    emit(next, 3);
    await clock.advance(LATENCY);
    expect(seen).toEqual([1, 'closed with code 1006', 3]);
    await manager.close();
  });

  it('reports a gap when the old socket is lost before the new one is open', async () => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    const old = exchange.last;
    emit(old, 1);
    old.deliver(SHUTDOWN);
    while (exchange.all.length === 1) await clock.advance(10);
    const next = exchange.last;
    expect([seen, next.readyState]).toEqual([[1], 0]);
    old.cut();
    await clock.advance(2 * LATENCY);
    emit(next, 2);
    await clock.advance(LATENCY);
    expect([exchange.all.length, seen]).toEqual([2, [1, 'closed with code 1006', 2]]);
    await manager.close();
  });

  it('reports a gap when the old socket is lost and neither socket has brought an event since the renewal began', async () => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    const old = exchange.last;
    emit(old, 1);
    await clock.advance(1_000);
    const next = await renew(setting);
    emit(old, 2);
    old.cut();
    emit(next, 3);
    await clock.advance(LATENCY);
    expect(seen).toEqual([1, 'closed with code 1006', 3]);
    await manager.close();
  });

  it('reports a gap when the old socket is lost after an earlier new socket, which overlapped with it, was lost', async () => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    const old = exchange.last;
    const first = await renew(setting);
    for (const socket of [old, first]) emit(socket, 1);
    await clock.advance(LATENCY);
    const { length } = exchange.all;
    first.cut();
    while (exchange.all.length === length || exchange.last.readyState === 0) await clock.advance(10);
    const second = exchange.last;
    emit(old, 2);
    old.cut();
    emit(second, 3);
    await clock.advance(LATENCY);
    expect(seen).toEqual([1, 'closed with code 1006', 3]);
    await manager.close();
  });

  it('reports no gap when the old socket is lost after both have brought an event', async () => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    const old = exchange.last;
    const next = await renew(setting);
    for (const socket of [old, next]) emit(socket, 1);
    await clock.advance(LATENCY);
    for (const socket of [old, next]) emit(socket, 2);
    old.cut();
    await clock.advance(LATENCY);
    expect(seen).toEqual([1, 2]);
    await manager.close();
  });

  it('error: repeat events of the old socket after the new one has sent a frame that cannot be read', async () => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    const old = exchange.last;
    const next = await renew(setting);
    for (const t of [1, 2, 3]) emit(old, t);
    await clock.advance(LATENCY);
    old.cut();
    await clock.advance(LATENCY);
    const { length } = seen;
    next.deliver(`{"stream":"${STREAM}","data":{"e":"trade","E":1,"s":"BNBB`);
    for (const t of [2, 3, 4]) emit(next, t);
    await clock.advance(LATENCY);
    expect(seen.slice(length)).toEqual([4]);
    await manager.close();
  });

  it('reports no gap of a stream that only the new socket has confirmed when the old one is lost', async () => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    const old = exchange.last;
    const next = await renew(setting);
    for (const socket of [old, next]) emit(socket, 1);
    await clock.advance(LATENCY);
    exchange.onFrame = (socket, text) => {
      // The old socket does not answer requests any more.
      if (socket === next) socket.reply({ result: null, id: (JSON.parse(text) as { id: number }).id });
    };
    const notices: unknown[] = [];
    const confirmed = manager.subscribe(trade('ETHBTC'), () => {}, { notice: (notice) => notices.push(notice) });
    await clock.advance(2 * LATENCY);
    old.cut();
    await confirmed;
    expect([seen, notices]).toEqual([[1], []]);
    await manager.close();
  });

  it('is repeated if the exchange announces the shutdown of the new socket too', async () => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    const next = await renew(setting);
    next.deliver(SHUTDOWN);
    await clock.advance(30_000);
    expect([exchange.all.length, next.readyState]).toEqual([2, 1]);
    for (let t = 1; t <= 300; t++) {
      for (const socket of exchange.open) emit(socket, t);
      await clock.advance(1_000);
    }
    expect([exchange.all.length, next.readyState, exchange.last.readyState]).toEqual([3, 3, 1]);
    expect(seen).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    await manager.close();
  });

  it.each([
    ['drops an event that the old socket has delivered, for seconds after that one has closed', 1, [2, 3], [1, 2, 3]],
    [
      'reports a gap and delivers events whose ids have started anew, later than that',
      6,
      [1, 2],
      [1, 2, 'ids started anew', 1, 2],
    ],
  ])('%s', async (_, seconds, ids, expected) => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    const old = exchange.last;
    const next = await renew(setting);
    for (const t of [1, 2]) for (const socket of [old, next]) emit(socket, t);
    while (old.readyState === 1) await clock.advance(10);
    await clock.advance(seconds * 1_000);
    for (const t of ids) emit(next, t);
    await clock.advance(LATENCY);
    expect(seen).toEqual(expected);
    await manager.close();
  });

  it('reports no gap at the end of a renewal in which the stream was quiet', async () => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    const old = exchange.last;
    emit(old, 1);
    await clock.advance(1_000);
    const next = await renew(setting);
    await clock.advance(5_000);
    expect(old.readyState).toBe(3);
    emit(next, 2);
    await clock.advance(LATENCY);
    expect(seen).toEqual([1, 2]);
    await manager.close();
  });

  it('waits 10 s, not longer, for events that the old socket does not bring', async () => {
    const setting = await setUp();
    const { clock, exchange, manager, seen } = setting;
    const old = exchange.last;
    emit(old, 1);
    await clock.advance(1_000);
    const next = await renew(setting);
    old.muted = true;
    // Trade 2 may still arrive over the old socket, so the client holds back trades 3 and 4.
    for (const t of [3, 4]) emit(next, t);
    await clock.advance(9_000);
    expect([old.readyState, seen]).toEqual([1, [1]]);
    await clock.advance(2_500);
    expect(old.readyState).toBe(3);
    expect(seen.filter((each) => typeof each === 'number')).toEqual([1, 3, 4]);
    await manager.close();
  });

  it('lets the old socket close after a pause of the machine only when the frames that had arrived were read', async () => {
    let now = 0;
    const timers: (() => void)[] = [];
    const clock = { monotonic: () => now, setTimeout: (call: () => void) => timers.push(call), clearTimeout: () => {} };
    const handover = new Handover(clock as unknown as Clock, {} as FrameClock);
    let answer = (): void => {};
    let isSettled = false;
    const old = { probe: () => {}, settled: () => new Promise<void>((resolve) => (answer = resolve)) };
    handover.begin(old as unknown as MarketSession);
    const next = { has: () => true } as unknown as MarketSession;
    handover.whenSettled(
      next,
      () => [{ stream: STREAM } as StreamSubscription],
      () => {
        isSettled = true;
      },
    );
    const results: boolean[] = [];
    for (const at of [500, 3_200, 3_700]) {
      now = at;
      timers.pop()?.();
      await Promise.resolve();
      results.push(isSettled);
    }
    answer();
    await new Promise(setImmediate);
    expect([...results, isSettled]).toEqual([false, false, false, true]);
  });
});
