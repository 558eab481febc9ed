import { describe, expect, it } from 'vitest';
import type { FakeSocket } from '../../test/fake-exchange.js';
import { emit, LATENCY, renew, setUp } from '../../test/renewed-trades.js';
import { type GapNotice, miniTicker, trade } from '../index.js';

describe('the renewal of a stream that is subscribed shortly before the old socket would be closed', () => {
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
  /**
   * Returns a manager with a listener of mini tickers. `seen` collects the times of the tickers and the reason of each
   * gap.
   */
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
