import { BinanceConfigError, createSpotClient, type Environment } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { tableSizes } from '../../../tests/support/tables.js';
import { ManualClock } from '../../core/test/manual-clock.js';
import { FakeExchange, type FakeSocket } from '../test/fake-exchange.js';
// A manual clock does not wait for an import(), so the module is loaded first.
import './market/read-streams.js';
import { BinanceSocketManager } from './binance-socket-manager.js';
import type { TradeEvent } from './events/market.js';
import { aggTrade, kline, trade } from './topics.js';

function setUp(options: { showsPings?: boolean } = {}) {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock, options);
  const errors: unknown[] = [];
  const manager = new BinanceSocketManager({
    environment: exchange.environment,
    clock,
    random: { next: () => 0.5, bytes: (length) => new Uint8Array(length) },
    onError: (error) => errors.push(error),
  });
  return { clock, exchange, manager, errors };
}

function tradeEvent(t: number): TradeEvent {
  return { e: 'trade', E: t, s: 'BNBBTC', t, p: '1.0', q: '2.0', T: t, m: true, M: true };
}

function frameOf(t: number): string {
  return JSON.stringify({ stream: 'a@trade', data: tradeEvent(t) });
}

describe('BinanceSocketManager', () => {
  it('opens one connection for the subscriptions of one task and delivers typed events', async () => {
    const { clock, exchange, manager } = setUp();
    const seen: number[] = [];
    const stops = Promise.all([
      manager.subscribe(trade('BNBBTC'), (event) => seen.push(event.t)),
      manager.subscribe(kline('BNBBTC', '1m'), () => undefined),
    ]);
    await clock.run(stops);
    expect(exchange.all.map((socket) => socket.url)).toEqual([
      'wss://fake/stream?streams=bnbbtc@trade/bnbbtc@kline_1m',
    ]);
    exchange.emit('bnbbtc@trade', tradeEvent(1));
    exchange.emit('bnbbtc@trade', tradeEvent(2));
    await clock.advance(1);
    expect(seen).toEqual([1, 2]);
    expect(manager.status).toBe('open');
    await manager.close();
    expect(manager.status).toBe('closed');
    expect(exchange.open.size).toBe(0);
    expect(clock.timers.size).toBe(0);
  });

  it('limits the length of an address, and subscribes the rest of a thousand streams by frames', async () => {
    const { clock, exchange, manager } = setUp();
    const topics = Array.from({ length: 1_024 }, (_, index) => trade(`LONGNAME${index}USDT`));
    const stops = Promise.all(topics.map((topic) => manager.subscribe(topic, () => undefined)));
    await clock.run(stops);
    const [{ url, streams }] = exchange.all as [FakeSocket];
    expect(exchange.all).toHaveLength(1);
    expect(url.length).toBeGreaterThan(7_000);
    expect(url.length).toBeLessThan(8_000);
    expect([...streams]).toEqual(topics);
    const byFrames = exchange.sent.flatMap(({ params = [] }) => params);
    expect(byFrames).toEqual(topics.slice(-byFrames.length));
    expect(byFrames.length).toBeLessThan(topics.length);
    await manager.close();
  });

  it('subscribes a stream once for all its listeners and unsubscribes after the last', async () => {
    const { clock, exchange, manager } = setUp();
    await clock.run(manager.subscribe(kline('BNBBTC', '1m'), () => undefined));
    const [first, second] = await clock.run(
      Promise.all([
        manager.subscribe(trade('BNBBTC'), () => undefined),
        manager.subscribe(trade('BNBBTC'), () => undefined),
        manager.subscribe(aggTrade('BNBBTC'), () => undefined),
      ]),
    );
    expect(exchange.sent).toEqual([{ method: 'SUBSCRIBE', params: ['bnbbtc@trade', 'bnbbtc@aggTrade'], id: 1 }]);
    await first?.();
    expect(exchange.sent).toHaveLength(1);
    await clock.run(second?.() as Promise<void>);
    expect(exchange.sent[1]).toEqual({ method: 'UNSUBSCRIBE', params: ['bnbbtc@trade'], id: 2 });
    await manager.close();
  });

  it('reconnects after a loss, notifies of the gap first, and restores its streams', async () => {
    const { clock, exchange, manager } = setUp();
    const seen: unknown[] = [];
    await clock.run(
      manager.subscribe(trade('BNBBTC'), (event) => seen.push(event.t), { notice: (notice) => seen.push(notice) }),
    );
    exchange.emit('bnbbtc@trade', tradeEvent(1));
    await clock.advance(1);
    const from = clock.now();
    exchange.cutAll();
    expect(manager.status).toBe('reconnecting');
    await clock.advance(5_000);
    expect(manager.status).toBe('open');
    exchange.emit('bnbbtc@trade', tradeEvent(5));
    await clock.advance(1);
    expect(seen).toEqual([1, expect.objectContaining({ type: 'gap', stream: 'bnbbtc@trade', from }), 5]);
    await manager.close();
  });

  it('reads with for await until the signal ends it', async () => {
    const { clock, exchange, manager } = setUp();
    const abort = new AbortController();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const event of manager.stream([trade('BNBBTC')], { signal: abort.signal })) seen.push(event.t);
    })();
    await clock.advance(10);
    exchange.emit('bnbbtc@trade', tradeEvent(7));
    await clock.advance(1);
    abort.abort();
    await reading;
    expect(seen).toEqual([7]);
    await clock.advance(1);
    expect(exchange.open.size).toBe(0);
    await manager.close();
  });

  it('error: a notice callback that throws ends the loop and the subscription', async () => {
    const { clock, exchange, manager } = setUp();
    const notice = (): void => {
      throw new Error('of the notice');
    };
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { t } of manager.stream(trade('A'), { notice, limit: 1 })) {
        seen.push(t);
        // The reader is busy, so events are dropped meanwhile.
        for (const next of [2, 3]) exchange.last.deliverNow(frameOf(next));
      }
    })();
    const ended = expect(reading).rejects.toThrow('of the notice');
    await clock.advance(10);
    exchange.last.deliverNow(frameOf(1));
    await ended;
    await clock.advance(10);
    expect(seen).toEqual([1]);
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
    await manager.close();
  });

  it('reports a listener that throws or rejects, and continues', async () => {
    const { clock, exchange, manager, errors } = setUp();
    const seen: number[] = [];
    await clock.run(
      Promise.all([
        manager.subscribe(trade('BNBBTC'), () => {
          throw new Error('thrown');
        }),
        manager.subscribe(trade('BNBBTC'), () => Promise.reject(new Error('rejected'))),
        manager.subscribe(trade('BNBBTC'), (event) => seen.push(event.t)),
      ]),
    );
    exchange.emit('bnbbtc@trade', tradeEvent(1));
    await clock.advance(1);
    expect(seen).toEqual([1]);
    expect(errors.map(String)).toEqual(['Error: thrown', 'Error: rejected']);
    expect(exchange.all).toHaveLength(1);
    await manager.close();
  });

  it('rejects start() for an unreachable exchange, reports the status, and keeps trying', async () => {
    const { clock, exchange, manager } = setUp();
    exchange.nextAttempt = 'refuse';
    const subscribed = manager.subscribe(trade('BNBBTC'), () => undefined);
    await expect(clock.run(manager.start())).rejects.toThrow('ECONNREFUSED');
    expect(manager.status).toBe('connecting');
    exchange.nextAttempt = 'accept';
    await clock.run(subscribed);
    expect(manager.status).toBe('open');
    await manager.close();
  });

  it('gives up an attempt after 10 s, and reports how long it was not connected', async () => {
    const { clock, exchange, manager } = setUp();
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    const gaps: (number | undefined)[] = [];
    manager.onStatus(({ connectionStatus, gap }) => connectionStatus === 'open' && gaps.push(gap));
    exchange.nextAttempt = 'hang';
    const lostAt = clock.now();
    exchange.cutAll();
    await clock.advance(5_000);
    expect(exchange.all).toHaveLength(2);
    exchange.nextAttempt = 'accept';
    while (manager.status !== 'open') await clock.advance(1);
    expect(exchange.all).toHaveLength(3);
    expect(clock.now() - lostAt).toBeGreaterThan(10_000);
    expect(gaps).toEqual([clock.now() - lostAt]);
    await manager.close();
  });

  it('requests microseconds for timeUnit: ’microsecond’', async () => {
    const { clock, exchange } = setUp();
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock, timeUnit: 'microsecond' });
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    expect(exchange.last.url).toBe('wss://fake/stream?streams=bnbbtc@trade&timeUnit=MICROSECOND');
    await manager.close();
  });

  it('does not connect when it is closed in the task of the first subscription', async () => {
    const { clock, exchange, manager } = setUp();
    const refused = expect(manager.subscribe(trade('BNBBTC'), () => undefined)).rejects.toThrow('closed');
    await manager.close();
    await clock.advance(1_000);
    await refused;
    expect([exchange.all.length, clock.timers.size]).toEqual([0, 0]);
  });

  it('rejects start() when the manager is closed, in the same task or while connecting', async () => {
    for (const after of [undefined, 100]) {
      const { clock, exchange, manager } = setUp();
      exchange.nextAttempt = 'hang';
      manager.subscribe(trade('BNBBTC'), () => undefined).catch(() => undefined);
      const refused = expect(manager.start()).rejects.toMatchObject({ name: 'BinanceStreamError' });
      if (after !== undefined) await clock.advance(after);
      await manager.close();
      await clock.advance(1);
      await refused;
    }
  });

  it('rejects start() when the last subscription ends while connecting', async () => {
    const { clock, exchange, manager } = setUp();
    exchange.nextAttempt = 'hang';
    const abort = new AbortController();
    manager.subscribe(trade('BNBBTC'), () => undefined, { signal: abort.signal }).catch(() => undefined);
    const refused = expect(manager.start()).rejects.toThrow('not connected');
    await clock.advance(100);
    abort.abort();
    await clock.advance(1);
    await refused;
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it('notifies once of each change of a connection: start, each attempt, renewal', async () => {
    const { clock, exchange, manager } = setUp();
    const changes: unknown[] = [];
    manager.onStatus(({ connectionStatus, reason, attempt }) => changes.push([connectionStatus, reason, attempt]));
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    expect(changes.splice(0)).toEqual([
      ['connecting', 'started', 1],
      ['open', 'started', 0],
    ]);
    exchange.last.deliver('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}');
    await clock.advance(10_000);
    expect(exchange.all).toHaveLength(2);
    expect(changes.splice(0)).toEqual([['open', 'the exchange announced its shutdown', 0]]);
    await clock.advance(10_000);
    exchange.emit('bnbbtc@trade', tradeEvent(1));
    await clock.advance(1);
    exchange.nextAttempt = 'refuse';
    exchange.cutAll();
    await clock.advance(10_000);
    const refused = 'closed with code 1006: connect ECONNREFUSED';
    expect(changes.splice(0)).toEqual([
      ['reconnecting', 'closed with code 1006', 0],
      ['reconnecting', 'closed with code 1006', 1],
      ['reconnecting', refused, 1],
      ['reconnecting', refused, 2],
      ['reconnecting', refused, 3],
    ]);
    await manager.close();
  });

  it('rejects start() when the attempt that is under way fails', async () => {
    const { clock, exchange, manager } = setUp();
    exchange.nextAttempt = 'refuse';
    exchange.latency = 100;
    const subscribed = manager.subscribe(trade('BNBBTC'), () => undefined).catch(() => undefined);
    while (exchange.all.length < 3) await clock.advance(50);
    await expect(clock.run(manager.start())).rejects.toThrow('ECONNREFUSED');
    expect(exchange.all.length).toBeLessThanOrEqual(4);
    await manager.close();
    await subscribed;
  });

  it('stays closed when a listener of the loss closes it', async () => {
    const { clock, exchange, manager } = setUp();
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    manager.onStatus(({ status }) => status === 'reconnecting' && void manager.close());
    exchange.cutAll();
    await clock.advance(60_000);
    expect([exchange.all.length, exchange.open.size, clock.timers.size]).toEqual([1, 0, 0]);
    expect(manager.status).toBe('closed');
  });

  it('stops a socket that has not been confirmed yet, without waiting for a connection', async () => {
    for (const outcome of ['hang', 'refuse'] as const) {
      const { clock, exchange, manager } = setUp();
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
    const { clock, exchange, manager } = setUp();
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

  it('notifies of the closed status as the last change of a connection', async () => {
    const { clock, manager } = setUp();
    const changes: unknown[] = [];
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    manager.onStatus(({ connection, connectionStatus }) => changes.push([connection, connectionStatus]));
    await manager.close();
    expect(changes).toEqual([['market-1', 'closed']]);
  });

  it('reports what listeners of the status throw or reject with, once each, and notifies the others', async () => {
    const { clock, manager, errors } = setUp();
    const seen: string[] = [];
    manager.onStatus(({ connectionStatus }) => {
      throw new Error(`thrown at ${connectionStatus}`);
    });
    manager.onStatus(async ({ connectionStatus }) => {
      throw new Error(`rejected at ${connectionStatus}`);
    });
    manager.onStatus(({ connectionStatus }) => seen.push(connectionStatus));
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    await manager.close();
    await clock.advance(0);
    expect(seen).toEqual(['connecting', 'open', 'closed']);
    const messages = errors.map((error) => (error as Error).message).sort();
    expect(messages).toEqual(seen.flatMap((status) => [`rejected at ${status}`, `thrown at ${status}`]).sort());
  });

  it('survives an onError that throws or rejects', async () => {
    for (const onError of [() => Promise.reject(new Error('async')), () => Reflect.construct(Map, [5])]) {
      const clock = new ManualClock();
      const exchange = new FakeExchange(clock);
      const manager = new BinanceSocketManager({ environment: exchange.environment, clock, onError });
      const seen: number[] = [];
      await clock.run(
        manager.subscribe(trade('A'), ({ t }) => {
          seen.push(t);
          throw new Error('of the listener');
        }),
      );
      for (const t of [1, 2]) exchange.emit('a@trade', tradeEvent(t));
      await clock.advance(1);
      expect(seen).toEqual([1, 2]);
      await manager.close();
    }
  });

  it('rejects pending subscriptions when it is closed, but no promise that the code ignores', async () => {
    const { clock, exchange, manager } = setUp();
    const unhandled: unknown[] = [];
    const record = (error: unknown): number => unhandled.push(error);
    process.on('unhandledRejection', record);
    exchange.nextAttempt = 'hang';
    void manager.subscribe(trade('A'), () => undefined);
    void manager.consume(trade('A'), {});
    void manager.startTradeSocket('A', () => undefined);
    void manager.start();
    const read = manager.stream(trade('A')).next();
    const awaited = expect(manager.subscribe(trade('A'), () => undefined)).rejects.toThrow('closed');
    await clock.advance(10);
    await manager.close();
    await awaited;
    expect(await read).toEqual({ done: true, value: undefined });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', record);
    expect(unhandled).toEqual([]);
  });

  it('reports a refused stream also when the promise of its subscription is ignored', async () => {
    const { clock, exchange, manager, errors } = setUp();
    exchange.answer = ({ id }) => ({ id, code: 2, msg: 'Invalid request: too bad' });
    await clock.run(manager.start());
    await clock.run(manager.subscribe(trade('GOOD'), () => undefined));
    void manager.subscribe(trade('BAD'), () => undefined);
    await clock.advance(100);
    expect(errors.map(String)).toEqual(['BinanceStreamError: bad@trade: Invalid request: too bad']);
    await manager.close();
  });

  it('ends one of two subscriptions of the same consumer object', async () => {
    const { clock, exchange, manager } = setUp();
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

  it('reports a gap once to `onError` for all streams whose listeners have no `notice`', async () => {
    const { clock, exchange, manager, errors } = setUp();
    const notices: unknown[] = [];
    const notice = (received: unknown): number => notices.push(received);
    await clock.run(
      Promise.all([
        manager.subscribe(trade('A'), () => undefined),
        manager.startTradeSocket('B', () => undefined),
        manager.subscribe(trade('C'), () => undefined, { notice }),
        // One listener of two has no `notice`.
        manager.subscribe(trade('D'), () => undefined, { notice }),
        manager.subscribe(trade('D'), () => undefined),
        // Reads whole frames, and follows its status.
        manager.consume(trade('E'), { frame: () => undefined }),
      ]),
    );
    const reader = manager.stream(trade('F'));
    const first = reader.next();
    await clock.advance(10);
    exchange.emit('f@trade', tradeEvent(1));
    await clock.run(first);
    for (let loss = 1; loss <= 2; loss++) {
      exchange.last.cut(1006, 'gone');
      await clock.advance(10_000);
      expect(errors.map(String)).toEqual(
        Array(loss).fill('BinanceStreamError: events of 4 streams are missing: closed with code 1006: gone'),
      );
      expect(notices).toHaveLength(2 * loss);
    }
    await manager.close();
  });

  it('logs a gap once as a warning where there is no `onError`', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const warnings: string[] = [];
    const logger = { warn: (message: string) => void warnings.push(message) };
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock, logger });
    await clock.run(
      Promise.all([manager.subscribe(trade('A'), () => undefined), manager.subscribe(trade('B'), () => undefined)]),
    );
    exchange.cutAll();
    await clock.advance(10_000);
    expect(warnings).toEqual([expect.stringContaining('events of 2 streams are missing')]);
    await manager.close();
  });

  it('forgets a started socket that its own function or its signal has stopped', async () => {
    const { clock, exchange, manager } = setUp();
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

  it('stops a socket while offline, although it was started with a signal', async () => {
    const { clock, exchange, manager } = setUp();
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

  it.each([
    ['a REST origin without TLS', { rest: 'http://api.example.com' }],
    ['a stream origin without TLS', { streams: 'ws://streams.example.com' }],
    ['a stream origin with a user', { streams: 'wss://user:password@streams.example.com' }],
    ['no origin', { rest: undefined }],
  ])('error: refuses an environment with %s when it is made, as a client does', (_, change) => {
    const environment = { name: 'x', rest: 'https://a.example.com', streams: 'wss://b.example.com', wsApi: '' };
    const illegal = { ...environment, ...change } as Environment;
    expect(() => new BinanceSocketManager({ environment })).not.toThrow();
    expect(() => new BinanceSocketManager({ environment: illegal })).toThrow(BinanceConfigError);
    expect(() => createSpotClient({ environment: illegal })).toThrow(BinanceConfigError);
  });
});
