import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { tableSizes } from '../../../tests/support/tables.js';
import { connectManager, tradeEvent } from '../test/connect-manager.js';
import type { TradeEvent } from './events/market.js';
import { trade } from './topics.js';

describe('the end of a started socket or a subscription', () => {
  it('stops a socket that has not been confirmed yet, without waiting for a connection', async () => {
    for (const outcome of ['hang', 'refuse'] as const) {
      const { clock, exchange, manager } = connectManager();
      exchange.nextAttempt = outcome;
      const started = expect(manager.startTradeSocket('BNBBTC', () => undefined)).rejects.toThrow('stopped');
      await clock.advance(100);
      let isStopped = false;
      void manager.stopTradeSocket('BNBBTC').then(() => {
        isStopped = true;
      });
      await clock.advance(1);
      await started;
      expect(isStopped).toBe(true);
      expect(clock.timers.size).toBe(0);
      await manager.close();
    }
  });

  it('ends a started socket by its signal or by stopping it, whichever comes first', async () => {
    const { clock, exchange, manager } = connectManager();
    const abort = new AbortController();
    const seen: string[] = [];
    await clock.run(manager.startTradeSocket('A', () => seen.push('signal'), { signal: abort.signal }));
    await clock.run(manager.startTradeSocket('A', () => seen.push('stop')));
    abort.abort();
    exchange.emit('a@trade', tradeEvent(1));
    await clock.advance(1);
    expect(seen).toEqual(['stop']);
    await clock.run(manager.stopTradeSocket('A'));
    await clock.advance(1);
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
    await manager.stopTradeSocket('A');
    await manager.close();
  });

  it('ends one of two subscriptions of the same consumer object', async () => {
    const { clock, exchange, manager } = connectManager();
    const seen: number[] = [];
    const consumer = { event: (event: TradeEvent) => seen.push(event.t) };
    const [stopFirst, stopSecond] = await clock.run(
      Promise.all([manager.consume(trade('A'), consumer), manager.consume(trade('A'), consumer)]),
    );
    await stopFirst?.();
    await stopFirst?.();
    exchange.emit('a@trade', tradeEvent(1));
    await clock.advance(1);
    expect(seen).toEqual([1]);
    await clock.run(stopSecond?.() ?? Promise.resolve());
    expect(exchange.open.size).toBe(0);
    await manager.close();
  });

  it('keeps a later subscription of the stream when one from before a close is stopped', async () => {
    const { clock, exchange, manager } = connectManager();
    const seen: string[] = [];
    const stop = await clock.run(manager.subscribe(trade('A'), () => seen.push('before')));
    await manager.close();
    await clock.run(manager.subscribe(trade('A'), () => seen.push('second')));
    await stop();
    await clock.run(manager.subscribe(trade('A'), () => seen.push('third')));
    exchange.emit('a@trade', tradeEvent(1));
    await clock.advance(1);
    expect(seen).toEqual(['second', 'third']);
    await manager.close();
  });

  it('never closed a manager if a status listener subscribed again at each change to "closed"', async () => {
    const { clock, exchange, manager } = connectManager();
    const seen: number[] = [];
    const again: Promise<unknown>[] = [];
    await clock.run(manager.subscribe(trade('A'), () => undefined));
    manager.onStatus(({ connectionStatus }) => {
      // Without the limit of 5, the test would not end if the manager closed the new connection in the same loop.
      if (connectionStatus === 'closed' && again.length < 5) {
        again.push(manager.subscribe(trade('A'), ({ t }) => seen.push(t)));
      }
    });
    await clock.run(manager.close());
    await clock.run(Promise.all(again));
    exchange.emit('a@trade', tradeEvent(1));
    await clock.advance(1);
    expect([again.length, manager.status, exchange.open.size, seen]).toEqual([1, 'open', 1, [1]]);
    while (again.length < 5) again.push(Promise.resolve());
    await manager.close();
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it('left no abort listener on the signal of a subscription when the manager was closed', async () => {
    const { clock, manager } = connectManager();
    const { signal } = new AbortController();
    for (let life = 0; life < 3; life++) {
      const stop = await clock.run(manager.subscribe(trade('A'), () => undefined, { signal }));
      await clock.run(manager.startTradeSocket('B', () => undefined, { signal }));
      expect(getEventListeners(signal, 'abort')).toHaveLength(1);
      await clock.run(manager.close());
      expect(getEventListeners(signal, 'abort')).toEqual([]);
      await clock.run(stop());
    }
    expect(clock.timers.size).toBe(0);
  });

  it('forgets a started socket that its own function or its signal has stopped', async () => {
    const { clock, exchange, manager } = connectManager();
    await clock.run(manager.subscribe(trade('B'), () => undefined));
    const before = tableSizes(manager, ['ManualClock', 'FakeExchange', 'ExchangeSocket', 'FrameThrottle']);
    for (let mount = 0; mount < 50; mount++) {
      const abort = new AbortController();
      const { signal } = abort;
      await clock.run(manager.startTradeSocket('A', () => undefined, { signal }));
      const stop = await clock.run(manager.startTradeSocket('A', () => undefined));
      abort.abort();
      await clock.run(stop());
    }
    exchange.nextAttempt = 'refuse';
    exchange.cutAll();
    await clock.advance(100);
    for (let mount = 0; mount < 50; mount++) {
      const abort = new AbortController();
      const { signal } = abort;
      manager.subscribe(trade('B'), () => undefined, { signal }).catch(() => undefined);
      manager.subscribe(trade('A'), () => undefined, { signal }).catch(() => undefined);
      manager.startTradeSocket('A', () => undefined, { signal }).catch(() => undefined);
      await clock.advance(1);
      abort.abort();
      await clock.advance(1);
    }
    exchange.nextAttempt = 'accept';
    await clock.advance(60_000);
    expect(tableSizes(manager, ['ManualClock', 'FakeExchange', 'ExchangeSocket', 'FrameThrottle'])).toMatchObject(
      before,
    );
    await manager.close();
  });

  it('leaves no listener on a signal with which many sockets and subscriptions were started and stopped', async () => {
    const { clock, manager } = connectManager();
    const { signal } = new AbortController();
    for (let mount = 0; mount < 20; mount++) {
      const stop = await clock.run(manager.startTradeSocket('A', () => undefined, { signal }));
      await clock.run(stop());
      await clock.run(manager.startTradeSocket('A', () => undefined, { signal }));
      await clock.run(manager.stopTradeSocket('A'));
      for (const start of [
        () => manager.subscribe(trade('A'), () => undefined, { signal }),
        () => manager.consume(trade('A'), { event: () => undefined }, { signal }),
      ]) {
        const end = await clock.run(start());
        await clock.run(end());
      }
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    await manager.close();
  });

  it('stops a socket while offline, although it was started with a signal', async () => {
    const { clock, exchange, manager } = connectManager();
    exchange.nextAttempt = 'hang';
    const { signal } = new AbortController();
    const started = expect(manager.startTradeSocket('BNBBTC', () => undefined, { signal })).rejects.toThrow('stopped');
    await clock.advance(1);
    let isStopped = false;
    void manager.stopTradeSocket('BNBBTC').then(() => {
      isStopped = true;
    });
    await clock.advance(1);
    await started;
    expect(isStopped).toBe(true);
    await manager.close();
  });

  it('rejects the start of a socket with the reason of its signal', async () => {
    const { clock, exchange, manager } = connectManager();
    exchange.nextAttempt = 'hang';
    const abort = new AbortController();
    const reason = new Error('the page was left');
    const started = expect(manager.startTradeSocket('A', () => undefined, { signal: abort.signal })).rejects.toBe(
      reason,
    );
    await clock.advance(10);
    abort.abort(reason);
    await started;
    await manager.close();
  });

  it('leaves no listener on the signal of a socket that could not be started', async () => {
    const { clock, exchange, manager } = connectManager();
    const { signal } = new AbortController();
    await clock.run(manager.startTradeSocket('A', () => undefined));
    exchange.answer = ({ id }) => ({ id, error: { code: 2, msg: 'Invalid request' } });
    await expect(clock.run(manager.startTradeSocket('B', () => undefined, { signal }))).rejects.toMatchObject({
      code: 2,
    });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await manager.close();
  });

  it('subscribes nothing with a signal that was aborted before', async () => {
    const { clock, exchange, manager } = connectManager();
    const reason = new Error('the page was left');
    const signal = AbortSignal.abort(reason);
    await expect(manager.subscribe(trade('A'), () => undefined, { signal })).rejects.toBe(reason);
    await clock.advance(100);
    expect([exchange.all.length, manager.status, getEventListeners(signal, 'abort')]).toEqual([0, 'idle', []]);
    await manager.close();
  });

  it('confirms a stream again at once that is stopped and subscribed in one task', async () => {
    const { clock, exchange, manager } = connectManager();
    const seen: number[] = [];
    const stop = await clock.run(manager.subscribe(trade('A'), () => undefined));
    await clock.run(manager.subscribe(trade('B'), () => undefined));
    const { length } = exchange.sent;
    const stopped = stop();
    await manager.subscribe(trade('A'), ({ t }) => seen.push(t));
    await stopped;
    exchange.emit('a@trade', tradeEvent(1));
    await clock.advance(1);
    // The stream was subscribed again before an UNSUBSCRIBE was sent, so no request was needed.
    expect([seen, exchange.sent.length - length]).toEqual([[1], 0]);
    await manager.close();
  });
});
