import type { Clock } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FakeExchange, type FakeSocket } from '../../test/fake-exchange.js';
import type { FrameClock } from '../connection/frame-clock.js';
import { BinanceSocketManager, type GapNotice, miniTicker, trade } from '../index.js';
import { Handover } from './handover.js';
import type { MarketSession } from './market-session.js';
import type { StreamSubscription } from './stream-subscription.js';

/** How long a frame takes from the exchange to the client, in ms. */
const LATENCY = 150;
const STREAM = 'bnbbtc@trade';
const SHUTDOWN = '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}';

/** Returns a manager with a listener of trades. `seen` collects the ids of the trades, and the reason of each gap. */
async function setUp() {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock);
  exchange.latency = LATENCY;
  const manager = new BinanceSocketManager({ environment: exchange.environment, clock });
  const seen: (number | string)[] = [];
  const notice = (gap: unknown): unknown => seen.push((gap as GapNotice).reason);
  await clock.run(manager.subscribe(trade('BNBBTC'), ({ t }) => seen.push(t), { notice }));
  return { clock, exchange, manager, seen };
}

type Setting = Awaited<ReturnType<typeof setUp>>;

/**
 * Makes the exchange announce its shutdown, so that the client renews the connection. Returns the new socket, which has
 * just opened.
 */
async function renew({ clock, exchange }: Setting): Promise<FakeSocket> {
  const { length } = exchange.all;
  for (const socket of exchange.open) socket.deliver(SHUTDOWN);
  while (exchange.all.length === length || exchange.last.readyState === 0) await clock.advance(10);
  return exchange.last;
}

function emit(socket: FakeSocket, t: number): void {
  socket.emit(STREAM, { e: 'trade', E: t, s: 'BNBBTC', t, p: '1', q: '1', T: t, m: true, M: true });
}

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
    // Trade 2 may still arrive over the old socket.
    for (const t of [3, 4]) emit(next, t);
    await clock.advance(9_000);
    expect([old.readyState, seen]).toEqual([1, [1]]);
    await clock.advance(2_500);
    expect(old.readyState).toBe(3);
    expect(seen.filter((each) => typeof each === 'number')).toEqual([1, 3, 4]);
    await manager.close();
  });

  describe('of a stream that is subscribed shortly before the old socket would be closed', () => {
    /**
     * Subscribes to trades of ETHBTC 1.9 s after the new socket of a renewal has opened. `answer` answers the requests
     * of the manager.
     */
    async function subscribeLast(answer: (socket: FakeSocket, reply: () => void) => void) {
      const setting = await setUp();
      const { clock, exchange, manager } = setting;
      const old = exchange.last;
      const next = await renew(setting);
      await clock.advance(1_900);
      exchange.onFrame = (socket, text) => {
        const { id, params = [] } = JSON.parse(text) as { id: number; params?: string[] };
        answer(socket, () => {
          for (const stream of params) socket.streams.add(stream);
          socket.reply({ result: null, id });
        });
      };
      const trades: (number | string)[] = [];
      const notice = (gap: unknown): unknown => trades.push((gap as GapNotice).reason);
      await clock.run(manager.subscribe(trade('ETHBTC'), ({ t }) => trades.push(t), { notice }));
      return { ...setting, old, next, trades };
    }

    function emitTrade(socket: FakeSocket, t: number): void {
      socket.emit('ethbtc@trade', { e: 'trade', E: t, s: 'ETHBTC', t, p: '1', q: '1', T: t, m: true, M: true });
    }

    it('waits for frames on their way over the old socket', async () => {
      const { clock, exchange, manager, old, next, trades } = await subscribeLast((_, reply) => reply());
      for (let t = 1; t < 60; t++) {
        // Frames of the old socket take 1 s to arrive. Trade 1 is sent over the old socket only.
        exchange.latency = 1_000;
        if (old.readyState === 1) emitTrade(old, t);
        exchange.latency = LATENCY;
        if (t > 1) emitTrade(next, t);
        await clock.advance(100);
      }
      expect(old.readyState).toBe(3);
      expect(trades.slice(0, 3)).toEqual([1, 2, 3]);
      expect(trades).toEqual(Array.from({ length: trades.length }, (_, index) => index + 1));
      await manager.close();
    });

    it('waits for the confirmation on the new socket, which comes a second later', async () => {
      const { clock, exchange, manager, old, next, trades } = await subscribeLast((socket, reply) => {
        const [first] = socket.exchange.all;
        if (socket === first) reply();
        else socket.exchange.clock.setTimeout(reply, 1_000);
      });
      for (let t = 1; t < 80; t++) {
        for (const socket of [old, next]) if (socket.streams.has('ethbtc@trade')) emitTrade(socket, t);
        await clock.advance(100);
      }
      expect([exchange.open.size, old.readyState]).toEqual([1, 3]);
      expect(trades).toEqual(Array.from({ length: trades.length }, (_, index) => index + 1));
      await manager.close();
    });

    it('error: cut the old socket because the new one does not answer', async () => {
      const { clock, exchange, manager, old, next, seen } = await subscribeLast((socket, reply) => {
        if (socket === socket.exchange.all[0]) reply();
      });
      const { length } = exchange.all;
      for (let t = 1; exchange.all.length === length; t++) {
        expect(old.readyState).toBe(1);
        for (const socket of exchange.open) emit(socket, t);
        await clock.advance(1_000);
      }
      expect([old.readyState, next.readyState]).toEqual([1, 3]);
      expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => index + 1));
      await manager.close();
    });
  });

  describe('of a stream whose events have no ids', () => {
    /** Returns a manager with a listener of mini tickers. `seen` collects their times, and the reason of each gap. */
    async function setUpTicker() {
      const setting = await setUp();
      const { clock, manager } = setting;
      const seen: (number | string)[] = [];
      const notice = (gap: unknown): unknown => seen.push((gap as GapNotice).reason);
      await clock.run(manager.subscribe(miniTicker('BNBBTC'), ({ E }) => seen.push(E), { notice }));
      return { ...setting, seen };
    }

    function emitTicker(socket: FakeSocket, E: number): void {
      const figures = { c: '1', o: '1', h: '1', l: '1', v: '1', q: '1' };
      socket.emit('bnbbtc@miniTicker', { e: '24hrMiniTicker', E, s: 'BNBBTC', ...figures });
    }

    it('error: close the old socket while events were still on their way over it', async () => {
      const setting = await setUpTicker();
      const { clock, exchange, manager, seen } = setting;
      const old = exchange.last;
      old.latency = 4_000;
      emitTicker(old, 1);
      await renew(setting);
      emitTicker(old, 2);
      await clock.advance(10_000);
      expect([seen, old.readyState]).toEqual([[1, 2], 3]);
      await manager.close();
    });

    it.each([
      ['delays frames for too long', { latency: 60_000 }],
      ['is dead', { frozen: true }],
    ])('reports a gap when the old socket %s', async (_, disturbance) => {
      const setting = await setUpTicker();
      const { clock, exchange, manager, seen } = setting;
      const old = exchange.last;
      emitTicker(old, 1);
      await clock.advance(1_000);
      const next = await renew(setting);
      Object.assign(old, disturbance);
      emitTicker(old, 2);
      await clock.advance(15_000);
      emitTicker(next, 3);
      await clock.advance(LATENCY);
      expect(seen).toEqual([1, 'no response to LIST_SUBSCRIPTIONS', 3]);
      await manager.close();
    });

    it('reports no gap of an event that the new socket sends while the old one is asked for its last events', async () => {
      const setting = await setUpTicker();
      const { clock, exchange, manager, seen } = setting;
      const old = exchange.last;
      old.latency = 3_000;
      emitTicker(old, 1);
      const next = await renew(setting);
      await clock.advance(3_500);
      for (const socket of [old, next]) emitTicker(socket, 2);
      await clock.advance(10_000);
      expect([seen, old.readyState]).toEqual([[1, 2], 3]);
      await manager.close();
    });
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
